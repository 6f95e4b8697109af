package insight

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"

	"github.com/throughlinehq/throughline/engine/text"
	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Progress hears how far long work is.
type Progress func(done, total int64)

// Report says what a run of the analysis did, and what should follow.
type Report struct {
	Analysed int64
	More     bool // there is feedback left to analyse
	Discover bool // new themes should be looked for
}

const (
	readAtOnce  = 1000 // records that the engine reads between two looks at the database
	writeAtOnce = 200  // records whose reading one transaction stores
)

// errMoved says that the themes were discovered anew while records were read.
var errMoved = errors.New("the taxonomy changed meanwhile")

// AnalyseNew gives feedback that waits its kind, sentiment, language and themes: at most limit
// records, the oldest first. The engine works outside of any transaction, so that nobody waits
// for it; a run that is broken off leaves whole records behind, and the next one goes on.
func AnalyseNew(ctx context.Context, db *database.DB, s scope.Scope, limit int,
	progress Progress) (Report, error) {
	a := analyst{db: db, scope: s}
	var report Report
	total, err := a.waiting(ctx)
	if err != nil {
		return report, err
	}
	for report.Analysed < int64(limit) && ctx.Err() == nil {
		batch, err := a.next(ctx, min(readAtOnce, limit-int(report.Analysed)))
		if err != nil {
			return report, err
		}
		if len(batch) == 0 {
			break
		}
		err = a.analyse(ctx, batch, func(done int) {
			report.Analysed += int64(done)
			progress(report.Analysed, max(total, report.Analysed))
		})
		if err != nil && !errors.Is(err, errMoved) {
			return report, err
		}
	}
	if err := ctx.Err(); err != nil {
		return report, err
	}
	return report, db.Read(ctx, s, func(tx *database.Tx) error {
		t, err := loadTaxonomy(tx)
		report.Discover = t.due() || t.Epoch > 0 && a.model != nil && a.taxonomy == nil
		if err == nil {
			report.More, err = database.Value[bool](tx, `SELECT EXISTS (SELECT 1 FROM feedback
				WHERE workspace_id = $1 AND analysed_at IS NULL)`, tx.Workspace)
		}
		return err
	})
}

// analyst is one run of the analysis.
type analyst struct {
	db    *database.DB
	scope scope.Scope
	*model
}

func (a *analyst) waiting(ctx context.Context) (n int64, err error) {
	err = a.db.Read(ctx, a.scope, func(tx *database.Tx) error {
		n, err = database.Value[int64](tx, `SELECT count(*) FROM feedback
			WHERE workspace_id = $1 AND analysed_at IS NULL`, tx.Workspace)
		return err
	})
	return n, err
}

func (a *analyst) next(ctx context.Context, limit int) (found []words, err error) {
	err = a.db.Read(ctx, a.scope, func(tx *database.Tx) error {
		found, err = database.List[words](tx, "SELECT "+wordsFrom+`
			WHERE f.workspace_id = $1 AND f.analysed_at IS NULL ORDER BY f.id LIMIT $2`,
			tx.Workspace, limit)
		return err
	})
	return found, err
}

// analyse reads a batch and stores it in short transactions. When themes are discovered
// meanwhile, what is left of the batch waits for the next look.
func (a *analyst) analyse(ctx context.Context, batch []words, stored func(int)) (err error) {
	if a.model == nil {
		if a.model, err = loadModel(ctx, a.db, a.scope); err != nil {
			return err
		}
	}
	readings := a.read(batch)
	for part := range slices.Chunk(batch, writeAtOnce) {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := a.db.Write(ctx, a.scope, func(tx *database.Tx) error {
			return a.store(tx, part, readings)
		})
		if errors.Is(err, errMoved) {
			a.model = nil
		}
		if err != nil {
			return err
		}
		stored(len(part))
	}
	return nil
}

// reading is what the engine read in a record.
type reading struct {
	feedback.Analysis
	themes []Assigned
}

// read lets the engine read records, on all processors.
func (m *model) read(batch []words) map[id.ID]reading {
	readings := make([]reading, len(batch))
	onAll(len(batch), func(i int) { readings[i] = m.readOne(batch[i]) })
	byID := make(map[id.ID]reading, len(batch))
	for i, w := range batch {
		byID[w.ID] = readings[i]
	}
	return byID
}

// onAll calls fn for 0..n-1 on all processors.
func onAll(n int, fn func(int)) {
	workers := runtime.GOMAXPROCS(0)
	var group sync.WaitGroup
	for worker := range workers {
		group.Go(func() {
			for i := worker; i < n; i += workers {
				fn(i)
			}
		})
	}
	group.Wait()
}

func (m *model) readOne(w words) reading {
	var r reading
	if w.DeletedAt != nil {
		return r // what is in the bin says nothing
	}
	r.Kind, _ = text.Kind(w.Text)
	r.SentimentScore, r.Sentiment = text.Sentiment(w.Text)
	if r.Language = w.Language; r.Language == "" {
		r.Language = text.Language(w.Text)
	}
	r.themes = m.sort(w.Text)
	return r
}

// store keeps the readings of records as they are now: one that was moved to the bin meanwhile
// leaves its themes, one whose themes a person corrected keeps those.
func (m *model) store(tx *database.Tx, part []words, readings map[id.ID]reading) error {
	state, err := loadState(tx, part, m.epoch)
	if err != nil {
		return err
	}
	var totals Counts
	var unsorted int64
	changes := make([]change, 0, len(state.words))
	for _, w := range state.words {
		r := readings[w.ID]
		if w.DeletedAt != nil {
			r = reading{}
		}
		c := change{words: w, before: state.themes[w.ID], sentimentBefore: &w.SentimentScore}
		c.SentimentScore = r.SentimentScore
		switch {
		case w.DeletedAt != nil:
		case state.corrected[w.ID]:
			c.after = c.before
		default:
			c.after = state.resolve(r.themes)
		}
		if err := feedback.SetAnalysis(tx, w.ID, r.Analysis); err != nil {
			return err
		}
		countTotals(&totals, w, r.Kind != "")
		if r.Kind != "" && len(c.after) == 0 && w.Kind == "" {
			unsorted++
		}
		changes = append(changes, c)
	}
	if err := assign(tx, changes); err != nil {
		return err
	}
	return addTotals(tx, totals, unsorted)
}

// countTotals adds a record that is analysed for the first time, and takes away one that went
// to the bin.
func countTotals(totals *Counts, w words, analysed bool) {
	var by int64
	if w.DuplicateOf == "" {
		by = choose[int64](analysed, 1, 0) - choose[int64](w.Kind != "", 1, 0)
	}
	totals.Size += by
	if w.Rating != nil {
		totals.RatingCount += by
		totals.RatingSum += float64(by) * *w.Rating
		totals.RatingSquares += float64(by) * *w.Rating * *w.Rating
	}
}

// state is what the database holds about records that are about to be stored.
type state struct {
	words     []words
	themes    map[id.ID][]Assigned
	corrected map[id.ID]bool  // a person said which themes they have
	live      map[id.ID]Theme // every theme; one that was merged stands for its target
}

// loadState loads it, unless the themes were discovered anew since the epoch.
func loadState(tx *database.Tx, part []words, epoch int64) (state, error) {
	var s state
	t, err := loadTaxonomy(tx)
	if err == nil && t.Epoch != epoch {
		err = errMoved
	}
	if err != nil {
		return s, err
	}
	ids := make([]id.ID, len(part))
	for i, w := range part {
		ids[i] = w.ID
	}
	w := tx.Where("f")
	where, args := database.AndIn(w, "f.id", ids).SQL()
	s.words, err = database.List[words](tx, "SELECT "+wordsFrom+where+" ORDER BY f.id", args...)
	if err != nil {
		return s, err
	}
	if s.themes, err = assignments(tx, ids); err != nil {
		return s, err
	}
	if s.corrected, err = correctedAmong(tx, ids); err != nil {
		return s, err
	}
	s.live, err = liveThemes(tx)
	return s, err
}

// correctedAmong says which of the records have themes that a person chose.
func correctedAmong(tx *database.Tx, records []id.ID) (map[id.ID]bool, error) {
	w := tx.Where("").And("feedback_id <> ''")
	where, args := database.AndIn(w, "feedback_id", records).SQL()
	found, err := database.List[id.ID](tx, "SELECT feedback_id FROM theme_edit "+where, args...)
	corrected := make(map[id.ID]bool, len(found))
	for _, record := range found {
		corrected[record] = true
	}
	return corrected, err
}

func liveThemes(tx *database.Tx) (map[id.ID]Theme, error) {
	themes, err := database.List[Theme](tx, `SELECT `+database.Columns[Theme]("")+`
		FROM theme WHERE workspace_id = $1`, tx.Workspace)
	live := make(map[id.ID]Theme, len(themes))
	for _, t := range themes {
		live[t.ID] = t
	}
	for _, t := range themes {
		if t.MergedInto != "" {
			live[t.ID] = live[t.MergedInto]
		}
	}
	return live, err
}

// resolve follows merges and leaves out themes that are no more.
func (s state) resolve(found []Assigned) []Assigned {
	var out []Assigned
	for _, a := range found {
		a.ThemeID = s.live[a.ThemeID].ID
		if a.ThemeID != "" && !has(out, a.ThemeID) {
			out = append(out, a)
		}
	}
	return out
}
