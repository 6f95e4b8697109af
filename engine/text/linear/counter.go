package linear

import (
	"slices"

	"github.com/throughlinehq/throughline/engine/text/space"
)

// Known returns the columns of the features that have one; a feature that counts twice stands
// twice.
func (c *Columns) Known(features []space.Feature) []int32 {
	var out []int32
	for _, f := range features {
		if i := c.index.Find(f.Key); i >= 0 {
			for range f.Count {
				out = append(out, int32(i))
			}
		}
	}
	return out
}

// Counter makes the rows of many texts from the columns of their words, which need to be looked up
// only once for every word. It is not safe for use by several goroutines at once.
type Counter struct {
	columns *Columns
	counts  []int32 // of every column; all zero between two texts
	row     Row
}

// NewCounter counts nothing yet.
func NewCounter(columns *Columns) *Counter {
	return &Counter{columns: columns, counts: make([]int32, len(columns.Keys))}
}

// Add counts columns of a text, each n times.
func (c *Counter) Add(columns []int32, n int32) {
	for _, i := range columns {
		if c.counts[i] == 0 {
			c.row.Index = append(c.row.Index, i)
		}
		c.counts[i] += n
	}
}

// AddFeatures counts features of a text.
func (c *Counter) AddFeatures(features []space.Feature) {
	for _, f := range features {
		if i := c.columns.index.Find(f.Key); i >= 0 {
			c.Add([]int32{int32(i)}, f.Count)
		}
	}
}

// Row is Columns.Row for what was added since the last row, in the order in which it was added. It
// is valid until something is added again.
func (c *Counter) Row(dense []float32) Row {
	n := len(c.row.Index)
	r := Row{Index: c.row.Index, Value: slices.Grow(c.row.Value[:0], n)[:n]}
	for k, i := range r.Index {
		r.Value[k] = c.columns.IDF[i]
		if times := c.counts[i]; times > 1 {
			r.Value[k] *= space.Dampen(times)
		}
		c.counts[i] = 0
	}
	r = c.columns.finish(r, dense)
	c.row = Row{Index: r.Index[:0], Value: r.Value[:0]}
	return r
}
