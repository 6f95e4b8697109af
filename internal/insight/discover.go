package insight

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/throughlinehq/throughline/engine/text"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/jobs"
)

// DiscoverJob is the job that looks for themes.
const DiscoverJob = "insight.discover"

// SampleLimit is how many records a discovery looks at; the others are sorted afterwards.
const SampleLimit = 20_000

// discoverySeed is fixed: the same records give the same themes.
const discoverySeed = 1

// The two halves of a discovery, in hundredths of its progress.
const (
	foundAt = 50
	allDone = 100
)

// Discover looks for themes in the feedback and sorts all of it under them. What it finds joins
// what is there: a theme that still says the same keeps its identity and its name, new ones are
// born, and whatever people changed holds. A run that was broken off while sorting goes on
// there.
func Discover(ctx context.Context, db *database.DB, s scope.Scope, progress Progress) error {
	var t Taxonomy
	err := db.Read(ctx, s, func(tx *database.Tx) (err error) {
		t, err = loadTaxonomy(tx)
		return err
	})
	if err != nil {
		return err
	}
	var found map[id.ID]id.ID
	if t.SweepAfter == nil {
		if found, err = discover(ctx, db, s, progress); err != nil {
			return err
		}
	}
	return sweep(ctx, db, s, found, progress)
}

// discover finds themes in a sample and stores them; it returns the sample's.
func discover(ctx context.Context, db *database.DB, s scope.Scope,
	progress Progress) (map[id.ID]id.ID, error) {
	p, err := prepare(ctx, db, s)
	if err != nil {
		return nil, err
	}
	result, err := text.Analyse(p.records, text.Options{Seed: discoverySeed, Prior: p.prior,
		Progress: func(done, total int) bool {
			progress(int64(foundAt*done/max(1, total)), allDone)
			return ctx.Err() == nil
		}})
	if err != nil {
		return nil, err
	}
	var found map[id.ID]id.ID
	err = db.Write(ctx, s, func(tx *database.Tx) error {
		r := reconciliation{taxonomy: p.taxonomy, records: p.records, result: &result}
		found, err = r.store(tx)
		return err
	})
	return found, err
}

// preparation is what a discovery starts from.
type preparation struct {
	taxonomy Taxonomy
	records  []text.Record
	prior    *text.Taxonomy
}

func prepare(ctx context.Context, db *database.DB, s scope.Scope) (preparation, error) {
	var p preparation
	err := db.Read(ctx, s, func(tx *database.Tx) (err error) {
		if p.taxonomy, err = loadTaxonomy(tx); err != nil {
			return err
		}
		if p.records, err = sample(tx); err != nil {
			return err
		}
		p.prior, err = priorOf(db, tx, p.taxonomy)
		return err
	})
	return p, err
}

// sample takes at most SampleLimit records, evenly over everything that was ever said, with the
// theme that each has now. What repeats another record tells nothing new.
func sample(tx *database.Tx) ([]text.Record, error) {
	newest, err := database.Value[int64](tx,
		"SELECT COALESCE(max(number), 0) FROM feedback WHERE workspace_id = $1", tx.Workspace)
	if err != nil {
		return nil, err
	}
	every := newest/SampleLimit + 1
	type sampled struct {
		words
		ThemeID id.ID
	}
	var records []text.Record
	err = database.Each(tx, func(w sampled) error {
		records = append(records, text.Record{ID: string(w.ID), Text: w.Text,
			Account: string(w.AccountID), At: w.SaidAt, Rating: w.Rating, Lang: w.Language,
			Theme: string(w.ThemeID)})
		return nil
	}, `SELECT f.id, f.text, f.account_id, f.said_at, f.rating, f.language,
		(SELECT a.theme_id FROM theme_assignment a WHERE a.workspace_id = $1
			AND a.feedback_id = f.id ORDER BY a.assigned_by DESC, a.score DESC, a.theme_id
			LIMIT 1) AS theme_id
		FROM feedback f WHERE f.workspace_id = $1 AND f.deleted_at IS NULL
		AND f.duplicate_of = '' AND f.number % $2 = 0 ORDER BY f.id LIMIT $3`,
		tx.Workspace, every, SampleLimit)
	return records, err
}

// priorOf tells the engine what there is: the themes with their places, and what people decided.
func priorOf(db *database.DB, tx *database.Tx, t Taxonomy) (*text.Taxonomy, error) {
	rows, err := loadRows(tx)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	var prior *text.Taxonomy
	if t.Epoch > 0 {
		if prior, err = loadBasis(db, tx, t.Epoch); err != nil {
			return nil, err
		}
	}
	fitted := prior != nil
	if !fitted {
		if prior, err = unfitted(); err != nil {
			return nil, err
		}
	}
	for _, r := range rows {
		node, err := r.place()
		if err != nil {
			return nil, err
		}
		if !fitted {
			node.Centroid = nil
		}
		node.Label, node.Area, node.Into = r.Label, areaPrefix+r.Area, string(r.MergedInto)
		node.Named, node.Placed = r.LabelLocked || r.Locked, r.Placed || r.Locked
		node.Shaped, node.Hidden, node.Gone = r.Shaped || r.Locked, r.Hidden, false
		prior.Themes = append(prior.Themes, node)
		addArea(prior, r, !t.grown())
	}
	prior.Pins, prior.Rejected, err = loadCorrections(tx)
	return prior, err
}

// unfitted is a taxonomy of the engine's present format that knows no words yet.
func unfitted() (*text.Taxonomy, error) {
	empty, err := text.Analyse(nil, text.Options{})
	if err != nil {
		return nil, err
	}
	empty.Taxonomy.Basis = nil
	return empty.Taxonomy, nil
}

// areaPrefix keeps the engine's names of areas, which are ours with it, apart from new ones.
const areaPrefix = "area:"

// addArea tells the engine of a theme's area; an area is known by its name, which stays when a
// person chose it.
func addArea(m *text.Taxonomy, r row, keep bool) {
	keep = keep || r.Placed || r.Locked
	area := text.AreaNode{ID: areaPrefix + r.Area, Label: r.Area, Named: keep}
	at := slices.IndexFunc(m.Areas, func(a text.AreaNode) bool { return a.ID == area.ID })
	if at < 0 {
		m.Areas = append(m.Areas, area)
	} else if keep {
		m.Areas[at].Named = true
	}
}

// loadCorrections returns what people said about single records; the last word holds.
func loadCorrections(tx *database.Tx) (map[string]string, map[string][]string, error) {
	pins, rejected := map[string]string{}, map[string][]string{}
	err := database.Each(tx, func(e Edit) error {
		record := string(e.FeedbackID)
		delete(pins, record)
		if len(e.Detail.Themes) > 0 {
			pins[record] = string(e.Detail.Themes[0])
		}
		rejected[record] = nil
		for _, theme := range e.Detail.Rejected {
			rejected[record] = append(rejected[record], string(theme))
		}
		return nil
	}, `SELECT feedback_id, detail FROM theme_edit
		WHERE workspace_id = $1 AND feedback_id <> '' ORDER BY id`, tx.Workspace)
	return pins, rejected, err
}

// storeBasis keeps the spaces of a new epoch in place of the last ones.
func storeBasis(tx *database.Tx, epoch int64, taxonomy *text.Taxonomy) error {
	alone := *taxonomy
	alone.Themes, alone.Areas, alone.Edits = nil, nil, nil
	alone.Pins, alone.Rejected = nil, nil
	raw, err := json.Marshal(&alone)
	if err != nil {
		return err
	}
	_, err = tx.Exec("DELETE FROM taxonomy_basis WHERE workspace_id = $1", tx.Workspace)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO taxonomy_basis (workspace_id, epoch, basis)
		VALUES ($1, $2, $3)`, tx.Workspace, epoch, raw)
	return err
}

// AskDiscovery lets a worker look for themes; while one waits, asking again changes nothing.
func AskDiscovery(tx *database.Tx) (id.ID, error) {
	if err := people.Can(tx.Actor, people.WriteInsight); err != nil {
		return "", err
	}
	return jobs.Enqueue(tx, DiscoverJob, nil, jobs.Options{UniqueKey: "all"})
}
