package flag

import (
	"fmt"
	"slices"
	"strings"
	"time"

	engine "github.com/throughlinehq/throughline/engine/flag"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// assignment is which variant a sticky rule gave to somebody under one of their ids.
type assignment struct {
	EnvironmentID id.ID
	Unit          string
	Flag          string
	Phase         string
	Variant       string
	Person        string    // the id alone
	SeenAt        time.Time // when it was last of use, give or take [seenAnew]
}

// seenAnew is after how long an assignment that is of use is noted to be so again.
const seenAnew = 7 * 24 * time.Hour

// maxUnit is how long an id may be that assignments are kept for; a longer one is not anybody's.
const maxUnit = 300

// Question is for whom flags are asked, and when. What is answered gathers in it what is to be
// kept.
type Question struct {
	Place *Place
	// Context says for whom. The environment's key stands in it as "environment" when a flag is
	// evaluated, so that rules can ask for it.
	Context map[string]any
	Now     time.Time
	// Given is what the answers gave to whom, as far as a rule asks to keep it.
	Given []Given

	kept map[[3]string]assignment // by flag, phase and unit
	used []assignment             // of those, what is to be noted as still of use
}

// Given is a variant that somebody was given.
type Given struct {
	Flag    string
	Variant string
	Reason  engine.Reason
	engine.Exposure
}

// Units lists the ids under which sticky rules of a flag know who is asked for; of every flag
// without a key. They are none where no rule is sticky, as nearly everywhere.
func (r *Rules) Units(key string, q *Question) (units []string) {
	keys := r.sticky
	if key != "" {
		keys = []string{key}
	}
	for _, each := range keys {
		units = append(units, r.sets[q.Place.ID].Units(each, q.Context)...)
	}
	slices.Sort(units)
	return slices.DeleteFunc(slices.Compact(units), func(u string) bool { return len(u) > maxUnit })
}

// Recall reads what was given before under any of the units.
func (q *Question) Recall(tx *database.Tx, units []string) error {
	q.kept = map[[3]string]assignment{}
	for part := range slices.Chunk(units, 100) {
		args := []any{tx.Workspace, q.Place.ID}
		var places []string
		for _, unit := range part {
			args = append(args, unit)
			places = append(places, fmt.Sprintf("$%d", len(args)))
		}
		found, err := database.List[assignment](tx, "SELECT "+database.Columns[assignment]("")+`
			FROM flag_assignment WHERE workspace_id = $1 AND environment_id = $2
			AND unit IN (`+strings.Join(places, ",")+")", args...)
		if err != nil {
			return err
		}
		for _, a := range found {
			q.kept[[3]string{a.Flag, a.Phase, a.Unit}] = a
		}
	}
	return nil
}

// Remembers reports whether the answers gave something that is to be remembered, or gave again
// what was nearly forgotten.
func (q *Question) Remembers() bool {
	return len(q.used) > 0 ||
		slices.ContainsFunc(q.Given, func(g Given) bool { return g.Remember })
}

// Remember keeps what sticky rules gave, under every id of whom it was given to. What was kept
// before stays.
func (r *Rules) Remember(tx *database.Tx, q *Question) error {
	for _, g := range q.Given {
		if !g.Remember {
			continue
		}
		for _, unit := range r.Units(g.Flag, q) {
			_, person, _ := strings.Cut(unit, "=")
			_, err := tx.Exec(`INSERT INTO flag_assignment (workspace_id, environment_id, unit,
				flag, phase, variant, person, seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
				ON CONFLICT (workspace_id, environment_id, unit, flag, phase) DO NOTHING`,
				tx.Workspace, q.Place.ID, unit, g.Flag, g.Phase, g.Variant, person, tx.Now)
			if err != nil {
				return err
			}
		}
	}
	return r.seeAgain(tx, q)
}

// seeAgain notes that assignments were of use, under every id of whom was asked for.
func (r *Rules) seeAgain(tx *database.Tx, q *Question) error {
	for _, a := range q.used {
		for _, unit := range r.Units(a.Flag, q) {
			_, err := tx.Exec(`UPDATE flag_assignment SET seen_at = $6 WHERE workspace_id = $1
				AND environment_id = $2 AND unit = $3 AND flag = $4 AND phase = $5
				AND seen_at < $6`, tx.Workspace, q.Place.ID, unit, a.Flag, a.Phase, tx.Now)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// query is the question as the engine asks it.
func (q *Question) query() engine.Query {
	out := engine.Query{Context: q.Context, Now: q.Now.Unix()}
	if q.kept != nil {
		out.Recall = func(flag, phase, unit string) (string, bool) {
			a, found := q.kept[[3]string{flag, phase, unit}]
			if found && q.Now.Sub(a.SeenAt) >= seenAnew {
				q.used = append(q.used, a)
			}
			return a.Variant, found
		}
	}
	return out
}
