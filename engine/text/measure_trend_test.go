package text

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/throughlinehq/throughline/engine/text/trend"
)

func number(tb testing.TB, s string) float64 {
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		tb.Fatal(err)
	}
	return x
}

func benchTrend(b *testing.B) {
	series := map[string][]float64{}
	for _, row := range shared(b, "counts.csv") {
		series[row["series"]] = append(series[row["series"]], number(b, row["count"]))
	}
	const free = 35
	events, found, delay, falseDays, watched := 0.0, 0.0, 0.0, 0.0, 0.0
	missed := map[string]int{}
	for _, row := range shared(b, "counts_truth.csv") {
		start, end, last := -1, -1, -1
		if row["event"] != "none" {
			events++
			start, end = int(number(b, row["start"])), int(number(b, row["end"]))
			if last = end; row["event"] != "spike" {
				last = start + 20
			}
		}
		hit := false
		for t, day := range trend.Judge(series[row["series"]]) {
			if inEvent := start >= 0 && t >= start && t <= end+60; t >= free && !inEvent {
				watched++
				if day.Alarm() {
					falseDays++
				}
			}
			if day.Alarm() && start >= 0 && t >= start && t <= last && !hit {
				hit = true
				found++
				delay += float64(t - start)
			}
		}
		if !hit && start >= 0 {
			missed[row["event"]]++
		}
	}
	fmt.Printf("%-16s spikes: recall %.3f, %.2f false alarm days a series-year, delay %.1f days, missed %v\n",
		"counts.csv", found/events, falseDays/watched*365, delay/found, missed)
	note(b, "spikes recall", found/events)
	note(b, "spikes false alarm days a series-year", falseDays/watched*365)
}
