package text

import (
	"fmt"
	"testing"
	"time"
)

func benchLearn(b *testing.B) {
	var train []Labelled
	var test []Labelled
	for _, row := range shared(b, "banking77.csv") {
		example := Labelled{row["text"], row["label"]}
		if row["split"] == "train" {
			train = append(train, example)
		} else {
			test = append(test, example)
		}
	}
	for _, most := range []int{5, 10, 0} {
		begin := time.Now()
		m, err := Learn(firstOf(train, most), 1)
		if err != nil {
			b.Fatal(err)
		}
		seconds := time.Since(begin).Seconds()
		accuracy, f1 := judge(m, test)
		fmt.Printf("%-16s learned, %2d a label: accuracy %.3f macro-F1 %.3f train %.1f s\n",
			"banking77.csv", most, accuracy, f1, seconds)
		switch most {
		case 0:
			note(b, "banking77 learned, accuracy", accuracy)
		case 10:
			note(b, "banking77 learned of 10, accuracy", accuracy)
		}
	}
}

// firstOf takes the first examples of every label; all when most is 0.
func firstOf(examples []Labelled, most int) []Labelled {
	if most == 0 {
		return examples
	}
	taken := map[string]int{}
	var out []Labelled
	for _, e := range examples {
		if taken[e.Label]++; taken[e.Label] <= most {
			out = append(out, e)
		}
	}
	return out
}

func judge(m *Model, test []Labelled) (accuracy, f1 float64) {
	var truth, found []string
	for _, e := range test {
		label, _ := m.Classify(e.Text)
		truth, found = append(truth, e.Label), append(found, label)
	}
	return scores(truth, found)
}

// scores returns accuracy and macro-F1.
func scores(truth, found []string) (accuracy, f1 float64) {
	hit, want, got := map[string]float64{}, map[string]float64{}, map[string]float64{}
	right := 0.0
	for i := range truth {
		want[truth[i]]++
		got[found[i]]++
		if truth[i] == found[i] {
			hit[truth[i]]++
			right++
		}
	}
	for label := range want {
		f1 += 2 * hit[label] / (want[label] + got[label])
	}
	return right / float64(len(truth)), f1 / float64(len(want))
}

// maalejClass is the protocol's priority: bug, then feature, then other.
func maalejClass(row map[string]string) string {
	switch {
	case row["bug"] == "1":
		return "bug"
	case row["feature"] == "1":
		return "feature"
	}
	return "other"
}

const folds = 5

func benchMaalej(b *testing.B) {
	rows := shared(b, "maalej_reviews.csv")
	fold := stratified(len(rows), func(i int) string { return maalejClass(rows[i]) })
	var truth, found []string
	for k := range folds {
		var train []Labelled
		for i, row := range rows {
			if fold[i] != k {
				train = append(train, Labelled{row["text"], maalejClass(row)})
			}
		}
		m, err := Learn(train, 1)
		if err != nil {
			b.Fatal(err)
		}
		for i, row := range rows {
			if fold[i] == k {
				label, _ := m.Classify(row["text"])
				truth, found = append(truth, maalejClass(row)), append(found, label)
			}
		}
	}
	accuracy, f1 := scores(truth, found)
	fmt.Printf("%-16s learned, 5 folds: accuracy %.3f macro-F1 %.3f\n", "maalej_reviews", accuracy, f1)
	note(b, "maalej learned, macro-F1", f1)
}

// stratified deals the rows of every class out to the folds in turn.
func stratified(n int, class func(i int) string) []int {
	fold, dealt := make([]int, n), map[string]int{}
	for i := range fold {
		fold[i] = dealt[class(i)] % folds
		dealt[class(i)]++
	}
	return fold
}
