package text

import (
	"sync"

	"github.com/throughlinehq/throughline/engine/text/dedupe"
	"github.com/throughlinehq/throughline/engine/text/graph"
	"github.com/throughlinehq/throughline/engine/text/kind"
	"github.com/throughlinehq/throughline/engine/text/language"
	"github.com/throughlinehq/throughline/engine/text/sentiment"
	"github.com/throughlinehq/throughline/engine/text/space"
	"github.com/throughlinehq/throughline/engine/text/token"
)

// analysis is the state of one run, handed from stage to stage.
type analysis struct {
	source   Source
	o        Options
	taxonomy *Taxonomy
	count    int // records
	given    int // numbers in the vectors that were handed in
	twins    *dedupe.Finder
	sample   []piece       // that themes are discovered on
	sampled  map[place]int // position in the sample
	said     []int         // records that say exactly what one of the sample says
	docs     []document    // of the sample
	vectors  space.Matrix  // of the sample, fused
	graph    *graph.Graph
	levels   [][]int   // of the sample, from fine to coarse
	at       []float64 // resolution that the sample is cut at
	odd      []float64 // outlier score of the sample
	old      []int     // index in taxonomy.Themes of the sample's themes before this run
	group    []int     // theme group of the sample, -1 outlier
	area     []int     // area group of every theme group
	nodes    []int     // index in taxonomy.Themes of every theme group
	changes  []Change

	live      []int       // index in taxonomy.Themes of the themes that take records
	centroids space.Whole // theirs

	done      int
	cancelled bool
}

const progressTotal = 100

// Analyse finds the themes of the records and describes every record and theme. The only error is
// ErrCancelled.
func Analyse(records []Record, o Options) (Result, error) {
	readings := make([]Reading, 0, len(records))
	result, err := Stream(Records(records), o, func(r Reading) error {
		readings = append(readings, r)
		return nil
	})
	if err != nil {
		return Result{}, err
	}
	result.Records = readings
	return result, nil
}

// Stream is Analyse for records that need not fit in memory: it reads the source three times and
// hands every reading to emit, in the order of the records. It fails with an error of the source
// or of emit, or with ErrCancelled.
func Stream(source Source, o Options, emit func(Reading) error) (Result, error) {
	a := &analysis{source: source, o: o, twins: dedupe.NewFinder(), sampled: map[place]int{},
		taxonomy: &Taxonomy{Format: formatVersion}}
	if o.Prior != nil {
		a.taxonomy = o.Prior.clone()
	}
	var models sync.WaitGroup
	models.Go(loadModels)
	defer models.Wait()
	if err := a.survey(); err != nil {
		return Result{}, err
	}
	a.done = 25
	stages := []struct {
		share int
		run   func()
	}{{5, a.fit}, {15, a.connect}, {10, a.partition}, {5, a.reconcile}, {0, a.labelAll}}
	for _, stage := range stages {
		if a.stop() {
			return Result{}, ErrCancelled
		}
		stage.run()
		a.done += stage.share
	}
	told, err := a.tell(emit)
	if err != nil {
		return Result{}, err
	}
	result := a.describe(told)
	a.done = progressTotal
	a.stop()
	return result, nil
}

// loadModels unpacks the shipped models and tables, which takes a while the first time.
func loadModels() {
	for _, load := range []func(){
		func() { space.English() }, func() { space.Student() }, func() { kind.Part(nil) },
		func() { sentiment.Part(nil) }, func() { language.Weights("a") },
	} {
		load()
	}
}

// stop reports progress and says whether the run was cancelled.
func (a *analysis) stop() bool {
	if a.o.Progress != nil && !a.cancelled && !a.o.Progress(a.done, progressTotal) {
		a.cancelled = true
	}
	return a.cancelled
}

// fit fits the vector spaces to the sample and places it.
func (a *analysis) fit() {
	a.docs = make([]document, len(a.sample))
	kept := make(lexemes, mostLexemes)
	space.Workers(len(a.sample), func() func(from, to int) {
		words := newLexicon(nil, kept)
		return func(from, to int) {
			for k := from; k < to; k++ {
				a.docs[k] = words.read(token.Words(nil, token.Clean(a.sample[k].Text)))
				a.docs[k].given = a.sample[k].Vector
			}
		}
	})
	basis := fitBasis(a.docs, a.o.Seed)
	basis.Given = a.given
	if a.o.Teacher != nil {
		basis.Taught = a.teach()
	}
	a.taxonomy.Basis = basis
	a.taxonomy.Epoch++
	a.vectors = space.NewMatrix(len(a.sample), basis.dims())
	space.Each(len(a.sample), func(k int) { basis.embed(a.docs[k], a.vectors.Row(k)) })
}
