package insight

import (
	"context"
	"errors"
	"slices"

	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// sweep sorts all feedback under the themes of the latest discovery, from where it was broken
// off. found holds the themes that the discovery itself gave to its sample.
func sweep(ctx context.Context, db *database.DB, s scope.Scope, found map[id.ID]id.ID,
	progress Progress) error {
	m, err := loadModel(ctx, db, s)
	if err != nil {
		return err
	}
	var total, done int64
	var after *string
	err = db.Read(ctx, s, func(tx *database.Tx) error {
		t, err := loadTaxonomy(tx)
		total, after = t.Size, t.SweepAfter
		return err
	})
	for err == nil && after != nil {
		var batch []words
		if batch, err = nextAfter(ctx, db, s, *after); err != nil {
			return err
		}
		after, err = sweepBatch(ctx, db, s, sweeper{m, found}, batch)
		done += int64(len(batch))
		progress(foundAt+(allDone-foundAt)*min(done, total)/max(1, total), allDone)
	}
	if errors.Is(err, errMoved) {
		return nil // a newer discovery sweeps for itself
	}
	return err
}

func nextAfter(ctx context.Context, db *database.DB, s scope.Scope,
	after string) (found []words, err error) {
	err = db.Read(ctx, s, func(tx *database.Tx) error {
		found, err = database.List[words](tx, "SELECT "+wordsFrom+`
			WHERE f.workspace_id = $1 AND f.id > $2 AND f.kind <> '' AND f.deleted_at IS NULL
			ORDER BY f.id LIMIT $3`, tx.Workspace, after, readAtOnce)
		return err
	})
	return found, err
}

type sweeper struct {
	*model
	found map[id.ID]id.ID
}

// sweepBatch sorts a batch anew and returns how far the sweep is now; nil at its end.
func sweepBatch(ctx context.Context, db *database.DB, s scope.Scope, w sweeper,
	batch []words) (*string, error) {
	sorted := w.sortAll(batch)
	var after *string
	for part := range slices.Chunk(batch, writeAtOnce) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		last := string(part[len(part)-1].ID)
		after = &last
		err := db.Write(ctx, s, func(tx *database.Tx) error {
			return w.storeSorted(tx, part, sorted, after)
		})
		if err != nil {
			return nil, err
		}
	}
	if len(batch) == readAtOnce {
		return after, nil
	}
	return nil, db.Write(ctx, s, func(tx *database.Tx) error {
		_, err := tx.Exec(`UPDATE taxonomy SET sweep_after = NULL
			WHERE workspace_id = $1 AND epoch = $2`, tx.Workspace, w.epoch)
		return err
	})
}

func (w sweeper) storeSorted(tx *database.Tx, part []words, sorted map[id.ID][]Assigned,
	after *string) error {
	state, err := loadState(tx, part, w.epoch)
	if err != nil {
		return err
	}
	var changes []change
	for _, said := range state.words {
		before := state.themes[said.ID]
		if said.DeletedAt != nil || state.corrected[said.ID] || state.stays(before) {
			continue
		}
		changes = append(changes,
			change{words: said, before: before, after: state.resolve(sorted[said.ID])})
	}
	if err := assign(tx, changes); err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE taxonomy SET sweep_after = $3
		WHERE workspace_id = $1 AND epoch = $2`, tx.Workspace, w.epoch, *after)
	return err
}

// stays reports a record in a theme that a person shaped or locked: it stays there.
func (s state) stays(before []Assigned) bool {
	if len(before) == 0 {
		return false
	}
	t := s.live[before[0].ThemeID]
	return t.Shaped || t.Locked
}

// sortAll sorts records, on all processors: those of the sample as the discovery did, with what
// else they say; the others by what they are near to.
func (w sweeper) sortAll(batch []words) map[id.ID][]Assigned {
	near := make([][]Assigned, len(batch))
	onAll(len(batch), func(i int) { near[i] = w.sortOne(batch[i]) })
	sorted := make(map[id.ID][]Assigned, len(batch))
	for i, said := range batch {
		sorted[said.ID] = near[i]
	}
	return sorted
}

func (w sweeper) sortOne(said words) []Assigned {
	near := w.sort(said.Text)
	theme, sampled := w.found[said.ID]
	if !sampled {
		return near
	}
	if theme == "" {
		return nil
	}
	first := Assigned{theme, surely, ByEngine}
	var rest []Assigned
	for _, a := range near {
		first.Score = max(first.Score, a.Score)
		if a.ThemeID != theme {
			rest = append(rest, a)
		}
	}
	return append([]Assigned{first}, rest...)
}

// surely is the least score of a theme that the discovery gave to a record of its sample: it
// saw the record's neighbours, not only the themes' centres.
const surely = 0.5
