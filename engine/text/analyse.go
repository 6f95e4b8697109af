package text

import (
	"strconv"
	"sync"

	"github.com/throughlinehq/throughline/engine/text/dedupe"
	"github.com/throughlinehq/throughline/engine/text/graph"
	"github.com/throughlinehq/throughline/engine/text/space"
	"github.com/throughlinehq/throughline/engine/text/token"
)

// analysis is the state of one run, handed from stage to stage.
type analysis struct {
	records  []Record
	o        Options
	taxonomy *Taxonomy
	readings []Reading
	same     []int // earliest record with the same text
	sample   []int // records that themes are discovered on
	docs     []document
	vectors  space.Matrix // of the sample, fused
	graph    *graph.Graph
	levels   [][]int   // of the sample, from fine to coarse
	odd      []float64 // outlier score of the sample
	old      []int     // index in taxonomy.Themes of the sample's themes before this run
	group    []int     // theme group of the sample, -1 outlier
	area     []int     // area group of every theme group
	nodes    []int     // index in taxonomy.Themes of every theme group
	theme    []int     // index in taxonomy.Themes of every record, -1 outlier
	score    []float64
	changes  []Change

	mutex     sync.Mutex
	done      int
	cancelled bool
}

const progressTotal = 100

// Analyse finds the themes of the records and describes every record and theme. The only error is
// ErrCancelled.
func Analyse(records []Record, o Options) (Result, error) {
	a := &analysis{records: records, o: o}
	stages := []struct {
		share int
		run   func()
	}{
		{5, a.start}, {10, a.findDuplicates}, {5, a.choose}, {10, a.fit}, {20, a.connect},
		{10, a.partition}, {5, a.reconcile}, {35, a.readAll},
	}
	for _, stage := range stages {
		if a.stop() {
			return Result{}, ErrCancelled
		}
		stage.run()
		a.done += stage.share
	}
	if a.stop() {
		return Result{}, ErrCancelled
	}
	result := a.describe()
	a.done = progressTotal
	a.stop()
	return result, nil
}

// stop reports progress and says whether the run was cancelled.
func (a *analysis) stop() bool {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if a.o.Progress != nil && !a.cancelled && !a.o.Progress(a.done, progressTotal) {
		a.cancelled = true
	}
	return a.cancelled
}

func (a *analysis) start() {
	n := len(a.records)
	a.readings = make([]Reading, n)
	a.theme, a.score = make([]int, n), make([]float64, n)
	a.taxonomy = &Taxonomy{Format: formatVersion}
	if a.o.Prior != nil {
		a.taxonomy = a.o.Prior.clone()
	}
}

func (a *analysis) findDuplicates() {
	texts := make([]string, len(a.records))
	for i, r := range a.records {
		texts[i] = r.Text
	}
	a.same = dedupe.Equal(texts)
	for i := range a.readings {
		if a.readings[i].ID = a.records[i].ID; a.readings[i].ID == "" {
			a.readings[i].ID = strconv.Itoa(i + 1)
		}
	}
	for i, first := range dedupe.Group(texts) {
		if first != i {
			a.readings[i].DuplicateOf = a.readings[first].ID
		}
	}
}

// fit fits the vector spaces to the sample and places it.
func (a *analysis) fit() {
	a.docs = make([]document, len(a.sample))
	space.Parallel(len(a.sample), func(from, to int) {
		var words []string
		for k := from; k < to; k++ {
			words = token.Words(words[:0], token.Clean(a.records[a.sample[k]].Text))
			a.docs[k] = read(words)
		}
	})
	basis := fitBasis(a.docs, a.o.Seed)
	a.taxonomy.Basis = basis
	a.taxonomy.Epoch++
	a.vectors = space.NewMatrix(len(a.sample), basis.dims())
	space.Parallel(len(a.sample), func(from, to int) {
		for k := from; k < to; k++ {
			basis.embed(a.docs[k], a.vectors.Row(k))
		}
	})
}
