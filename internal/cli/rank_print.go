package cli

import (
	"fmt"
	"io"

	"github.com/throughlinehq/throughline/engine/rank"
)

// printRanking draws each item with its score's range and what its rank may be.
func printRanking(out io.Writer, f rank.Framework, r rank.Result, top int) error {
	fmt.Fprintf(out, "%s by %s", counted(len(r.Items), "item"), f.Name)
	if top < len(r.Items) { // all of them are always among so many
		fmt.Fprintf(out, "; about %.1f of the first %d are likely right", r.ExpectedRight[top], top)
	}
	fmt.Fprintln(out)
	highest := 1e-9
	for _, item := range r.Items {
		highest = max(highest, item.ScoreHigh)
	}
	for _, item := range r.Items {
		close := ""
		if item.TooClose {
			close = "  too close to call with the next"
		}
		fmt.Fprintf(out, "%4d  %s %s %10.4g  [%.4g, %.4g]  rank %d to %d", item.Rank,
			padded(item.ID, nameWidth), bar(max(0, item.Score)/highest), item.Score, item.ScoreLow,
			item.ScoreHigh, item.RankLow, item.RankHigh)
		fmt.Fprintf(out, "  in the first %d: %3.0f %%%s\n", top, 100*item.PTop[top], close)
	}
	for n, refine := range r.RefineFirst {
		if n == 0 {
			fmt.Fprintln(out, "\nRefine first:")
		}
		if n == 5 {
			break
		}
		fmt.Fprintf(out, "  %s of %s: %.2f more right in the first %d\n", refine.Field, refine.ID,
			refine.Value, top)
	}
	for _, item := range r.Incomplete {
		fmt.Fprintf(out, "not ranked: %s\n", item.Error())
	}
	return printLeeway(out, r.Weights)
}

// printLeeway says how far each weight may move before the order changes.
func printLeeway(out io.Writer, weights []rank.Leeway) error {
	for n, w := range weights {
		if n == 0 {
			fmt.Fprintln(out, "\nHow far a weight may move:")
		}
		_, err := fmt.Fprintf(out, "  %s %6.4g  same order %s, same first %s\n",
			padded(w.Field, nameWidth), w.Weight, between(w.Order), between(w.First))
		if err != nil {
			return err
		}
	}
	return nil
}

func between(b rank.Bounds) string {
	low, high := "from 0", "on"
	if b.Low != nil {
		low = fmt.Sprintf("from %.4g (then %s passes %s)", *b.Low, b.LowSwap[1], b.LowSwap[0])
	}
	if b.High != nil {
		high = fmt.Sprintf("to %.4g (then %s passes %s)", *b.High, b.HighSwap[1], b.HighSwap[0])
	}
	return low + " " + high
}
