package kind

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/engine/text/linear"
	"github.com/throughlinehq/throughline/engine/text/token"
)

// TestTrainKind writes model.bin from testdata/seeds.txt and the sets in the directory that
// THROUGHLINE_TRAIN_FEEDBACK names (app reviews CC0, sentiment sets MIT, intents CC BY), and logs
// macro-F1 on five held-out folds.
func TestTrainKind(t *testing.T) {
	dir := os.Getenv("THROUGHLINE_TRAIN_FEEDBACK")
	if dir == "" {
		t.Skip("THROUGHLINE_TRAIN_FEEDBACK is not set")
	}
	var texts []linear.Example
	var labels []string
	add := func(text, label string, times int) {
		text = token.Clean(text)
		e := linear.Read(token.Words(nil, text))
		e.Dense = appendHints(e.Dense, text)
		for range times {
			texts, labels = append(texts, e), append(labels, label)
		}
	}
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
	t.Logf("macro-F1 %.3f in five folds over %d texts", crossValidated(t, texts, labels), len(texts))
	seeds, err := os.ReadFile("testdata/seeds.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(seeds)) {
		label, text, _ := strings.Cut(strings.TrimSpace(line), "\t")
		add(text, label, 3)
	}
	data, err := train(t, texts, labels).MarshalBinary()
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

func train(t *testing.T, texts []linear.Example, labels []string) *linear.Model {
	m, err := linear.Train(texts, labels,
		linear.Options{MinDocs: 3, Columns: 12000, Balanced: 0.5})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func crossValidated(t *testing.T, texts []linear.Example, labels []string) float64 {
	hit, want, got := map[string]float64{}, map[string]float64{}, map[string]float64{}
	for fold := range 5 {
		var some []linear.Example
		var names []string
		for i := range texts {
			if i%5 != fold {
				some, names = append(some, texts[i]), append(names, labels[i])
			}
		}
		m := train(t, some, names)
		for i := fold; i < len(texts); i += 5 {
			label, _ := m.Classify(texts[i])
			want[labels[i]]++
			got[label]++
			if label == labels[i] {
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
