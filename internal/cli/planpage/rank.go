package planpage

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/throughlinehq/throughline/engine/rank"
)

// rankView is what rank.html draws.
type rankView struct {
	Title, Lead        string
	Axis               axis
	Items              []ranked
	Refine, Incomplete []string
	Weights            []string
}

// ranked is one item; places are shares of the axis of scores.
type ranked struct {
	Name, Ranks, Why  string
	Rank              int
	Close             bool
	Low, Width, Point float64
}

// mostRefined is how many estimates are listed as worth refining.
const mostRefined = 10

// WriteRanking draws a ranked list with how firm it is; top is the length of the list of interest.
func WriteRanking(out io.Writer, f rank.Framework, r rank.Result, top int, made string) error {
	v := rankView{Title: "The ranking", Lead: fmt.Sprintf("%s by %s", counted(len(r.Items), "item"),
		f.Name)}
	if top < len(r.Items) {
		v.Lead += fmt.Sprintf("; about %.1f of the first %d are likely right",
			r.ExpectedRight[top], top)
	}
	v.Lead += ". Made on " + made + "."
	least, most := 0.0, 1e-9
	for _, item := range r.Items {
		least, most = min(least, item.Score), max(most, item.Score)
	}
	// The axis leaves room for ranges without letting one wild range flatten all others.
	low, high := least, most
	for _, item := range r.Items {
		low, high = min(low, max(2*least, item.ScoreLow)), max(high, min(2*most, item.ScoreHigh))
	}
	v.Axis = newAxis(low, high, false)
	at := func(score float64) float64 {
		return max(0, min(1, (score-v.Axis.Low)/(v.Axis.High-v.Axis.Low)))
	}
	for _, item := range r.Items {
		v.Items = append(v.Items, ranked{Name: item.ID, Rank: item.Rank, Low: at(item.ScoreLow),
			Width: at(item.ScoreHigh) - at(item.ScoreLow), Point: at(item.Score),
			Ranks: fmt.Sprintf("%d to %d", item.RankLow, item.RankHigh), Why: firm(item, top),
			Close: item.TooClose})
	}
	for _, refine := range r.RefineFirst[:min(len(r.RefineFirst), mostRefined)] {
		v.Refine = append(v.Refine, fmt.Sprintf("%s of %s: %.2f more right in the first %d",
			refine.Field, refine.ID, refine.Value, top))
	}
	for _, w := range r.Weights {
		v.Weights = append(v.Weights, leeway(w))
	}
	for _, item := range r.Incomplete {
		v.Incomplete = append(v.Incomplete, item.Error())
	}
	return pages.ExecuteTemplate(out, "rank.html", v)
}

// firm says how sure an item's place is.
func firm(item rank.Ranked, top int) string {
	parts := []string{fmt.Sprintf("Scores %s, between %s and %s in eight cases of ten.",
		short(item.Score), short(item.ScoreLow), short(item.ScoreHigh)),
		fmt.Sprintf("Belongs to the first %d with a chance of %.0f %%.", top, 100*item.PTop[top])}
	if item.PAboveNext != nil {
		text := fmt.Sprintf("Outranks the next with %.0f %%", 100**item.PAboveNext)
		if item.TooClose {
			text += ", which is too close to call"
		}
		parts = append(parts, text+".")
	}
	return strings.Join(parts, " ")
}

// leeway says how far a weight may move before two items change places.
func leeway(w rank.Leeway) string {
	text := fmt.Sprintf("%s weighs %s;", w.Field, short(w.Weight))
	if w.Order.Low == nil && w.Order.High == nil {
		return text + " no other weight changes the order."
	}
	var parts []string
	if w.Order.Low != nil {
		parts = append(parts, fmt.Sprintf(" below %s %s passes %s", short(*w.Order.Low),
			w.Order.LowSwap[1], w.Order.LowSwap[0]))
	}
	if w.Order.High != nil {
		parts = append(parts, fmt.Sprintf(" above %s %s passes %s", short(*w.Order.High),
			w.Order.HighSwap[1], w.Order.HighSwap[0]))
	}
	return text + strings.Join(parts, ",") + "."
}

func short(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }
