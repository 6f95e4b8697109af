package text

import (
	"fmt"
	"testing"
)

// benchSentiment scores the set that the shipped model was not trained on; the figures of the
// other two come from TestTrainSentiment, on held-out folds.
func benchSentiment(b *testing.B) {
	var truth, found []string
	for _, row := range shared(b, "is22_aspects.csv") {
		filled, label := 0, ""
		for column, name := range map[string]string{"feat_pos": "positive",
			"feat_neu": "neutral", "feat_neg": "negative"} {
			if row[column] != "" {
				filled, label = filled+1, name
			}
		}
		if filled == 1 {
			_, name := Sentiment(row["text"])
			truth, found = append(truth, label), append(found, name)
		}
	}
	accuracy, f1 := scores(truth, found)
	fmt.Printf("%-16s sentiment: %d sentences, accuracy %.3f macro-F1 %.3f\n",
		"is22_aspects.csv", len(truth), accuracy, f1)
	note(b, "is22 sentiment macro-F1", f1)
}
