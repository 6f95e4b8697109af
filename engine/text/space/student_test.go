package space_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/throughlinehq/throughline/engine/text/space"
	"github.com/throughlinehq/throughline/engine/text/teacher"
	"github.com/throughlinehq/throughline/engine/text/token"
)

// taught lists the texts that the student learns from, in order: a file of the development data and
// the splits of it that may be learnt from, all of it where there are none.
var taught = []struct {
	set    string
	splits []string
}{
	{"banking77", []string{"train"}},
	{"clinc150", []string{"train", "val", "oos_train", "oos_val"}},
	{"maalej_reviews", nil},
	{"is22_aspects", nil},
	{"vader_tweets", nil},
	{"vader_amazon", nil},
}

const (
	taughtWords = 25000 // most frequent English words that are taught besides, each as a text
	shortest    = 3     // letters of such a word
	readRunes   = 400   // of a text; the rest is not taught
)

// TestTrainStudent writes student.bin: n-grams regressed onto the main directions of what the
// teacher says of the development data, labels unseen. THROUGHLINE_TRAIN_STUDENT names the file
// that "make teacher" writes, THROUGHLINE_TRAIN_WORDS the words, as TestTrainEnglish has it.
// THROUGHLINE_TRAIN_WITHOUT leaves a set out, to see what its texts are worth.
func TestTrainStudent(t *testing.T) {
	path := os.Getenv("THROUGHLINE_TRAIN_STUDENT")
	if path == "" {
		t.Skip("THROUGHLINE_TRAIN_STUDENT is not set")
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	encoder, err := teacher.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	texts := textsToTeach(t, os.Getenv("THROUGHLINE_TRAIN_WITHOUT"))
	features := make([][]space.Feature, len(texts))
	for i, text := range texts {
		features[i] = space.StudentFeatures(token.Words(nil, token.Clean(text)))
	}
	table := space.Imitate(features, encoder.Encode(texts),
		space.Fit{Dims: 128, MinDocs: 3, MaxTerms: 36000})
	if err := os.WriteFile("student.bin", space.WriteTable(table), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d n-grams from %d texts", len(table.Keys), len(texts))
}

func textsToTeach(t *testing.T, without string) []string {
	var texts []string
	for _, source := range taught {
		if source.set == without {
			continue
		}
		for _, row := range rowsOf(t, source.set+".csv") {
			if source.splits == nil || slices.Contains(source.splits, row["split"]) {
				text := []rune(row["text"])
				texts = append(texts, string(text[:min(len(text), readRunes)]))
			}
		}
	}
	words, _, _ := space.ReadGlove(t, os.Getenv("THROUGHLINE_TRAIN_WORDS"), 2*taughtWords)
	words = slices.DeleteFunc(words, func(word string) bool { return len(word) < shortest })
	return append(texts, words[:taughtWords]...)
}

// rowsOf reads a file of the development data.
func rowsOf(t *testing.T, name string) []map[string]string {
	root := os.Getenv("THROUGHLINE_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "..", "shared")
	}
	f, err := os.Open(filepath.Join(root, "data", "feedback", name))
	if err != nil {
		t.Fatal("development data not found (set THROUGHLINE_SHARED): ", err)
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
