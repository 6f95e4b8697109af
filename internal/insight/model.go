package insight

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/throughlinehq/throughline/engine/text"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// model is what sorts feedback under themes: the engine's spaces and the place of each theme in
// them. The engine's identifiers of themes are ours.
type model struct {
	epoch    int64
	taxonomy *text.Taxonomy // nil before the first discovery
}

// alsoSays is how near to the likeliest theme another must be to be said as well.
const alsoSays = 0.9

// sort returns the themes that a text says, the likeliest first.
func (m *model) sort(words string) []Assigned {
	if m.taxonomy == nil {
		return nil
	}
	var out []Assigned
	for _, a := range m.taxonomy.Assign(text.Record{Text: words}) {
		if len(out) == 0 || a.Score >= alsoSays*out[0].Score {
			out = append(out, Assigned{id.ID(a.Theme), min(1, a.Score), ByEngine})
		}
	}
	return out
}

// row is a theme with its place in the engine's spaces.
type row struct {
	Theme
	Node string
}

// place reads where the theme lies; a theme without a place is a node without a centre.
func (r row) place() (text.Node, error) {
	node := text.Node{}
	if r.Node != "" {
		if err := json.Unmarshal([]byte(r.Node), &node); err != nil {
			return node, fmt.Errorf("theme %s: %w", r.ID, err)
		}
	}
	node.ID = string(r.ID)
	return node, nil
}

func loadRows(tx *database.Tx) ([]row, error) {
	return database.List[row](tx, `SELECT `+database.Columns[row]("")+` FROM theme
		WHERE workspace_id = $1 ORDER BY id`, tx.Workspace)
}

// loadModel assembles the model as it is now. A theme that was merged keeps its place there:
// what lies near it goes where it was merged into.
func loadModel(ctx context.Context, db *database.DB, s scope.Scope) (*model, error) {
	m := &model{}
	var rows []row
	var examples map[id.ID][]text.Record
	err := db.Read(ctx, s, func(tx *database.Tx) error {
		t, err := loadTaxonomy(tx)
		if err != nil || t.Epoch == 0 {
			return err
		}
		m.epoch = t.Epoch
		if m.taxonomy, err = loadBasis(db, tx, t.Epoch); err != nil {
			return err
		}
		if rows, err = loadRows(tx); err != nil {
			return err
		}
		examples, err = loadExamples(tx, rows)
		return err
	})
	if err != nil || m.taxonomy == nil {
		return m, err
	}
	for _, r := range rows {
		node, err := r.place()
		if err != nil {
			return m, err
		}
		node.Into, node.Gone = "", false
		m.taxonomy.Themes = append(m.taxonomy.Themes, node)
	}
	for _, r := range rows {
		learn(m.taxonomy, string(r.ID), examples[r.ID])
	}
	return m, nil
}

const (
	examplesEach  = 50
	examplesTotal = 5000
)

// loadExamples returns feedback that people sorted under the themes that have no place yet.
func loadExamples(tx *database.Tx, rows []row) (map[id.ID][]text.Record, error) {
	var without []id.ID
	for _, r := range rows {
		if r.Node == "" && r.MergedInto == "" {
			without = append(without, r.ID)
		}
	}
	if len(without) == 0 {
		return nil, nil
	}
	type example struct {
		ThemeID id.ID
		Text    string
	}
	w := tx.Where("a").And("a.assigned_by = $", ByPerson)
	database.AndIn(w, "a.theme_id", without)
	limit := w.Place(examplesTotal)
	where, args := w.SQL()
	found := map[id.ID][]text.Record{}
	err := database.Each(tx, func(e example) error {
		if len(found[e.ThemeID]) < examplesEach {
			found[e.ThemeID] = append(found[e.ThemeID], text.Record{Text: e.Text})
		}
		return nil
	}, `SELECT a.theme_id, f.text FROM theme_assignment a
		JOIN feedback f ON f.workspace_id = a.workspace_id AND f.id = a.feedback_id `+where+`
		ORDER BY a.theme_id, a.feedback_id LIMIT `+limit, args...)
	return found, err
}

// learn places a theme by examples: in the midst of them, taking what is as near as its
// likeliest neighbour takes. The engine does this as a split, whose new node we take over.
func learn(m *text.Taxonomy, theme string, examples []text.Record) {
	if len(examples) == 0 {
		return
	}
	near := ""
	if best := m.Assign(text.Record{Text: examples[0].Text}); len(best) > 0 {
		near = best[0].Theme
	} else if i := slices.IndexFunc(m.Themes, placed); i >= 0 {
		near = m.Themes[i].ID
	}
	made, err := m.Apply(text.Edit{Kind: text.Split, Theme: near, Records: examples, Label: "-"})
	if err != nil {
		return // no theme has a place, so there is nothing to be near to
	}
	named := func(node text.Node) bool { return node.ID == made.Made }
	at := slices.IndexFunc(m.Themes, named)
	learnt := m.Themes[at]
	learnt.Accept = min(learnt.Accept, likeExamples*leastLike(m, learnt, examples))
	m.Themes = slices.Delete(m.Themes, at, at+1)
	for i := range m.Themes {
		if m.Themes[i].ID == theme {
			m.Themes[i].Centroid, m.Themes[i].Accept = learnt.Centroid, learnt.Accept
		}
	}
}

// likeExamples is how near to a theme's midst other feedback must be, of what its farthest
// example is: examples are few, and nearer to their own midst than what they stand for.
const likeExamples = 0.75

// leastLike is how near the farthest example is to the midst of all.
func leastLike(m *text.Taxonomy, node text.Node, examples []text.Record) float64 {
	alone := *m
	node.Accept = 0
	alone.Themes = []text.Node{node}
	least := 1.0
	for _, example := range examples {
		for _, a := range alone.Assign(example) {
			least = min(least, a.Score)
		}
	}
	return least
}

func placed(node text.Node) bool { return len(node.Centroid) > 0 }

// bases keeps the spaces of the few workspaces that were at work last, since reading them takes
// a fifth of a second.
var bases = struct {
	sync.Mutex
	kept []keptBasis
}{}

type keptBasis struct {
	db        *database.DB
	workspace id.ID
	epoch     int64
	basis     *text.Taxonomy
}

const basesKept = 4

// loadBasis returns a taxonomy with the workspace's spaces and no themes; nil where the engine
// has changed its format since and must discover afresh.
func loadBasis(db *database.DB, tx *database.Tx, epoch int64) (*text.Taxonomy, error) {
	bases.Lock()
	defer bases.Unlock()
	at := slices.IndexFunc(bases.kept, func(k keptBasis) bool {
		return k.db == db && k.workspace == tx.Workspace && k.epoch == epoch
	})
	if at < 0 {
		raw, err := database.Value[[]byte](tx, `SELECT basis FROM taxonomy_basis
			WHERE workspace_id = $1 AND epoch = $2`, tx.Workspace, epoch)
		if err != nil {
			return nil, err
		}
		basis := new(text.Taxonomy)
		if json.Unmarshal(raw, basis) != nil {
			return nil, nil
		}
		bases.kept = append(bases.kept, keptBasis{db, tx.Workspace, epoch, basis})
		if len(bases.kept) > basesKept {
			bases.kept = slices.Delete(bases.kept, 0, 1)
		}
		at = len(bases.kept) - 1
	}
	alone := *bases.kept[at].basis
	return &alone, nil
}
