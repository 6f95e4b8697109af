package text

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
)

func benchOutliers(b *testing.B) {
	var records []Record
	var odd []bool
	for _, row := range shared(b, "clinc150.csv") {
		if row["split"] == "test" || row["split"] == "oos_test" {
			records = append(records, Record{Text: row["text"]})
			odd = append(odd, row["split"] == "oos_test")
		}
	}
	result, err := Analyse(records, Options{})
	if err != nil {
		b.Fatal(err)
	}
	scores := make([]float64, len(records))
	caught, wrong := 0, 0
	for i, r := range result.Records {
		scores[i] = r.OutlierScore
		if r.Theme == "" && odd[i] {
			caught++
		} else if r.Theme == "" {
			wrong++
		}
	}
	fmt.Printf("%-16s outliers: AUROC %.3f; without a theme %d of the odd, %d of the others\n",
		"clinc150.csv", auroc(scores, odd), caught, wrong)
	note(b, "clinc150 outliers AUROC", auroc(scores, odd))
}

// auroc is the chance that an odd one scores above another.
func auroc(scores []float64, odd []bool) float64 {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(scores[a], scores[b]) })
	sum, odds := 0.0, 0.0
	for from := 0; from < len(order); {
		to := from
		for to < len(order) && scores[order[to]] == scores[order[from]] {
			to++
		}
		rank := float64(from+to+1) / 2
		for _, i := range order[from:to] {
			if odd[i] {
				sum, odds = sum+rank, odds+1
			}
		}
		from = to
	}
	return (sum - odds*(odds+1)/2) / (odds * (float64(len(scores)) - odds))
}
