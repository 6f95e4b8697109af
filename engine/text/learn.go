package text

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/throughlinehq/throughline/engine/text/linear"
	"github.com/throughlinehq/throughline/engine/text/space"
	"github.com/throughlinehq/throughline/engine/text/token"
)

// Labelled is an example to learn from.
type Labelled struct{ Text, Label string }

// Model is a workspace's own kinds or themes, learned from labelled examples. Its JSON form
// survives a restart; Classify may be called from several goroutines at once.
type Model struct{ inner *linear.Model }

// Learn trains a model. It needs examples of at least two labels.
func Learn(examples []Labelled, seed uint64) (*Model, error) {
	texts := make([]linear.Example, len(examples))
	labels := make([]string, len(examples))
	space.Parallel(len(examples), func(from, to int) {
		for i := from; i < to; i++ {
			texts[i], labels[i] = learnFeatures(examples[i].Text), examples[i].Label
		}
	})
	inner, err := linear.Train(texts, labels, linear.Options{Seed: seed, Balanced: true})
	if err != nil {
		return nil, err
	}
	return &Model{inner}, nil
}

func learnFeatures(text string) linear.Example {
	return linear.Read(token.Words(nil, token.Clean(text)))
}

// Labels returns the labels the model knows, ascending.
func (m *Model) Labels() []string { return m.inner.Labels }

// Classify returns the likeliest label and its confidence in [0,1]; no label and 0 for a text in
// which the model knows nothing: a guess from the examples' numbers alone would look like one.
func (m *Model) Classify(text string) (label string, confidence float64) {
	e := learnFeatures(text)
	if !m.inner.Knows(e) {
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
