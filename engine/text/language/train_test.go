package language

import (
	"archive/zip"
	"cmp"
	"encoding/binary"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/engine/text/token"
)

var (
	latin    = strings.Fields("cs da de en es fi fr hu id it nl pl pt ro sv tr vi")
	cyrillic = strings.Fields("ru uk bg")
	arabic   = strings.Fields("ar fa ur")
)

const (
	floor   = -14.0
	scale   = 16.0
	maxRows = 42000
)

// TestTrainLanguage writes model.bin from the directory language-models of the Go module
// github.com/pemistahl/lingua-go v1.4.0, whose path THROUGHLINE_TRAIN_LANGUAGES gives.
func TestTrainLanguage(t *testing.T) {
	dir := os.Getenv("THROUGHLINE_TRAIN_LANGUAGES")
	if dir == "" {
		t.Skip("THROUGHLINE_TRAIN_LANGUAGES is not set")
	}
	codes := slices.Concat(latin, cyrillic, arabic)
	tables := make([]map[string]float64, len(codes))
	for k, code := range codes {
		tables[k] = map[string]float64{}
		for _, name := range []string{"unigrams", "bigrams", "trigrams", "quadrigrams", "fivegrams"} {
			readGrams(t, filepath.Join(dir, code, name+".pb.bin.zip"), tables[k])
		}
	}
	rows := chooseRows(codes, tables)
	var groups []group
	for _, list := range [][]string{latin, cyrillic, arabic} {
		g := group{codes: strings.Join(list, "")}
		for _, r := range rows {
			if r.group[0] == list[0] {
				g.keys = append(g.keys, r.key)
				g.weights = append(g.weights, r.weights...)
			}
		}
		groups = append(groups, g)
	}
	out := packGroups(groups)
	if err := os.WriteFile("model.bin", out, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d rows, %d bytes", len(rows), len(out))
}

type row struct {
	gram    string
	group   []string
	key     uint32
	value   float64
	weights []byte // of the languages of the group
}

// chooseRows computes every n-gram's weight in every language of its script, backing off to
// shorter n-grams, and keeps those that tell most.
func chooseRows(codes []string, tables []map[string]float64) []row {
	seen := map[string]bool{}
	var rows []row
	for k, table := range tables {
		group := groupOf(codes[k])
		for gram := range table {
			if seen[gram+group[0]] {
				continue
			}
			seen[gram+group[0]] = true
			rows = append(rows, makeRow(gram, group, codes, tables))
		}
	}
	slices.SortFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(b.value, a.value), cmp.Compare(a.gram, b.gram))
	})
	rows = rows[:min(len(rows), maxRows)]
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(a.key, b.key) })
	return slices.CompactFunc(rows, func(a, b row) bool { return a.key == b.key })
}

func groupOf(code string) []string {
	for _, group := range [][]string{latin, cyrillic, arabic} {
		if slices.Contains(group, code) {
			return group
		}
	}
	return nil
}

func makeRow(gram string, group, codes []string, tables []map[string]float64) row {
	r := row{gram: gram, group: group}
	h := uint64(gramSeed)
	for _, c := range gram {
		h = gramHash(h, c)
	}
	r.key = uint32(token.Mix(h) >> 32)
	mean := 0.0
	chances := make([]float64, len(group))
	for k, code := range group {
		chances[k] = backoff(gram, tables[slices.Index(codes, code)])
		mean += chances[k]
	}
	mean /= float64(len(group))
	for k, code := range group {
		d := chances[k] - mean
		r.value += joint(gram, tables[slices.Index(codes, code)]) * d * d
		r.weights = append(r.weights, byte(int8(math.Round(max(-127, min(127, d*scale))))))
	}
	return r
}

// backoff is the log probability of the n-gram's last letter after the others, of the longest
// beginning that the language has.
func backoff(gram string, table map[string]float64) float64 {
	runes := []rune(gram)
	for n := len(runes); n > 0; n-- {
		if p, ok := table[string(runes[:n])]; ok {
			return math.Log(p)
		}
	}
	return floor
}

// joint is the probability of the whole n-gram among those of its length.
func joint(gram string, table map[string]float64) float64 {
	runes := []rune(gram)
	p := 1.0
	for n := range runes {
		q, ok := table[string(runes[:n+1])]
		if !ok {
			return 0
		}
		p *= q
	}
	return p
}

// readGrams reads one of lingua's protocol buffers: field 4 holds sets of n-grams (field 2) that
// share a probability (field 1).
func readGrams(t *testing.T, path string, into map[string]float64) {
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	f, err := z.File[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	fields(data, func(field int, set []byte) {
		if field != 4 {
			return
		}
		p := 0.0
		fields(set, func(field int, value []byte) {
			switch field {
			case 1:
				p = math.Float64frombits(binary.LittleEndian.Uint64(value))
			case 2:
				into[string(value)] = p
			}
		})
	})
}

func fields(data []byte, each func(field int, value []byte)) {
	for len(data) > 0 {
		tag, n := binary.Uvarint(data)
		data = data[n:]
		size := 8
		switch tag & 7 {
		case 0:
			_, size = binary.Uvarint(data)
		case 2:
			length, n := binary.Uvarint(data)
			data, size = data[n:], int(length)
		}
		each(int(tag>>3), data[:size])
		data = data[size:]
	}
}
