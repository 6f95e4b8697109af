package flow

import (
	"github.com/throughlinehq/throughline/internal/backlog"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Coverage says how much of the work under way leads back to customers' words, and how far it
// has come along the line since.
type Coverage struct {
	Effort float64 // person-weeks of work under way: ready to released, with an estimate
	Items  int64
	Steps  []Reached
	Share  float64 // of the effort, that leads back to customers' words
	Broken []Broken
}

// Reached is how much effort has this step and every step before it.
type Reached struct {
	Key    string
	Label  string
	Effort float64
	Share  float64
}

// Broken is a piece of work whose line breaks, the largest first.
type Broken struct {
	ItemID  id.ID
	Key     string
	Title   string
	Missing string // the key of the first step that is not there
	Effort  float64
}

// brokenShown is how many broken lines a coverage names.
const brokenShown = 10

// lineRow is one item under way and which steps of the line it has.
type lineRow struct {
	ID                                     id.ID
	P50                                    float64
	Words, Theme, Opportunity, Score, Plan bool
	Acceptance, Shipped, Told              bool
}

// lines says of every item under way which steps its line has. What an item's parent answers,
// it answers too.
const lines = `
	WITH RECURSIVE work (id, p50, criteria_total, criteria_met, status, above_id) AS (
		SELECT id, p50, criteria_total, criteria_met, status, id FROM item
		WHERE workspace_id = $1 AND deleted_at IS NULL AND p50 > 0
			AND status IN ('ready', 'in_progress', 'in_review', 'accepted', 'released')
		UNION
		SELECT w.id, w.p50, w.criteria_total, w.criteria_met, w.status, i.parent_id
		FROM work w JOIN item i ON i.workspace_id = $1 AND i.id = w.above_id
		WHERE i.parent_id <> ''
	), answered AS (
		SELECT DISTINCT w.id, l.from_id AS opportunity_id FROM work w
		JOIN link l ON l.workspace_id = $1 AND l.kind = 'answers' AND l.to_id = w.above_id
	), quoted AS (
		SELECT DISTINCT to_id FROM link WHERE workspace_id = $1 AND kind = 'evidence'
	), raised AS (
		SELECT DISTINCT to_id FROM link WHERE workspace_id = $1 AND kind = 'raised'
	), themed AS (
		SELECT DISTINCT e.to_id FROM link e
		JOIN link s ON s.workspace_id = $1 AND s.kind = 'says' AND s.from_id = e.from_id
		WHERE e.workspace_id = $1 AND e.kind = 'evidence'
	), reached AS (
		SELECT a.id,
			max(CASE WHEN a.opportunity_id IN (SELECT to_id FROM quoted)
				OR a.opportunity_id IN (SELECT to_id FROM raised) THEN 1 ELSE 0 END) AS words,
			max(CASE WHEN a.opportunity_id IN (SELECT to_id FROM raised)
				OR a.opportunity_id IN (SELECT to_id FROM themed) THEN 1 ELSE 0 END) AS theme
		FROM answered a GROUP BY a.id
	), told AS (
		SELECT DISTINCT s.from_id AS id FROM link s
		JOIN message m ON m.workspace_id = $1 AND m.release_id = s.to_id AND m.state = 'sent'
		WHERE s.workspace_id = $1 AND s.kind = 'shipped'
	)
	SELECT w.id, w.p50,
		coalesce(r.words, 0) = 1 AS words, coalesce(r.theme, 0) = 1 AS theme,
		r.id IS NOT NULL AS opportunity,
		w.id IN (SELECT item_id FROM score WHERE workspace_id = $1) AS score,
		w.id IN (SELECT from_id FROM link WHERE workspace_id = $1 AND kind = 'planned') AS plan,
		w.status IN ('accepted', 'released') AS acceptance,
		w.id IN (SELECT from_id FROM link WHERE workspace_id = $1 AND kind = 'shipped') AS shipped,
		w.id IN (SELECT id FROM told) AS told
	FROM work w LEFT JOIN reached r ON r.id = w.id
	WHERE w.above_id = w.id ORDER BY w.p50 DESC, w.id`

// has lists the steps in the line's order.
func (r lineRow) has() []bool {
	return []bool{r.Words, r.Theme, r.Opportunity, r.Score, r.Plan, r.Acceptance, r.Shipped, r.Told}
}

// Cover measures the trace coverage of the workspace.
func Cover(tx *database.Tx) (Coverage, error) {
	if err := people.Can(tx.Actor, people.ReadLine); err != nil {
		return Coverage{}, err
	}
	c := Coverage{Steps: make([]Reached, len(steps))}
	for i, s := range steps {
		c.Steps[i] = Reached{Key: s.key, Label: s.label}
	}
	var broken []id.ID
	missing := map[id.ID]lineRow{}
	err := database.Each(tx, func(r lineRow) error {
		c.Items++
		c.Effort += r.P50
		for i, there := range r.has() {
			if !there {
				if i < firstForward && len(broken) < brokenShown {
					broken = append(broken, r.ID)
					missing[r.ID] = r
				}
				break
			}
			c.Steps[i].Effort += r.P50
		}
		return nil
	}, lines, tx.Workspace)
	if err != nil {
		return c, err
	}
	if c.Effort > 0 {
		for i := range c.Steps {
			c.Steps[i].Share = c.Steps[i].Effort / c.Effort
		}
		c.Share = c.Steps[0].Share
	}
	found, err := backlog.LoadAll(tx, broken)
	for _, l := range found {
		r := missing[l.ID]
		c.Broken = append(c.Broken, Broken{l.ID, l.Key, l.Title, r.firstMissing(), r.P50})
	}
	return c, err
}

// firstForward is the first step that work cannot have before it is done: from here on a
// missing step is not yet a break.
const firstForward = 3

func (r lineRow) firstMissing() string {
	for i, there := range r.has() {
		if !there {
			return steps[i].key
		}
	}
	return ""
}
