package text

import (
	"fmt"
	"math"
	"strconv"
	"testing"

	"github.com/throughlinehq/throughline/engine/text/impact"
)

func benchImpact(b *testing.B) {
	const themes = 24
	var units []impact.Unit
	for _, row := range shared(b, "impact.csv") {
		u := impact.Unit{Outcome: number(b, row["churned"]), Segment: row["segment"]}
		u.Numbers = []float64{number(b, row["tenure_months"]), math.Log(1 + number(b, row["arr"]))}
		for t := range themes {
			if row["t"+strconv.Itoa(t)] == "1" {
				u.Themes = append(u.Themes, t)
			}
		}
		units = append(units, u)
	}
	effects, err := impact.Estimate(units, themes)
	if err != nil {
		b.Fatal(err)
	}
	truth := shared(b, "impact_truth.csv")
	covered, off, naive, width := 0.0, 0.0, 0.0, 0.0
	for _, e := range effects {
		want := number(b, truth[e.Theme]["true_att_risk_difference"])
		if e.Low <= want && want <= e.High {
			covered++
		}
		off += math.Abs(e.Estimate - want)
		naive += math.Abs(e.Naive - want)
		width += e.High - e.Low
	}
	n := float64(len(effects))
	fmt.Printf("%-16s impact: MAE %.4f (naive %.4f), covered %.2f, width %.3f, %.0f themes\n",
		"impact.csv", off/n, naive/n, covered/n, width/n, n)
	note(b, "impact MAE", off/n)
	note(b, "impact coverage", covered/n)
}
