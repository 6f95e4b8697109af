package language

import (
	_ "embed"
	"iter"
	"strings"
	"sync"

	"github.com/throughlinehq/throughline/engine/text/pack"
	"github.com/throughlinehq/throughline/engine/text/token"
)

// modelFile is written by TestTrainLanguage from the n-gram tables of lingua-go 1.4.0 (Apache-2.0):
// packed groups of languages that share a script. Each is their codes of two letters, the keys of
// its n-grams and for every n-gram one signed byte per language of the group; n-grams of another
// script weigh foreign.
//
//go:embed model.bin
var modelFile []byte

const longestGram = 5

// model holds the n-grams' weights behind an open-addressed table.
type model struct {
	codes    []string
	function []function
	keys     []uint32
	rows     []int32
	weights  []int8
}

var theModel = sync.OnceValue(func() *model { return readModel(modelFile) })

// foreign is what an n-gram weighs in a language that is written otherwise.
const foreign = -127

// group is some languages of one script and their n-grams.
type group struct {
	codes   string
	keys    []uint32
	weights []byte
}

// whole reports that there is a weight for every n-gram and language.
func (g group) whole() bool {
	return len(g.codes)%2 == 0 && len(g.weights) == len(g.keys)*len(g.codes)/2
}

// packGroups is the inverse of unpackGroups.
func packGroups(groups []group) []byte {
	w := &pack.Writer{}
	w.Int(len(groups))
	for _, g := range groups {
		w.Bytes([]byte(g.codes))
		w.Ascending(g.keys)
		w.Bytes(g.weights)
	}
	return w.Data
}

// unpackGroups reads the packed form; a damaged file has no groups.
func unpackGroups(file []byte) []group {
	r := pack.NewReader(file)
	var groups []group
	for n := r.Int(); n > 0 && len(groups) < len(file); n-- {
		g := group{codes: string(r.Bytes()), keys: r.Ascending(), weights: r.Bytes()}
		if !g.whole() {
			return nil
		}
		groups = append(groups, g)
	}
	if !r.Whole() {
		return nil
	}
	return groups
}

// readModel reads the packed form; a damaged file gives a model without languages.
func readModel(file []byte) *model {
	m := &model{}
	groups := unpackGroups(file)
	grams := 0
	for _, g := range groups {
		grams += len(g.keys)
		for at := 0; at < len(g.codes); at += 2 {
			m.codes = append(m.codes, g.codes[at:at+2])
		}
	}
	m.function = functionsOf(m.codes)
	slots := 4
	for slots < 2*grams {
		slots *= 2
	}
	m.keys, m.rows = make([]uint32, slots), make([]int32, slots)
	m.weights = make([]int8, 0, grams*len(m.codes))
	before, row := 0, int32(0)
	for _, g := range groups {
		n := len(g.codes) / 2
		for k, key := range g.keys {
			m.insert(key, row)
			m.addRow(before, g.weights[k*n:(k+1)*n])
			row++
		}
		before += n
	}
	return m
}

// addRow adds an n-gram's weights, which are those of the languages from a place on.
func (m *model) addRow(from int, weights []byte) {
	for k := range m.codes {
		if k < from || k >= from+len(weights) {
			m.weights = append(m.weights, foreign)
			continue
		}
		m.weights = append(m.weights, int8(weights[k-from]))
	}
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
		return Undetermined
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
	return m.likeliest(g.sums)
}

// likeliest returns the language with the largest sum, Undetermined for no sums.
func (m *model) likeliest(sums []int32) string {
	if len(m.codes) == 0 || len(sums) != len(m.codes) {
		return Undetermined
	}
	best := 0
	for k, sum := range sums {
		if sum > sums[best] {
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
	m.addRun(sums, word)
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
