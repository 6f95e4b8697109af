package space

import (
	_ "embed"
	"encoding/binary"
	"math"
	"sync"

	"github.com/throughlinehq/throughline/engine/text/token"
)

// englishFile holds GloVe vectors of common English words (see README.md for source and licence;
// TestTrainEnglish writes it): "TLW1", dimensions and words as uint32, then for every word, by
// ascending key, its key (uint32), weight and scale (float32) and one signed byte per dimension.
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
	for i, word := range words {
		h := token.Hash(word) + 1
		hashes = append(hashes, token.Mix(h))
		if i > 0 {
			hashes = append(hashes, token.Mix(h^token.Mix(token.Hash(words[i-1]))))
		}
	}
	return hashes
}

const (
	tableMagic  = "TLW1"
	tableHeader = len(tableMagic) + 8
)

// readTable reads the binary form of a table; a damaged file gives an empty table.
func readTable(file []byte) *Table {
	t := &Table{}
	if len(file) >= tableHeader && string(file[:len(tableMagic)]) == tableMagic {
		t.Dims = int(binary.LittleEndian.Uint32(file[4:]))
		n := int(binary.LittleEndian.Uint32(file[8:]))
		if size := 12 + t.Dims; t.Dims > 0 && len(file) == tableHeader+n*size {
			for row := range n {
				t.readRow(file[tableHeader+row*size : tableHeader+(row+1)*size])
			}
		}
	}
	t.Ready()
	return t
}

func (t *Table) readRow(row []byte) {
	t.Keys = append(t.Keys, binary.LittleEndian.Uint32(row))
	t.Weight = append(t.Weight, math.Float32frombits(binary.LittleEndian.Uint32(row[4:])))
	t.Scale = append(t.Scale, math.Float32frombits(binary.LittleEndian.Uint32(row[8:])))
	t.Bytes = append(t.Bytes, row[12:]...)
}

// writeTable is the inverse of readTable.
func writeTable(t *Table) []byte {
	out := append([]byte(tableMagic), make([]byte, 8)...)
	binary.LittleEndian.PutUint32(out[4:], uint32(t.Dims))
	binary.LittleEndian.PutUint32(out[8:], uint32(len(t.Keys)))
	for i, key := range t.Keys {
		out = binary.LittleEndian.AppendUint32(out, key)
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(t.Weight[i]))
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(t.Scale[i]))
		out = append(out, t.Bytes[i*t.Dims:(i+1)*t.Dims]...)
	}
	return out
}
