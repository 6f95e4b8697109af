package text

import (
	"fmt"
	"testing"
	"time"
)

func benchStream(b *testing.B) {
	rows := shared(b, "stream.csv")
	var prior *Taxonomy
	themes := make([]string, len(rows))
	labels := make([]string, len(rows))
	for i, row := range rows {
		labels[i] = row["label"]
	}
	truth := numbered(labels)
	sumV, sumKept := 0.0, 0.0
	snapshots := []float64{60, 75, 90, 105, 120}
	for round, day := range snapshots {
		begin := time.Now()
		var records []Record
		for i, row := range rows {
			if number(b, row["day"]) <= day {
				records = append(records, Record{ID: fmt.Sprint(i), Text: row["text"], Theme: themes[i]})
			}
		}
		result, err := Analyse(records, Options{Prior: prior})
		if err != nil {
			b.Fatal(err)
		}
		now := make([]string, len(records))
		older, kept, lost := 0.0, 0.0, 0
		for i, r := range result.Records {
			if now[i] = r.Theme; r.Theme == "" {
				now[i] = "outlier " + r.ID
				lost++
			}
			if themes[i] != "" {
				older++
				if themes[i] == r.Theme {
					kept++
				}
			}
			themes[i] = r.Theme
		}
		prior = result.Taxonomy
		v, ari, _ := agreement(truth[:len(records)], numbered(now))
		fmt.Printf("%-16s day %3.0f: V %.3f ARI %.3f, %d themes, %d outliers, ids kept %.3f, %.1f s\n",
			"stream.csv", day, v, ari, len(result.Themes), lost, kept/max(1, older),
			time.Since(begin).Seconds())
		sumV += v / float64(len(snapshots))
		if round > 0 {
			sumKept += kept / older / float64(len(snapshots)-1)
		}
	}
	fmt.Printf("%-16s mean: V %.3f, ids kept %.3f\n", "stream.csv", sumV, sumKept)
	note(b, "stream V", sumV)
	note(b, "stream ids kept", sumKept)
}
