package text

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// pointed are texts that differ in a number and have vectors of two directions; every skip-th has
// none.
func pointed(skip int) []Record {
	records := make([]Record, 8*perTopic)
	for i := range records {
		records[i].Text = fmt.Sprintf("the export number %d takes too long", 100+i)
		if i%skip == 0 {
			continue
		}
		v := []float32{0.1, 0.1, float32(i*i%11) / 50, float32(i*7%13) / 50}
		v[i%2] = 1
		records[i].Vector = v
	}
	return records
}

func TestVectorsDecideWhatWordsLeaveOpen(t *testing.T) {
	records := pointed(2 * perTopic)
	result := analyse(t, records, Options{Themes: 2})
	var theme [2]string
	for i := range theme {
		other := Record{Text: records[3-i].Text, Vector: records[2+i].Vector}
		got := result.Taxonomy.Assign(other)
		if len(got) > 0 {
			theme[i] = got[0].Theme
		}
	}
	together := 0
	for i, r := range result.Records {
		if r.Theme == theme[i%2] {
			together++
		}
	}
	if theme[0] == theme[1] || together < 3*len(records)/5 {
		t.Errorf("new texts go to %v, %d of %d records to those of their direction", theme, together, len(records))
	}
}

func TestRecordsWithoutVectorsKeepTheirThemes(t *testing.T) {
	said := pointed(3)
	records := append(said, reviews()[perTopic:]...)
	result := analyse(t, records, Options{Themes: 3})
	bare := slices.Clone(records)
	for i := range bare {
		bare[i].Vector = nil
	}
	plain := analyse(t, bare, Options{Themes: 3})
	misfits := 0
	for i := len(said); i < len(records); i++ {
		got := result.Records[i]
		if got.Theme == "" || got.OutlierScore != plain.Records[i].OutlierScore {
			t.Errorf("%q has the theme %q and the outlier score %v, without any vectors %v",
				records[i].Text, got.Theme, got.OutlierScore, plain.Records[i].OutlierScore)
		}
		if got := result.Taxonomy.Assign(Record{Text: records[i].Text}); len(got) == 0 {
			misfits++
		}
	}
	if misfits > perTopic/4 {
		t.Errorf("%d of %d texts fit no theme any more", misfits, 2*perTopic)
	}
}

func TestVectorsSurviveStorage(t *testing.T) {
	result := analyse(t, pointed(4), Options{Themes: 2})
	stored, err := json.Marshal(result.Taxonomy)
	if err != nil {
		t.Fatal(err)
	}
	var m Taxonomy
	if err := json.Unmarshal(stored, &m); err != nil {
		t.Fatal(err)
	}
	for _, r := range append(pointed(4), Record{Text: "crash", Vector: []float32{1}},
		Record{Text: "crash", Vector: []float32{0, 0, 0, float32(math.NaN())}}) {
		if got, want := m.Assign(r), result.Taxonomy.Assign(r); !slices.Equal(got, want) {
			t.Errorf("stored it says %v, before %v", got, want)
		}
	}
	// The next run may have other vectors, or none.
	for _, records := range [][]Record{reviews(), pointed(2)} {
		analyse(t, records, Options{Prior: &m})
	}
	if next := analyse(t, reviews(), Options{Prior: &m}); next.Taxonomy.Basis.Given != 0 {
		t.Error("a run without vectors keeps room for them")
	}
}

func TestVectorsThatCannotBeUsed(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(-1))
	cases := map[string][][]float32{
		"has 2 numbers where the first has 3":             {{1, 2, 3}, nil, {1, 2}},
		"record 2 (id \"2\") holds NaN at position 3":     {nil, {1, 2, nan}},
		"record 1 (id \"1\") holds -Inf at position 1":    {{inf}},
		"has 10000 numbers, at most 4096 can be used":     {make([]float32, 10_000)},
		"record 2 (id \"2\") has 1 numbers where the fir": {{0, 0}, {4}},
	}
	for want, vectors := range cases {
		var records []Record
		for _, v := range vectors {
			records = append(records, Record{Text: "the app crashes", Vector: v})
		}
		_, err := Analyse(records, Options{})
		if !errors.Is(err, ErrVector) || !strings.Contains(err.Error(), want) {
			t.Errorf("the error is %v, want %q in it", err, want)
		}
	}
}

// FuzzVectors checks that no vector of any numbers makes an analysis fail or say NaN.
func FuzzVectors(f *testing.F) {
	for _, x := range []float32{0, 1e-45, 3e38, -1} {
		f.Add(x, x/2, float32(1))
	}
	f.Fuzz(func(t *testing.T, x, y, z float32) {
		records := reviews()[:8]
		records[0].Vector, records[1].Vector = []float32{x, y, z}, []float32{z, y, x}
		records[5].Vector = []float32{0, 0, 0}
		result, err := Analyse(records, Options{Themes: 2})
		if errors.Is(err, ErrVector) && notFinite([]float32{x, y, z}) >= 0 {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range result.Records {
			if math.IsNaN(r.ThemeScore+r.OutlierScore) || r.ThemeScore > 1 || r.ThemeScore < 0 {
				t.Errorf("vector %v %v %v: %+v", x, y, z, r)
			}
		}
	})
}
