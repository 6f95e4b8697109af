package linear

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/engine/text/space"
)

// TestCounterReadsAsTheModelDoes compares what is added up word by word with the row of the whole
// text, where words come again and share features.
func TestCounterReadsAsTheModelDoes(t *testing.T) {
	var texts []Example
	var labels []string
	var y []float64
	for i := range 60 {
		words := []string{"banana", "bananas", "the", []string{"bad", "fine"}[i%2], fmt.Sprint("w", i%7)}
		texts, labels = append(texts, example(words, i)), append(labels, []string{"down", "up"}[i%2])
		y = append(y, float64(i%2))
	}
	m, err := Train(texts, labels, Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := Regress(texts, y, Options{Columns: 500}, 1)
	kinds, numbers := m.NewCounter(), r.NewCounter()
	for i, text := range []string{"the fine banana", "the bad the the banana bananas the fine fine",
		"unheard", "", "banana banana bananas bad bad bad", "the fine banana"} {
		words := strings.Fields(text)
		e := example(words, i)
		wantLabel, wantSure := m.Classify(e)
		wantNumber := r.Predict(e)
		addAll(words, func(features []space.Feature, n int32) {
			kind, number := m.Part(features), r.Part(features)
			kinds.Add(&kind, n)
			numbers.Add(&number, n)
		})
		kinds.AddFeatures(pairsOf(words))
		numbers.AddFeatures(pairsOf(words))
		label, sure := kinds.Classify(m, e.Dense)
		number := numbers.Predict(r, e.Dense)
		if label != wantLabel || math.Abs(sure-wantSure) > 1e-4 || math.Abs(number-wantNumber) > 1e-4 {
			t.Errorf("%q: %s %v %v, want %s %v %v", text, label, sure, number, wantLabel, wantSure,
				wantNumber)
		}
	}
}

func example(words []string, i int) Example {
	return Example{Features: space.StudentFeatures(words), Dense: []float32{float32(i % 3), 0.5}}
}

// addAll adds every different word once, with how often it is said.
func addAll(words []string, add func(features []space.Feature, n int32)) {
	times := map[string]int32{}
	for _, word := range words {
		times[word]++
	}
	for _, word := range words {
		if n := times[word]; n > 0 {
			add(space.StudentFeatures([]string{word}), n)
			times[word] = 0
		}
	}
}

// pairsOf are the features of words side by side.
func pairsOf(words []string) []space.Feature {
	single := map[uint32]bool{}
	for _, word := range words {
		for _, f := range space.StudentFeatures([]string{word}) {
			single[f.Key] = true
		}
	}
	var out []space.Feature
	for _, f := range space.Features(space.WordGrams(nil, words)) {
		if !single[f.Key] {
			out = append(out, f)
		}
	}
	return out
}
