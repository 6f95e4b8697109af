package flow

import (
	"fmt"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Home is what a member sees first: what waits for somebody, whether the line is whole, and
// what changed.
type Home struct {
	Work     []Waiting
	Coverage Coverage
	Trends   []Trend
	Changes  []Change
}

// Waiting is one kind of work that waits, with the first records of it.
type Waiting struct {
	Kind    string
	Title   string
	Hint    string
	Verb    people.Verb // who can settle it
	Count   int64       // countLimit means: at least that many
	Records []Described
}

// Trend is a number by week, the oldest first.
type Trend struct {
	Key   string
	Label string
	Weeks []int64
}

const (
	countLimit   = 1000 // how far work that waits is counted
	waitingShown = 3    // records shown of each kind of work
	trendWeeks   = 12
	week         = 7 * 24 * time.Hour
)

// waitings are the kinds of work, the most pressing first. Each query names the records that
// wait, the most pressing first; $1 is the workspace.
var waitings = []struct {
	kind, title, hint, record, query string
	verb                             people.Verb
}{
	{"to_tell", "Customers to tell", "it shipped, and they do not know", "release",
		`SELECT id FROM release WHERE workspace_id = $1 AND state = 'released'
			AND asked - told - failed > 0 ORDER BY released_at, id`, people.TellBack},
	{"to_accept", "To accept", "every criterion waits for the product owner's verdict", "item",
		`SELECT id FROM item WHERE workspace_id = $1 AND status = 'in_review'
			AND deleted_at IS NULL ORDER BY updated_at, id`, people.Accept},
	{"to_release", "Ready to ship", "accepted, and in no release yet", "item",
		`SELECT id FROM item i WHERE workspace_id = $1 AND status = 'accepted'
			AND deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM release_item r
			WHERE r.workspace_id = $1 AND r.item_id = i.id) ORDER BY updated_at, id`, people.Ship},
	{"to_decide", "Opportunities to decide", "customers ask, and nothing answers them yet",
		"opportunity", `SELECT o.id FROM opportunity o WHERE o.workspace_id = $1
			AND o.status IN ('identified', 'exploring') AND o.deleted_at IS NULL
			AND NOT EXISTS (SELECT 1 FROM link l WHERE l.workspace_id = $1
				AND l.from_id = o.id AND l.to_kind = 'item')
			ORDER BY o.customer_count DESC, o.id`, people.WriteInsight},
	{"to_score", "To score", "asked for by customers, and not compared with the rest", "item",
		`SELECT i.id FROM item i WHERE i.workspace_id = $1 AND i.status IN ('new', 'ready')
			AND i.deleted_at IS NULL AND i.customer_count > 0
			AND NOT EXISTS (SELECT 1 FROM score s WHERE s.workspace_id = $1 AND s.item_id = i.id)
			ORDER BY i.customer_count DESC, i.id`, people.Score},
	{"to_triage", "To triage", "nobody has looked at it", "feedback",
		`SELECT id FROM feedback WHERE workspace_id = $1 AND status = 'new'
			AND deleted_at IS NULL AND duplicate_of = '' ORDER BY said_at DESC, id DESC`,
		people.WriteFeedback},
}

// AtHome gathers what a member sees first. Work that the actor cannot settle is left out.
func AtHome(tx *database.Tx) (Home, error) {
	var h Home
	var err error
	if h.Coverage, err = Cover(tx); err != nil {
		return h, err
	}
	if h.Work, err = work(tx); err != nil {
		return h, err
	}
	if h.Trends, err = trends(tx); err != nil {
		return h, err
	}
	h.Changes, err = recentChanges(tx)
	return h, err
}

func work(tx *database.Tx) ([]Waiting, error) {
	var out []Waiting
	for _, w := range waitings {
		if people.Can(tx.Actor, w.verb) != nil {
			continue
		}
		n, err := database.Value[int64](tx, fmt.Sprintf(
			"SELECT count(*) FROM (%s LIMIT %d) AS waiting", w.query, countLimit), tx.Workspace)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			continue
		}
		first, err := database.List[id.ID](tx, fmt.Sprintf("%s LIMIT %d", w.query, waitingShown),
			tx.Workspace)
		if err != nil {
			return nil, err
		}
		shown, err := describe(tx, w.record, first)
		if err != nil {
			return nil, err
		}
		out = append(out, Waiting{w.kind, w.title, w.hint, w.verb, n, shown})
	}
	return out, nil
}

// trends counts by week what came in and what went back out.
func trends(tx *database.Tx) ([]Trend, error) {
	begin := tx.Now.Truncate(week).Add(-(trendWeeks - 1) * week)
	var out []Trend
	for _, t := range []struct{ key, label, table, column string }{
		{"feedback", "Feedback", "feedback", "said_at"},
		{"told", "Customers told", "message", "sent_at"},
	} {
		type row struct{ Week, Count int64 }
		rows, err := database.List[row](tx, fmt.Sprintf(`
			SELECT (%[1]s - $2) / $3 AS week, count(*) AS count FROM %[2]s
			WHERE workspace_id = $1 AND %[1]s >= $2 AND %[1]s < $4 GROUP BY 1 ORDER BY 1`,
			t.column, t.table), tx.Workspace, begin, week.Microseconds(),
			begin.Add(trendWeeks*week))
		if err != nil {
			return nil, err
		}
		trend := Trend{Key: t.key, Label: t.label, Weeks: make([]int64, trendWeeks)}
		for _, r := range rows {
			trend.Weeks[r.Week] = r.Count
		}
		out = append(out, trend)
	}
	return out, nil
}
