package insight

import (
	"cmp"
	"math"
	"slices"

	"github.com/throughlinehq/throughline/engine/text"
	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Suggestion is an opportunity that a record of feedback may be evidence for.
type Suggestion struct {
	ID         id.ID
	Number     int64
	Title      string
	QuoteCount int64
	Likeness   float64 // 0..1
}

const (
	suggestions    = 5    // shown at most
	leastLikeness  = 0.05 // below it, a suggestion is noise
	suggestedFrom  = 500  // newest open opportunities that are compared
	quotesCompared = 5    // newest quotes of each
)

// Suggest returns open opportunities that a record may be evidence for, the likest first: those
// whose title, problem or quotes use its words, or that its themes raised.
func Suggest(tx *database.Tx, record id.ID) ([]Suggestion, error) {
	said, err := feedback.Load(tx, record)
	if err != nil {
		return nil, err
	}
	open, err := database.List[Opportunity](tx, `SELECT `+database.Columns[Opportunity]("")+`
		FROM opportunity WHERE workspace_id = $1 AND deleted_at IS NULL
		AND status IN ('identified', 'exploring', 'committed')
		ORDER BY number DESC LIMIT $2`, tx.Workspace, suggestedFrom)
	if err != nil || len(open) == 0 {
		return nil, err
	}
	overlap, err := sharedThemes(tx, record)
	if err != nil {
		return nil, err
	}
	quoted, err := quotedBy(tx, open)
	if err != nil {
		return nil, err
	}
	var found []Suggestion
	for _, o := range open {
		like := text.Similarity(said.Text, o.Title+" "+o.Problem)
		for _, quote := range quoted[o.ID] {
			like = max(like, text.Similarity(said.Text, quote))
		}
		// Two signs that agree say more than either: 1 - (1-a)(1-b).
		like = 1 - (1-like)*(1-overlap[o.ID])
		if like >= leastLikeness {
			found = append(found, Suggestion{o.ID, o.Number, o.Title, o.QuoteCount,
				math.Round(like*100) / 100})
		}
	}
	slices.SortStableFunc(found, func(a, b Suggestion) int {
		return cmp.Compare(b.Likeness, a.Likeness)
	})
	return found[:min(len(found), suggestions)], nil
}

// sharedThemes says how far each opportunity and the record share themes, in [0,1]: through a
// theme that raised it, or through other feedback that is evidence for it.
func sharedThemes(tx *database.Tx, record id.ID) (map[id.ID]float64, error) {
	type row struct {
		ToID  id.ID
		Score float64
	}
	const (
		raised = 0.9
		quoted = 0.7
	)
	shared := map[id.ID]float64{}
	for weight, query := range map[float64]string{
		raised: `SELECT l.to_id, max(a.score) AS score FROM theme_assignment a
			JOIN link l ON l.workspace_id = a.workspace_id AND l.from_id = a.theme_id
				AND l.to_kind = 'opportunity'
			WHERE a.workspace_id = $1 AND a.feedback_id = $2 GROUP BY l.to_id`,
		quoted: `SELECT q.opportunity_id AS to_id, max(a.score) AS score
			FROM quote q
			JOIN theme_assignment b ON b.workspace_id = q.workspace_id
				AND b.feedback_id = q.feedback_id
			JOIN theme_assignment a ON a.workspace_id = b.workspace_id
				AND a.theme_id = b.theme_id AND a.feedback_id = $2
			WHERE q.workspace_id = $1 AND q.feedback_id <> $2 GROUP BY q.opportunity_id`,
	} {
		rows, err := database.List[row](tx, query, tx.Workspace, record)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			shared[r.ToID] = max(shared[r.ToID], weight*min(1, r.Score))
		}
	}
	return shared, nil
}

// quotedBy returns the newest quotes of each opportunity.
func quotedBy(tx *database.Tx, open []Opportunity) (map[id.ID][]string, error) {
	type row struct {
		OpportunityID id.ID
		Text          string
	}
	ids := make([]id.ID, len(open))
	for i, o := range open {
		ids[i] = o.ID
	}
	w := tx.Where("")
	where, args := database.AndIn(w, "opportunity_id", ids).SQL()
	quoted := map[id.ID][]string{}
	err := database.Each(tx, func(r row) error {
		if len(quoted[r.OpportunityID]) < quotesCompared {
			quoted[r.OpportunityID] = append(quoted[r.OpportunityID], r.Text)
		}
		return nil
	}, `SELECT opportunity_id, text FROM quote `+where+` ORDER BY id DESC LIMIT 2000`, args...)
	return quoted, err
}
