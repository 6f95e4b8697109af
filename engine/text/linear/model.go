package linear

import (
	"errors"
	"math"
	"slices"

	"github.com/throughlinehq/throughline/engine/text/space"
)

// Model tells labels apart. Its exported fields are its stored form.
type Model struct {
	Labels  []string  `json:"labels"` // ascending
	Columns *Columns  `json:"columns"`
	Dense   int       `json:"dense"` // components of the dense part
	Bias    []float32 `json:"bias"`
	Scale   []float32 `json:"scale"`   // of a label's weight bytes
	Weights []byte    `json:"weights"` // one signed byte per column and label
	Steep   float64   `json:"steep"`   // turns margins into confidence

	wide []byte // the weights of at most eight labels, in rows of eight; nil until they are ready
}

// Options steer Train; the zero value is the default.
type Options struct {
	Seed     uint64
	Columns  int      // most features kept; 0: 200,000
	MinDocs  int      // examples that must hold a feature; 0: 2, or 1 with few examples
	Balanced float64  // power by which errors on rare labels cost more; 0: they do not
	Cost     float64  // of an error; 0: 1
	Emphasis []uint32 // features that weigh more than others, ascending
}

// ErrLabels is returned by Train when there are not at least two labels and one text for each.
var ErrLabels = errors.New("training needs examples of at least two labels")

const (
	fewExamples = 2000
	heldOut     = 5 // every fifth example calibrates the confidence
)

// Train learns from texts and their labels. Confidence is calibrated on a fifth
// of the examples; the returned model is trained on all of them.
func Train(texts []Example, labels []string, o Options) (*Model, error) {
	m := &Model{Labels: slices.Clone(labels), Steep: 2}
	slices.Sort(m.Labels)
	m.Labels = slices.Compact(m.Labels)
	if len(m.Labels) < 2 || len(texts) != len(labels) {
		return nil, ErrLabels
	}
	if o.Columns == 0 {
		o.Columns = 200_000
	}
	if o.MinDocs == 0 {
		o.MinDocs = 2
		if len(texts) < fewExamples {
			o.MinDocs = 1
		}
	}
	if o.Cost == 0 {
		o.Cost = 1
	}
	m.Columns, m.Dense = FitColumns(texts, o.MinDocs, o.Columns), len(texts[0].Dense)
	m.Columns.emphasise(o.Emphasis)
	rows := make([]Row, len(texts))
	classes := make([]int, len(texts))
	for i := range texts {
		rows[i] = m.Columns.Row(texts[i])
		classes[i], _ = slices.BinarySearch(m.Labels, labels[i])
	}
	if len(rows) >= 10*heldOut {
		m.calibrate(rows, classes, o)
	}
	m.fit(rows, classes, o)
	m.widen()
	return m, nil
}

// fit solves one problem per label.
func (m *Model) fit(rows []Row, classes []int, o Options) {
	n, cols := len(m.Labels), len(m.Columns.Keys)+m.Dense
	m.Bias, m.Scale = make([]float32, n), make([]float32, n)
	m.Weights = make([]byte, cols*n)
	size := make([]int, n)
	for _, c := range classes {
		size[c]++
	}
	space.Parallel(n, func(from, to int) {
		for c := from; c < to; c++ {
			p := problem{rows: rows, cols: cols, sign: make([]float64, len(rows)),
				price: make([]float64, len(rows))}
			for i, other := range classes {
				p.sign[i], p.price[i] = -1, o.Cost
				if other == c {
					p.sign[i] = 1
				}
				p.price[i] *= math.Pow(rarity(len(rows), size[c], other == c), o.Balanced)
			}
			m.store(c, p.solve(o.Seed+uint64(c)))
		}
	})
}

// rarity is how much rarer than half of all the examples of a label, or the others, are.
func rarity(all, mine int, is bool) float64 {
	if !is {
		mine = all - mine
	}
	return float64(all) / (2 * float64(max(1, mine)))
}

// store quantises one label's weights.
func (m *Model) store(c int, w []float64) {
	n := len(m.Labels)
	largest := 0.0
	for _, x := range w[:len(w)-1] {
		largest = max(largest, math.Abs(x))
	}
	m.Bias[c] = float32(w[len(w)-1])
	if largest == 0 {
		return
	}
	m.Scale[c] = float32(largest / 127)
	for j, x := range w[:len(w)-1] {
		m.Weights[j*n+c] = byte(int8(math.Round(x / largest * 127)))
	}
}

// calibrate chooses the steepness under which held-out examples are likeliest.
func (m *Model) calibrate(rows []Row, classes []int, o Options) {
	var trainRows, testRows []Row
	var trainClasses, testClasses []int
	for i := range rows {
		if (i*7)%heldOut == 0 {
			testRows, testClasses = append(testRows, rows[i]), append(testClasses, classes[i])
			continue
		}
		trainRows, trainClasses = append(trainRows, rows[i]), append(trainClasses, classes[i])
	}
	m.fit(trainRows, trainClasses, o)
	best := math.Inf(1)
	steep := m.Steep
	for s := 0.5; s <= 8; s *= 1.25 {
		loss := 0.0
		for i, r := range testRows {
			loss -= math.Log(max(1e-9, softmax(m.margins(r), s)[testClasses[i]]))
		}
		if loss < best {
			best, steep = loss, s
		}
	}
	m.Steep = math.Round(steep*1e4) / 1e4
}

// margins returns every label's decision value.
func (m *Model) margins(r Row) []float64 {
	sums := m.sums(r)
	out := make([]float64, len(sums))
	for c := range out {
		out[c] = float64(float32(sums[c]*m.Scale[c]) + m.Bias[c])
	}
	return out
}

// sums adds up the weights of a row for every label.
func (m *Model) sums(r Row) []float32 {
	n := len(m.Labels)
	sums := make([]float32, n)
	if m.wide != nil {
		eight := space.Gather(m.wide, r.Index, r.Value)
		copy(sums, eight[:])
	} else {
		for k, j := range r.Index {
			space.AddBytes(sums, r.Value[k], m.Weights[int(j)*n:int(j)*n+n])
		}
	}
	return sums
}

// widen fills rows of less than eight weights up with zeros.
func (m *Model) widen() {
	const wide = 8
	n := len(m.Labels)
	if n > wide {
		return
	}
	m.wide = make([]byte, len(m.Weights)/n*wide)
	for j := range len(m.Weights) / n {
		copy(m.wide[j*wide:], m.Weights[j*n:(j+1)*n])
	}
}

// fitting is the example without what the model was not trained with.
func (m *Model) fitting(e Example) Example {
	return Example{e.Features, e.Dense[:min(len(e.Dense), m.Dense)]}
}

// Knows reports whether anything in a text is known to the model.
func (m *Model) Knows(e Example) bool {
	for _, x := range m.Columns.Row(e).Value {
		if x != 0 {
			return true
		}
	}
	return false
}

// Classify returns the likeliest label with its confidence in [0,1].
func (m *Model) Classify(e Example) (string, float64) {
	return m.likeliest(m.margins(m.Columns.Row(m.fitting(e))))
}

func (m *Model) likeliest(margins []float64) (string, float64) {
	best, scores := 0, softmax(margins, m.Steep)
	for c, s := range scores {
		if s > scores[best] {
			best = c
		}
	}
	return m.Labels[best], math.Round(scores[best]*1e4) / 1e4
}

// Valid reports whether the stored form is whole, and readies it for use.
func (m *Model) Valid() bool {
	if m.Columns == nil || len(m.Labels) < 2 || len(m.Columns.Keys) != len(m.Columns.IDF) {
		return false
	}
	n := len(m.Labels)
	m.Columns.Ready()
	if len(m.Bias) != n || len(m.Scale) != n || m.Dense < 0 ||
		len(m.Weights) != n*(len(m.Columns.Keys)+m.Dense) {
		return false
	}
	m.widen()
	return true
}

func softmax(margins []float64, steep float64) []float64 {
	out := make([]float64, len(margins))
	top := slices.Max(margins)
	sum := 0.0
	for i, x := range margins {
		out[i] = math.Exp(steep * (x - top))
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}
