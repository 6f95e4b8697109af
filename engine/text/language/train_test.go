package language

import (
	"archive/zip"
	"cmp"
	"encoding/binary"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

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
	var rows []row
	for _, codes := range [][]string{latin, cyrillic, arabic} {
		rows = append(rows, readTable(t, dir, codes).candidates()...)
	}
	rows = chooseRows(rows)
	var groups []group
	for _, list := range [][]string{latin, cyrillic, arabic} {
		g := group{codes: strings.Join(list, "")}
		for _, r := range rows {
			if r.table.codes[0] == list[0] {
				g.keys = append(g.keys, r.key)
				g.weights = append(g.weights, r.weights()...)
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

// functionLists are the languages of words.txt with the names that the package gives them.
const functionLists = `ar ara bg bul cs ces da dan de deu el ell en eng es spa fa fas fi fin fr fra
he heb hi hin hu hun id ind it ita ja jpn ko kor nl nld pl pol pt por ro ron ru rus sv swe th tha
tr tur uk ukr ur urd vi vie zh zho`

// TestTrainWords writes words.txt from the npm package stopword 3.1.5, whose directory src
// THROUGHLINE_TRAIN_STOPWORDS gives.
func TestTrainWords(t *testing.T) {
	dir := os.Getenv("THROUGHLINE_TRAIN_STOPWORDS")
	if dir == "" {
		t.Skip("THROUGHLINE_TRAIN_STOPWORDS is not set")
	}
	var out strings.Builder
	for pair := range slices.Chunk(strings.Fields(functionLists), 2) {
		source, err := os.ReadFile(filepath.Join(dir, "stopwords_"+pair[1]+".js"))
		if err != nil {
			t.Fatal(err)
		}
		_, list, _ := strings.Cut(string(source), "= [")
		var words []string
		for _, quoted := range regexp.MustCompile(`'[^'\n]*'|"[^"\n]*"`).FindAllString(list, -1) {
			word := norm.NFKC.String(strings.ToLower(strings.TrimSpace(quoted[1 : len(quoted)-1])))
			if word != "" && strings.Trim(word, "'") == word && !strings.ContainsFunc(word, strange) {
				words = append(words, word)
			}
		}
		slices.Sort(words)
		out.WriteString(pair[0] + " " + strings.Join(slices.Compact(words), " ") + "\n")
	}
	if err := os.WriteFile("words.txt", []byte(out.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// strange reports a character that words are not made of.
func strange(r rune) bool { return r != '\'' && !unicode.IsLetter(r) && !unicode.IsMark(r) }

// table holds what the languages of a group say of their n-grams: the probability of the last
// letter after the others, 0 where a language lacks the n-gram.
type table struct {
	codes   []string
	at      map[string]int // where the probabilities of an n-gram begin
	chances []float64
}

func readTable(t *testing.T, dir string, codes []string) *table {
	out := &table{codes: codes, at: map[string]int{}}
	for k, code := range codes {
		for _, name := range []string{"unigrams", "bigrams", "trigrams", "quadrigrams", "fivegrams"} {
			readGrams(t, filepath.Join(dir, code, name+".pb.bin.zip"), func(gram []byte, p float64) {
				at, known := out.at[string(gram)]
				if !known {
					at = len(out.chances)
					out.at[string(gram)] = at
					out.chances = append(out.chances, make([]float64, len(codes))...)
				}
				out.chances[at+k] = p
			})
		}
	}
	return out
}

// row is an n-gram of a group's languages.
type row struct {
	gram  string
	key   uint32
	value float64 // how much it tells
	table *table
}

// candidates are all n-grams of the group.
func (t *table) candidates() []row {
	rows := make([]row, 0, len(t.at))
	for gram := range t.at {
		h := uint64(gramSeed)
		for _, c := range gram {
			h = gramHash(h, c)
		}
		r := row{gram: gram, key: uint32(token.Mix(h) >> 32), table: t}
		differences, joint := t.differences(gram)
		for k, d := range differences {
			r.value += joint[k] * d * d
		}
		rows = append(rows, r)
	}
	return rows
}

// differences returns by how much every language's log probability of the n-gram's last letter lies
// above the mean, backing off to the longest beginning that the language has, and the probability
// of the whole n-gram among those of its length.
func (t *table) differences(gram string) (differences, joint []float64) {
	differences, joint = make([]float64, len(t.codes)), make([]float64, len(t.codes))
	for k := range t.codes {
		joint[k] = 1
	}
	for i, c := range gram {
		at, known := t.at[gram[:i+utf8.RuneLen(c)]]
		for k := range t.codes {
			p := 0.0
			if known {
				p = t.chances[at+k]
			}
			joint[k] *= p
			if p > 0 {
				differences[k] = p
			}
		}
	}
	mean := 0.0
	for k, p := range differences {
		if differences[k] = floor; p > 0 {
			differences[k] = math.Log(p)
		}
		mean += differences[k]
	}
	mean /= float64(len(t.codes))
	for k := range differences {
		differences[k] -= mean
	}
	return differences, joint
}

// weights are those of the n-gram in the languages of its group.
func (r row) weights() []byte {
	var out []byte
	differences, _ := r.table.differences(r.gram)
	for _, d := range differences {
		out = append(out, byte(int8(math.Round(max(-127, min(127, d*scale))))))
	}
	return out
}

// chooseRows keeps the n-grams that tell most, in the order of their keys.
func chooseRows(rows []row) []row {
	slices.SortFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(b.value, a.value), cmp.Compare(a.gram, b.gram))
	})
	rows = rows[:min(len(rows), maxRows)]
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(a.key, b.key) })
	return slices.CompactFunc(rows, func(a, b row) bool { return a.key == b.key })
}

// readGrams reads one of lingua's protocol buffers: field 4 holds sets of n-grams (field 2) that
// share a probability (field 1).
func readGrams(t *testing.T, path string, yield func(gram []byte, p float64)) {
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
				yield(value, p)
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
