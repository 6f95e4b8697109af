package language

import (
	_ "embed"
	"encoding/binary"
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

// byGrams returns the language with the largest sum of n-gram weights.
func byGrams(text string) string {
	m := theModel()
	if len(m.codes) == 0 {
		return fallback
	}
	sums := make([]int32, len(m.codes))
	m.add(sums, text)
	best := 0
	for k, sum := range sums {
		if sum > sums[best] {
			best = k
		}
	}
	return m.codes[best]
}

// add adds the weights of the n-grams of the text's words.
func (m *model) add(sums []int32, text string) {
	var buffer [longestGram * 64]rune
	word := buffer[:0]
	for _, r := range strings.ToLower(text) {
		if scriptOf(r) >= 0 {
			if word = append(word, r); len(word) < cap(buffer) {
				continue
			}
		}
		m.addWord(sums, word)
		word = buffer[:0]
	}
	m.addWord(sums, word)
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
