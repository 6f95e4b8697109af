package language

import (
	_ "embed"
	"encoding/binary"
	"iter"
	"strings"
	"sync"

	"github.com/throughlinehq/throughline/engine/text/token"
)

// modelFile is written by TestTrainLanguage from the n-gram tables of lingua-go 1.4.0 (Apache-2.0):
// the number of languages and of n-grams as uint32, the languages' codes of two bytes, then for
// every n-gram its key (uint32) and one signed byte per language.
//
//go:embed model.bin
var modelFile []byte

const longestGram = 5

// model holds the n-grams' weights behind an open-addressed table.
type model struct {
	codes   []string
	keys    []uint32
	rows    []int32
	weights []int8
}

var theModel = sync.OnceValue(func() *model { return readModel(modelFile) })

// readModel reads the binary form; a damaged file gives a model without languages.
func readModel(file []byte) *model {
	m := &model{}
	if len(file) < 8 {
		return m
	}
	languages := int(binary.LittleEndian.Uint32(file))
	grams := int(binary.LittleEndian.Uint32(file[4:]))
	head, size := 8+2*languages, 4+languages
	if languages > 100 || grams > 1<<20 || len(file) != head+grams*size {
		return m
	}
	for k := range languages {
		m.codes = append(m.codes, string(file[8+2*k:10+2*k]))
	}
	slots := 4
	for slots < 2*grams {
		slots *= 2
	}
	m.keys, m.rows = make([]uint32, slots), make([]int32, slots)
	for row := range grams {
		from := head + row*size
		m.insert(binary.LittleEndian.Uint32(file[from:]), int32(row))
		for _, b := range file[from+4 : from+size] {
			m.weights = append(m.weights, int8(b))
		}
	}
	return m
}

// insert files a row; rows count from 1 in the table, 0 marks a free slot.
func (m *model) insert(key uint32, row int32) {
	slot := int(key) & (len(m.keys) - 1)
	for m.rows[slot] != 0 {
		slot = (slot + 1) & (len(m.keys) - 1)
	}
	m.keys[slot], m.rows[slot] = key, row+1
}

// row returns an n-gram's weights, nil when it is unknown.
func (m *model) row(key uint32) []int8 {
	mask := len(m.keys) - 1
	for slot := int(key) & mask; m.rows[slot] != 0; slot = (slot + 1) & mask {
		if m.keys[slot] == key {
			at := int(m.rows[slot]-1) * len(m.codes)
			return m.weights[at : at+len(m.codes)]
		}
	}
	return nil
}

// mostKnown bounds what a Guesser remembers to some two megabytes.
const mostKnown = 8192

// byGrams returns the language with the largest sum of n-gram weights.
func (g *Guesser) byGrams(text string) string {
	m := theModel()
	if len(m.codes) == 0 {
		return fallback
	}
	if g.known == nil {
		g.known, g.sums = map[string][]int32{}, make([]int32, len(m.codes))
	}
	clear(g.sums)
	for word := range letterRuns(strings.ToLower(text)) {
		for k, w := range g.weights(m, word) {
			g.sums[k] += w
		}
	}
	best := 0
	for k, sum := range g.sums {
		if sum > g.sums[best] {
			best = k
		}
	}
	return m.codes[best]
}

func (g *Guesser) weights(m *model, word string) []int32 {
	if known := g.known[word]; known != nil {
		return known
	}
	sums := make([]int32, len(m.codes))
	m.addWord(sums, []rune(word))
	if len(g.known) < mostKnown {
		g.known[strings.Clone(word)] = sums
	}
	return sums
}

// letterRuns yields the runs of letters in a text.
func letterRuns(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		from := -1 // where the run began
		for i, r := range text {
			switch letter := scriptOf(r) >= 0; {
			case letter && from < 0:
				from = i
			case !letter && from >= 0:
				if !yield(text[from:i]) {
					return
				}
				from = -1
			}
		}
		if from >= 0 {
			yield(text[from:])
		}
	}
}

func (m *model) addWord(sums []int32, word []rune) {
	for i := range word {
		h := uint64(gramSeed)
		for j := i; j < min(i+longestGram, len(word)); j++ {
			h = gramHash(h, word[j])
			for k, w := range m.row(uint32(token.Mix(h) >> 32)) {
				sums[k] += int32(w)
			}
		}
	}
}

const gramSeed = 0x67

func gramHash(h uint64, r rune) uint64 { return (h ^ uint64(r)) * 1099511628211 }
