package linear

import (
	"math"

	"github.com/throughlinehq/throughline/engine/text/space"
)

// most is how many labels a reader can tell apart.
const most = 8

// weights are those of one column: of every label, or the only one of a regression. Beyond the
// columns of the features are those of the dense part.
type weights interface {
	columns() *Columns
	column(i int32) (w [most]float64)
}

func (m *Model) columns() *Columns { return m.Columns }

func (m *Model) column(i int32) (w [most]float64) {
	n := len(m.Labels)
	for c, b := range m.Weights[int(i)*n : int(i)*n+n] {
		w[c] = float64(int8(b))
	}
	return w
}

func (m *Regressor) columns() *Columns { return m.Columns }

func (m *Regressor) column(i int32) (w [most]float64) {
	w[0] = float64(int8(m.Weights[i]))
	return w
}

// sum is what features add up to before their row is brought to length one.
type sum struct {
	labels  [most]float64
	squares float64 // of the row's values
}

// add counts a column so many times; it is right as long as nothing else counts the column.
func (s *sum) add(m weights, column int32, times float64) {
	idf := float64(m.columns().IDF[column])
	for c, w := range m.column(column) {
		s.labels[c] += float64(float64(times*idf) * w)
	}
	s.squares += float64(float64(times*idf) * idf)
}

// Part is what a model makes of a word, whatever stands around it.
type Part struct {
	columns []int32 // of its features; one that counts twice stands twice
	sum     sum     // of them, as if each were the only one of its column
}

func partOf(m weights, features []space.Feature) Part {
	var p Part
	for _, f := range features {
		if i := m.columns().index.Find(f.Key); i >= 0 {
			for range f.Count {
				p.columns = append(p.columns, int32(i))
				p.sum.add(m, int32(i), 1)
			}
		}
	}
	return p
}

// Part returns what the model makes of a word with these features.
func (m *Model) Part(features []space.Feature) Part { return partOf(m, features) }

// Part returns what the model makes of a word with these features.
func (m *Regressor) Part(features []space.Feature) Part { return partOf(m, features) }

// Counter applies a model to many texts by the parts of their words, which need to be looked up
// only once for every word. Most features of a text stand in one of its words only; for the others
// it puts the sums right. It is not safe for use by several goroutines at once.
type Counter struct {
	model  weights
	sum    sum
	seen   []uint64 // a bit for every column that was met
	shared []int32  // columns that count more than once
	dense  Row      // the dense part
	counts []tally  // of those columns; zero for all others
}

// tally is how often a column counts, and how often it was added to the sum.
type tally struct{ times, added int32 }

func newCounter(m weights) *Counter {
	n := len(m.columns().Keys)
	return &Counter{model: m, seen: make([]uint64, (n+63)/64), counts: make([]tally, n)}
}

// NewCounter counts nothing yet. The model must have no more than eight labels.
func (m *Model) NewCounter() *Counter { return newCounter(m) }

// NewCounter counts nothing yet.
func (m *Regressor) NewCounter() *Counter { return newCounter(m) }

// Add counts the different word of a text that this is a part of, said n times.
func (c *Counter) Add(p *Part, n int32) {
	for k, x := range p.sum.labels {
		c.sum.labels[k] += x
	}
	c.sum.squares += p.sum.squares
	for _, i := range p.columns {
		if bit := uint64(1) << (i % 64); n > 1 || c.seen[i/64]&bit != 0 {
			c.share(i, n)
		} else {
			c.seen[i/64] |= bit
		}
	}
}

// share counts a column that counts more than once.
func (c *Counter) share(i, n int32) {
	bit, t := uint64(1)<<(i%64), &c.counts[i]
	if t.times == 0 {
		c.shared = append(c.shared, i)
		if c.seen[i/64]&bit != 0 {
			*t = tally{1, 1} // whoever met it first
		}
	}
	c.seen[i/64] |= bit
	t.times += n
	t.added++
}

// AddFeatures counts features of a text.
func (c *Counter) AddFeatures(features []space.Feature) {
	for _, f := range features {
		if i := c.model.columns().index.Find(f.Key); i >= 0 {
			one := [1]int32{int32(i)}
			p := Part{columns: one[:]}
			p.sum.add(c.model, int32(i), 1)
			c.Add(&p, f.Count)
		}
	}
}

// total returns the sums of the text's row for every label, without the dense part, and begins a
// new text.
func (c *Counter) total() (out [most]float64) {
	for _, i := range c.shared {
		t := c.counts[i]
		idf := float64(c.model.columns().IDF[i])
		times := float64(space.Dampen(t.times))
		by := idf * (times - float64(t.added))
		for k, w := range c.model.column(i) {
			c.sum.labels[k] += float64(by * w)
		}
		c.sum.squares += float64(idf * idf * (float64(times*times) - float64(t.added)))
		c.counts[i] = tally{}
	}
	if length := math.Sqrt(c.sum.squares); length > 0 {
		for k, x := range c.sum.labels {
			out[k] = x / length
		}
	}
	c.sum, c.shared = sum{}, c.shared[:0]
	clear(c.seen)
	return out
}

// Classify is Model.Classify for what was added since the last text and a dense part.
func (c *Counter) Classify(m *Model, dense []float32) (string, float64) {
	r := c.denseRow(min(len(dense), m.Dense), dense)
	margins, total := make([]float64, len(m.Labels)), c.total()
	for k, x := range m.sums(r) {
		margins[k] = float64((total[k]+float64(x))*float64(m.Scale[k])) + float64(m.Bias[k])
	}
	return m.likeliest(margins)
}

// Predict is Regressor.Predict for what was added since the last text and a dense part.
func (c *Counter) Predict(m *Regressor, dense []float32) float64 {
	return m.predict(c.denseRow(min(len(dense), m.Dense), dense), c.total()[0])
}

// denseRow is the row of the first n numbers of a dense part alone.
func (c *Counter) denseRow(n int, dense []float32) Row {
	c.dense = Row{Index: c.dense.Index[:0], Value: c.dense.Value[:0]}
	for k, x := range dense[:n] {
		c.dense.Index = append(c.dense.Index, int32(len(c.counts)+k))
		c.dense.Value = append(c.dense.Value, x*denseScale)
	}
	return c.dense
}
