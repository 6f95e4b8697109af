// Package linear learns to tell texts apart from labelled examples: a linear support vector machine
// per label over word and character n-grams, small enough to store with a workspace.
package linear

import (
	"cmp"
	"math"
	"slices"

	"github.com/throughlinehq/throughline/engine/text/space"
)

// Features returns the word 1-2-grams and character 3-5-grams of a text.
func Features(words []string) []space.Feature {
	return space.StudentFeatures(words)
}

// Columns gives the features that enough examples hold a column and a weight.
type Columns struct {
	Keys []uint32  `json:"keys"` // ascending
	IDF  []float32 `json:"idf"`

	index map[uint32]int32
}

// FitColumns counts the features of the examples.
func FitColumns(texts [][]space.Feature, minDocs, most int) *Columns {
	docs := map[uint32]int{}
	for _, text := range texts {
		for _, f := range text {
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

// Ready builds the look-up form after the stored form was read.
func (c *Columns) Ready() {
	if c.index != nil {
		return
	}
	c.index = make(map[uint32]int32, len(c.Keys))
	for i, key := range c.Keys[:min(len(c.Keys), len(c.IDF))] {
		c.index[key] = int32(i)
	}
}

// Row is a sparse vector of length one with ascending columns.
type Row struct {
	Index []int32
	Value []float32
}

// Row weighs the known features of a text.
func (c *Columns) Row(features []space.Feature) Row {
	r := Row{Index: make([]int32, 0, len(features)), Value: make([]float32, 0, len(features))}
	for _, f := range features {
		if i, known := c.index[f.Key]; known {
			damp := 1 + math.Log(float64(f.Count))
			r.Index = append(r.Index, i)
			r.Value = append(r.Value, c.IDF[i]*float32(math.Round(damp*1e6)/1e6))
		}
	}
	space.Normalise(r.Value)
	return r
}
