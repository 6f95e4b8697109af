package insight

import (
	"strings"

	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Saying is the condition on feedback (as f) that it says one of the themes; a theme that was
// merged stands for what it became.
func Saying(tx *database.Tx, themes []string) (*database.Condition, error) {
	w := tx.Where("")
	where, args := database.AndIn(w, "id", themes).SQL()
	live, err := database.List[id.ID](tx, `SELECT CASE WHEN merged_into = '' THEN id
		ELSE merged_into END FROM theme `+where, args...)
	if err != nil {
		return nil, err
	}
	if len(live) == 0 {
		return &database.Condition{SQL: "f.id = ''"}, nil
	}
	c := &database.Condition{Args: []any{tx.Workspace}}
	for _, theme := range live {
		c.Args = append(c.Args, theme)
	}
	c.SQL = `f.id IN (SELECT feedback_id FROM theme_assignment
		WHERE workspace_id = $ AND theme_id IN ($` + strings.Repeat(", $", len(live)-1) + `))`
	return c, nil
}

// Facet is how much of the feedback that was counted says a theme.
type Facet struct {
	ID    id.ID
	Label string
	Count int64
}

// CountSaying divides the feedback that the filter chooses by visible theme, the most frequent
// first. Like the other facets it counts the newest matching records.
func CountSaying(tx *database.Tx, filter feedback.Filter) ([]Facet, error) {
	matching, args := filter.Matching(tx)
	// Counted before themes are joined: a theme's row is large. CROSS JOIN keeps SQLite at the
	// chosen records, of which there are few, instead of all assignments.
	return database.List[Facet](tx, `SELECT t.id, t.label, n.count
		FROM (SELECT a.theme_id, count(*) AS count FROM (`+matching+`) m
			CROSS JOIN theme_assignment a WHERE a.workspace_id = $1 AND a.feedback_id = m.id
			GROUP BY a.theme_id) n
		JOIN theme t ON t.workspace_id = $1 AND t.id = n.theme_id AND t.hidden = FALSE
		ORDER BY n.count DESC, t.label, t.id LIMIT 200`, args...)
}
