package text

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/throughlinehq/throughline/engine/text/linear"
	"github.com/throughlinehq/throughline/engine/text/space"
	"github.com/throughlinehq/throughline/engine/text/token"
)

// Labelled is an example to learn from.
type Labelled struct{ Text, Label string }

// Model is a workspace's own kinds or themes, learned from labelled examples. Its JSON form
// survives a restart; Classify may be called from several goroutines at once.
type Model struct{ inner *linear.Model }

const (
	learnCost    = 0.25 // labels that people gave are often wrong
	learnBalance = 0.7  // what rare labels need
	learnStudent = 1.2  // of the student's vector, beside the n-grams
	learnEnglish = 0.6  // of the mean of the words' vectors
	learnPeak    = 0.7  // of the largest that any word has in every dimension
	learnShape   = 0.5  // of the form of the text
	shapes       = 3    // numbers that say it
)

// Learn trains a model. It needs examples of at least two labels.
func Learn(examples []Labelled, seed uint64) (*Model, error) {
	texts := make([]linear.Example, len(examples))
	labels := make([]string, len(examples))
	grams := make([][]uint32, len(examples))
	space.Parallel(len(examples), func(from, to int) {
		for i := from; i < to; i++ {
			words := token.Words(nil, token.Clean(examples[i].Text))
			texts[i], labels[i] = learnFeatures(words, examples[i].Text), examples[i].Label
			for _, f := range space.Features(space.WordGrams(nil, words)) {
				grams[i] = append(grams[i], f.Key)
			}
		}
	})
	said := slices.Concat(grams...)
	slices.Sort(said)
	inner, err := linear.Train(texts, labels, linear.Options{Seed: seed, Balanced: learnBalance,
		Cost: learnCost, Emphasis: slices.Compact(said)})
	if err != nil {
		return nil, err
	}
	return &Model{inner}, nil
}

// learnFeatures is what a model sees of a text of these words: beside what the shipped models see,
// the vectors of English words, and the text's form at the end.
func learnFeatures(words []string, text string) linear.Example {
	e := linear.Read(words)
	for k := range e.Dense {
		e.Dense[k] *= learnStudent
	}
	table := space.English()
	mean, peak := make([]float32, table.Dims), make([]float32, table.Dims)
	one := make([]float32, table.Dims)
	hashes := make([]uint64, len(words))
	for i, word := range words {
		hashes[i] = token.Hash(word)
		clear(one)
		table.Add(space.Features([]uint64{hashes[i]}), one)
		space.Normalise(one)
		for k, x := range one {
			peak[k] = max(peak[k], x)
		}
	}
	table.Add(space.Features(hashes), mean)
	e.Dense = appendScaled(e.Dense, mean, learnEnglish)
	e.Dense = appendScaled(e.Dense, peak, learnPeak)
	return linear.Example{Features: e.Features, Dense: append(e.Dense, shape(text, len(words))...)}
}

// appendScaled brings a vector to a length and appends it.
func appendScaled(dense, v []float32, length float32) []float32 {
	space.Normalise(v)
	for _, x := range v {
		dense = append(dense, x*length)
	}
	return dense
}

// shape is whether a text asks, whether it exclaims, and how long it is.
func shape(text string, words int) []float32 {
	s := make([]float32, shapes)
	for k, mark := range []string{"?", "!"} {
		if strings.Contains(text, mark) {
			s[k] = learnShape
		}
	}
	length := math.Log1p(float64(words)) / math.Log(50)
	s[shapes-1] = float32(math.Round(length*1e4)/1e4) * learnShape
	return s
}

// Labels returns the labels the model knows, ascending.
func (m *Model) Labels() []string { return m.inner.Labels }

// Classify returns the likeliest label and its confidence in [0,1]; no label and 0 for a text in
// which the model knows nothing: a guess from the examples' numbers alone would look like one.
func (m *Model) Classify(text string) (label string, confidence float64) {
	words := token.Words(nil, token.Clean(text))
	e := learnFeatures(words, text)
	if m.inner.Dense < len(e.Dense) {
		e = linear.Read(words) // an older model, which saw no more
	}
	content := e
	content.Dense = e.Dense[:min(len(e.Dense), space.Student().Dims)]
	if !m.inner.Knows(content) {
		return "", 0
	}
	return m.inner.Classify(e)
}

// MarshalJSON writes the stored form.
func (m *Model) MarshalJSON() ([]byte, error) { return json.Marshal(m.inner) }

// UnmarshalJSON reads the stored form and refuses a damaged one.
func (m *Model) UnmarshalJSON(data []byte) error {
	var inner linear.Model
	if err := json.Unmarshal(data, &inner); err != nil {
		return fmt.Errorf("model: %w", err)
	}
	if !inner.Valid() {
		return errors.New("model: the file is not whole: train it again")
	}
	m.inner = &inner
	return nil
}
