package space

import (
	_ "embed"
	"sync"

	"github.com/throughlinehq/throughline/engine/text/pack"
	"github.com/throughlinehq/throughline/engine/text/token"
)

// englishFile holds GloVe vectors of common English words (see README.md for source and licence;
// TestTrainEnglish writes it): a packed table, see writeTable.
//
//go:embed english.bin
var englishFile []byte

// English is the shipped table of word vectors. It knows no other language.
var English = sync.OnceValue(func() *Table { return readTable(englishFile) })

// studentFile holds n-grams that imitate a sentence encoder (see README.md; TestTrainStudent writes
// it), in the form of englishFile.
//
//go:embed student.bin
var studentFile []byte

// Student is the shipped table of n-grams that imitate a sentence encoder for English; look up
// StudentFeatures in it.
var Student = sync.OnceValue(func() *Table { return readTable(studentFile) })

// StudentFeatures returns the word 1-2-grams and character 3-5-grams of a text.
func StudentFeatures(words []string) []Feature {
	hashes := token.Grams(make([]uint64, 0, 32*len(words)), words, 3, 5)
	return Features(WordGrams(hashes, words))
}

// WordGrams appends the hashes of the words and of the pairs of neighbouring words.
func WordGrams(hashes []uint64, words []string) []uint64 {
	before := uint64(0)
	for i, word := range words {
		h := token.Hash(word)
		hashes = append(hashes, wordGram(h))
		if i > 0 {
			hashes = append(hashes, WordPair(before, h))
		}
		before = h
	}
	return hashes
}

func wordGram(word uint64) uint64 { return token.Mix(word + 1) }

// WordKey is the key of a word among the features of the student, given its hash.
func WordKey(word uint64) uint32 { return uint32(wordGram(word) >> 32) }

// WordPair is the hash of two neighbouring words, given their own.
func WordPair(before, after uint64) uint64 { return token.Mix((after + 1) ^ token.Mix(before)) }

// tableForm tells the packed form of a table from others.
const tableForm = 2

// readTable reads the packed form of a table; a damaged file gives an empty table.
func readTable(file []byte) *Table {
	r := pack.NewReader(file)
	form := r.Int()
	t := &Table{Dims: r.Int(), Keys: r.Ascending(), Weight: r.Floats(), Scale: r.Floats(),
		Bytes: r.Bytes()}
	if form != tableForm || !r.Whole() || !t.Ready() {
		t = &Table{}
		t.Ready()
	}
	return t
}

// writeTable is the inverse of readTable: the form, the dimensions, the keys, weights and scales of
// all rows, then one signed byte per row and dimension.
func writeTable(t *Table) []byte {
	w := &pack.Writer{}
	w.Int(tableForm)
	w.Int(t.Dims)
	w.Ascending(t.Keys)
	w.Floats(t.Weight)
	w.Floats(t.Scale)
	w.Bytes(t.Bytes)
	return w.Data
}
