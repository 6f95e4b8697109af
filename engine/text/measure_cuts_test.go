package text

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// corpus is texts with what they are about.
type corpus struct{ texts, labels []string }

// readCorpus reads a split of a development file, all of it if that is "".
func readCorpus(tb testing.TB, file, split string) (c corpus) {
	for _, row := range shared(tb, file) {
		if split == "" || row["split"] == split {
			c.texts, c.labels = append(c.texts, row["text"]), append(c.labels, row["label"])
		}
	}
	return c
}

// some are at most each texts of so many labels; uneven: the labels take turns at eight sizes.
func (c corpus) some(labels, each int, uneven bool, seed uint64) corpus {
	rng := rand.New(rand.NewPCG(seed, 77))
	names := slices.Compact(slices.Sorted(slices.Values(c.labels)))
	rng.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	left := map[string]int{}
	for k, name := range names[:labels] {
		if left[name] = each; uneven {
			left[name] = 2 * each / (1 + k%8)
		}
	}
	var out corpus
	for _, i := range rng.Perm(len(c.texts)) {
		if label := c.labels[i]; left[label] > 0 {
			left[label]--
			out.texts, out.labels = append(out.texts, c.texts[i]), append(out.labels, label)
		}
	}
	return out
}

func (c corpus) and(o corpus) corpus {
	return corpus{slices.Concat(c.texts, o.texts), slices.Concat(c.labels, o.labels)}
}

// themeV is the V of the themes that are found, and how many there are.
func (c corpus) themeV(b *testing.B, o Options) (v float64, themes int) {
	records := make([]Record, len(c.texts))
	for i, text := range c.texts {
		records[i].Text = text
	}
	result, err := Analyse(records, o)
	if err != nil {
		b.Fatal(err)
	}
	found := make([]string, len(records))
	for i, r := range result.Records {
		if found[i] = r.Theme; r.Theme == "" {
			found[i] = "outlier " + r.ID
		}
	}
	v, _, _ = agreement(numbered(c.labels), numbered(found))
	return v, len(result.Themes)
}

// benchCuts finds the themes of sets of many numbers and sizes, cut from the development data, and
// compares with what comes out when the number is told.
func benchCuts(b *testing.B) {
	bank, clinc := readCorpus(b, "banking77.csv", "train"), readCorpus(b, "clinc150.csv", "train")
	titles := readCorpus(b, "so_titles_a.csv", "")
	sum, told, sets := 0.0, 0.0, 0
	for seed := range uint64(2) {
		for _, c := range []struct {
			name string
			corpus
		}{
			{"banking77, 12 labels", bank.some(12, 100, false, seed)},
			{"banking77, 40 labels", bank.some(40, 100, false, seed)},
			{"banking77, 77 uneven labels", bank.some(77, 60, true, seed)},
			{"clinc150, 12 labels", clinc.some(12, 100, false, seed)},
			{"clinc150, 50 labels", clinc.some(50, 100, false, seed)},
			{"clinc150, 150 uneven labels", clinc.some(150, 40, true, seed)},
			{"clinc150, 10 labels of 30 texts", clinc.some(10, 30, false, seed)},
			{"so_titles, 10 labels of 300 texts", titles.some(10, 300, false, seed)},
			{"so_titles, 10 uneven labels", titles.some(10, 600, true, seed)},
			{"banking77 20 and so_titles 5", bank.some(20, 100, false, seed).
				and(titles.some(5, 300, false, seed))},
			{"clinc150 150 and so_titles 10", clinc.some(150, 30, false, seed).
				and(titles.some(10, 300, false, seed))},
		} {
			number := countGroups(numbered(c.labels))
			v, themes := c.themeV(b, Options{})
			known, _ := c.themeV(b, Options{Themes: number})
			fmt.Printf("cuts %-34s %5d texts: V %.3f, %3d themes; told %3d: V %.3f\n", c.name,
				len(c.texts), v, themes, number, known)
			sum, told, sets = sum+v, told+known, sets+1
		}
	}
	fmt.Printf("cuts %d sets: V %.3f on average; told the numbers %.3f\n", sets, sum/float64(sets),
		told/float64(sets))
}
