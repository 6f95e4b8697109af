// Package linear learns to tell texts apart from labelled examples: a linear support vector machine
// per label over word and character n-grams, small enough to store with a workspace.
package linear

import (
	"cmp"
	"math"
	"slices"

	"github.com/throughlinehq/throughline/engine/text/space"
)

// Read makes an example of words: word 1-2-grams, character 3-5-grams, and what the shipped
// student of a sentence encoder makes of them.
func Read(words []string) Example {
	e := Example{Features: space.StudentFeatures(words),
		Dense: make([]float32, space.Student().Dims)}
	space.Student().Add(e.Features, e.Dense)
	space.Normalise(e.Dense)
	return e
}

// Columns gives the features that enough examples hold a column and a weight.
type Columns struct {
	Keys []uint32  `json:"keys"` // ascending
	IDF  []float32 `json:"idf"`

	index *space.Index
}

// FitColumns counts the features of the examples.
func FitColumns(texts []Example, minDocs, most int) *Columns {
	docs := map[uint32]int{}
	for _, text := range texts {
		for _, f := range text.Features {
			docs[f.Key]++
		}
	}
	c := &Columns{}
	for key, n := range docs {
		if n >= minDocs {
			c.Keys = append(c.Keys, key)
		}
	}
	slices.SortFunc(c.Keys, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(docs[b], docs[a]), cmp.Compare(a, b))
	})
	c.Keys = slices.Clone(c.Keys[:min(len(c.Keys), most)])
	slices.Sort(c.Keys)
	for _, key := range c.Keys {
		idf := math.Log(float64(1+len(texts))/float64(1+docs[key])) + 1
		c.IDF = append(c.IDF, float32(math.Round(idf*1e4)/1e4))
	}
	c.Ready()
	return c
}

// emphasise makes the columns of some keys, ascending, weigh more than the others.
func (c *Columns) emphasise(keys []uint32) {
	const more = 2.5
	for i, key := range c.Keys {
		if _, found := slices.BinarySearch(keys, key); found {
			c.IDF[i] *= more
		}
	}
}

// Ready builds the look-up form after the stored form was read.
func (c *Columns) Ready() {
	if c.index != nil {
		return
	}
	index := space.NewIndex(c.Keys[:min(len(c.Keys), len(c.IDF))])
	c.index = &index
}

// Row is a sparse vector of length one with ascending columns.
type Row struct {
	Index []int32
	Value []float32
}

// Example is what a model sees of a text: counted features and, if the model was trained with any,
// the components of a vector of length one.
type Example struct {
	Features []space.Feature
	Dense    []float32
}

// denseScale is how much the dense part of a row weighs beside the features.
const denseScale = 0.8

// Row weighs the known features of a text and puts the dense part behind them.
func (c *Columns) Row(e Example) Row {
	most := len(e.Features) + len(e.Dense)
	r := Row{Index: make([]int32, 0, most), Value: make([]float32, 0, most)}
	for _, f := range e.Features {
		if i := c.index.Find(f.Key); i >= 0 {
			r.Index = append(r.Index, int32(i))
			r.Value = append(r.Value, c.IDF[i]*space.Dampen(f.Count))
		}
	}
	return c.finish(r, e.Dense)
}

// finish brings the features to length one and puts the dense part behind them.
func (c *Columns) finish(r Row, dense []float32) Row {
	space.Normalise(r.Value)
	for k, x := range dense {
		r.Index = append(r.Index, int32(len(c.Keys)+k))
		r.Value = append(r.Value, x*denseScale)
	}
	return r
}
