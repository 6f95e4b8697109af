package kind

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/engine/text/linear"
	"github.com/throughlinehq/throughline/engine/text/space"
	"github.com/throughlinehq/throughline/engine/text/token"
)

// examples are texts with their kinds, and the features of all that are words or pairs of words.
type examples struct {
	texts  []linear.Example
	labels []string
	words  []uint32
}

// add adds a text so many times.
func (x *examples) add(text, label string, times int) {
	text = token.Clean(text)
	words := token.Words(nil, text)
	e := linear.Read(words)
	e.Dense = appendHints(e.Dense, text)
	for _, f := range space.Features(space.WordGrams(nil, words)) {
		x.words = append(x.words, f.Key)
	}
	for range times {
		x.texts, x.labels = append(x.texts, e), append(x.labels, label)
	}
}

// TestTrainKind writes model.bin from testdata/seeds.txt and the sets in the directory that
// THROUGHLINE_TRAIN_FEEDBACK names (app reviews CC0, sentiment sets MIT, intents CC BY), and logs
// macro-F1 on five held-out folds.
func TestTrainKind(t *testing.T) {
	dir := os.Getenv("THROUGHLINE_TRAIN_FEEDBACK")
	if dir == "" {
		t.Skip("THROUGHLINE_TRAIN_FEEDBACK is not set")
	}
	set := &examples{}
	add := set.add
	for _, row := range rows(t, filepath.Join(dir, "maalej_reviews.csv")) {
		add(row["text"], reviewKind(row), 1)
	}
	for _, row := range rows(t, filepath.Join(dir, "vader_amazon.csv")) {
		if label := opinionKind(row, t); label != "" {
			add(row["text"], label, 1)
		}
	}
	for i, row := range rows(t, filepath.Join(dir, "vader_tweets.csv")) {
		if label := opinionKind(row, t); label == Other && i%4 == 0 {
			add(row["text"], label, 1)
		}
	}
	for i, row := range rows(t, filepath.Join(dir, "banking77.csv")) {
		if row["split"] == "train" && i%15 == 0 && strings.HasSuffix(row["text"], "?") {
			add(row["text"], Question, 1)
		}
	}
	for i, row := range rows(t, filepath.Join(dir, "clinc150.csv")) {
		if row["split"] == "train" && i%40 == 0 {
			add(row["text"], intentKind(row["text"]), 1)
		}
	}
	t.Logf("macro-F1 %.3f in five folds over %d texts", set.crossValidated(t), len(set.texts))
	seeds, err := os.ReadFile("testdata/seeds.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(seeds)) {
		label, text, _ := strings.Cut(strings.TrimSpace(line), "\t")
		add(text, label, 3)
	}
	data, err := set.train(t, func(int) bool { return true }).MarshalBinary()
	if err == nil {
		err = os.WriteFile("model.bin", data, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func reviewKind(row map[string]string) string {
	stars, _ := strconv.ParseFloat(row["stars"], 64)
	switch {
	case row["bug"] == "1":
		return Bug
	case row["feature"] == "1":
		return Request
	case stars >= 4:
		return Praise
	case stars > 0 && stars <= 2:
		return Complaint
	}
	return Other
}

func opinionKind(row map[string]string, t *testing.T) string {
	mean, err := strconv.ParseFloat(row["mean_sentiment"], 64)
	switch {
	case err != nil:
		t.Fatal(err)
	case mean > 1.6:
		return Praise
	case mean < -1.4:
		return Complaint
	case mean > -0.2 && mean < 0.2:
		return Other
	}
	return ""
}

// intentKind of a request to an assistant: a question, or something else.
func intentKind(text string) string {
	first, _, _ := strings.Cut(text, " ")
	if strings.Contains(" what how why when where who which is are can do does ", " "+first+" ") {
		return Question
	}
	return Other
}

// train learns from those of the examples that are to be used. The settings are those of labels
// that people teach a workspace.
func (x *examples) train(t *testing.T, use func(i int) bool) *linear.Model {
	var texts []linear.Example
	var labels []string
	for i := range x.texts {
		if use(i) {
			texts, labels = append(texts, x.texts[i]), append(labels, x.labels[i])
		}
	}
	slices.Sort(x.words)
	x.words = slices.Compact(x.words)
	m, err := linear.Train(texts, labels, linear.Options{MinDocs: 3, Columns: 12000,
		Balanced: 0.7, Cost: 0.25, Emphasis: x.words})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func (x *examples) crossValidated(t *testing.T) float64 {
	hit, want, got := map[string]float64{}, map[string]float64{}, map[string]float64{}
	for fold := range 5 {
		m := x.train(t, func(i int) bool { return i%5 != fold })
		for i := fold; i < len(x.texts); i += 5 {
			label, _ := m.Classify(x.texts[i])
			want[x.labels[i]]++
			got[label]++
			if label == x.labels[i] {
				hit[label]++
			}
		}
	}
	f1 := 0.0
	for label := range want {
		f := 2 * hit[label] / (want[label] + got[label])
		t.Logf("%s: F1 %.3f of %.0f", label, f, want[label])
		f1 += f / float64(len(want))
	}
	return f1
}

func rows(t *testing.T, path string) []map[string]string {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range all[1:] {
		m := map[string]string{}
		for k, name := range all[0] {
			m[name] = row[k]
		}
		out = append(out, m)
	}
	return out
}
