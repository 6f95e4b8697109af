package text

import (
	"cmp"
	"slices"

	"github.com/throughlinehq/throughline/engine/text/space"
	"github.com/throughlinehq/throughline/engine/text/teacher"
	"github.com/throughlinehq/throughline/engine/text/token"
)

const (
	mostTaught = 3000 // texts that the teacher reads
	lesson     = 64   // of them between two looks at whether the run was cancelled
	taughtDims = 128
)

// teach lets the teacher read some of the sample, evenly spread, and learns what n-grams mean to
// it; nil when there is nothing to read or the run was cancelled.
func (a *analysis) teach() *space.Table {
	if len(a.sample) == 0 {
		return nil
	}
	step := max(1, (len(a.sample)+mostTaught-1)/mostTaught)
	var texts []string
	var features [][]space.Feature
	for k := 0; k < len(a.sample); k += step {
		texts = append(texts, token.Clean(a.sample[k].Text))
		features = append(features, a.docs[k].ngrams())
	}
	taught := space.Matrix{Cols: teacher.Dims}
	for part := range slices.Chunk(texts, lesson) {
		if a.stop() {
			return nil
		}
		taught.Data = append(taught.Data, a.o.Teacher.Encode(part).Data...)
		taught.Rows += len(part)
	}
	least := 3
	if len(texts) < fewDocs {
		least = 2
	}
	return space.Imitate(features, taught, space.Fit{MinDocs: least, MaxTerms: 40000,
		Dims: min(taughtDims, max(8, len(texts)/4))})
}

// ngrams returns the word 1-2-grams and character 3-5-grams with ascending keys.
func (d document) ngrams() []space.Feature {
	all := slices.Concat(d.chars, d.pairs)
	slices.SortFunc(all, func(x, y space.Feature) int { return cmp.Compare(x.Key, y.Key) })
	return all
}
