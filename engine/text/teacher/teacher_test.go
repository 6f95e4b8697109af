package teacher

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// golden is what the package itself says, run with its own program.
var golden = []struct {
	text   string
	pieces []int
	first  [6]float32
}{
	{"How do I reset my password?", []int{728, 64, 16, 137, 1383, 69, 5969, 54},
		[6]float32{-0.0484591, -0.0545726, 0.0402262, -0.0539382, 0.0543736, -0.0544703}},
	{"I forgot my login and need a new password",
		[]int{16, 5617, 69, 3063, 97, 12, 161, 11, 159, 5969},
		[6]float32{-0.0564833, -0.0622726, 0.0480561, -0.0612279, 0.0522603, -0.0616066}},
	{"The weather is lovely today", []int{34, 3524, 18, 241, 56, 784},
		[6]float32{-0.0545515, -0.0520127, -0.0400227, -0.0105829, 0.0049200, 0.0528444}},
	{"Café ﬁne — 日本 ☃☃ ok", []int{823, 209, 1133, 839, 405, 30, 0, 30, 0, 2303},
		[6]float32{0.0043287, 0.0248179, -0.0506216, -0.0100528, -0.0598938, -0.0310285}},
	{"a", []int{11},
		[6]float32{0.0399354, -0.0490296, 0.0490170, -0.0264030, 0.0312509, -0.0489590}},
}

// open reads the teacher that THROUGHLINE_TEACHER names or that "make teacher" wrote.
func open(tb testing.TB) *Encoder {
	path := os.Getenv("THROUGHLINE_TEACHER")
	if path == "" {
		path = filepath.Join("..", "..", "..", "bin", "teacher.bin")
	}
	data, err := os.ReadFile(path)
	if err != nil {
		tb.Skip("no teacher: make teacher, or name its file in THROUGHLINE_TEACHER")
	}
	e, err := Open(data)
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

func TestEncodesAsThePackageDoes(t *testing.T) {
	e := open(t)
	texts := make([]string, len(golden))
	for i, g := range golden {
		texts[i] = g.text
		if got := e.words.cut(g.text); !slices.Equal(got, g.pieces) {
			t.Errorf("%q is cut into %v, want %v", g.text, got, g.pieces)
		}
	}
	found := e.Encode(append(texts, "", "  "))
	for i, g := range golden {
		for k, want := range g.first {
			if got := found.Row(i)[k]; math.Abs(float64(got-want)) > 1e-6 {
				t.Errorf("%q: number %d is %v, want %v", g.text, k, got, want)
			}
		}
	}
	same, other := dot(found.Row(0), found.Row(1)), dot(found.Row(0), found.Row(2))
	if math.Abs(same-0.79203) > 1e-5 || math.Abs(other-0.01872) > 1e-5 {
		t.Errorf("the cosines are %.5f and %.5f, want 0.79203 and 0.01872", same, other)
	}
	if empty := found.Row(len(golden)); slices.Max(empty) != 0 || slices.Min(empty) != 0 {
		t.Error("a text without a word has a direction")
	}
}

func TestRefusesAFileThatIsNotWhole(t *testing.T) {
	for _, data := range [][]byte{nil, {1}, {1, 0, 0, 0}, []byte("PK\x03\x04")} {
		if _, err := Open(data); err == nil {
			t.Errorf("%q was taken for a teacher", data)
		}
	}
	if _, err := Convert(map[string][]byte{"vocab.json": []byte("[]"), "model.json": []byte("{}")}); err == nil {
		t.Error("a package without weights was converted")
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte{1, 2, 1, 'a', 1, 'b', 0, 2, 0, 0, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		if e, err := Open(data); err == nil && e == nil {
			t.Fatal("neither a teacher nor an error")
		}
	})
}

// FuzzCut needs no weights: pieces must cover every text.
func FuzzCut(f *testing.F) {
	pieces := []string{"�", "<s>", "</s>", "1", "2", "3", "▁", "a", "ab", "▁the", "日"}
	words := newVocabulary(pieces, []float32{0, 0, 0, 0, 0, 0, -2, -3, -4, -1, -5})
	f.Add("the abba 日本")
	f.Fuzz(func(t *testing.T, text string) {
		for _, at := range words.cut(text) {
			if at < 0 || at >= len(pieces) || at > unknown && at < reserved {
				t.Fatalf("piece %d of %q does not stand for letters", at, text)
			}
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	e := open(b)
	texts := make([]string, 16)
	for i := range texts {
		texts[i] = golden[i%3].text
	}
	for b.Loop() {
		e.Encode(texts)
	}
	b.ReportMetric(float64(b.N*len(texts))/b.Elapsed().Seconds(), "texts/s")
}
