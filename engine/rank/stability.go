package rank

import (
	"cmp"
	"math"
	"slices"
)

// Leeway is how far one weight of a weighted framework may move, the others staying, before the
// order changes that the medians of the estimates give.
type Leeway struct {
	Field  string  `json:"field"`
	Weight float64 `json:"weight"`
	Order  Bounds  `json:"order"` // within them the whole list stays as it is
	First  Bounds  `json:"first"` // within them the first item stays the first
}

// Bounds are the weights beyond which two items have changed places, and which items: the one
// that falls behind and the one that passes it. Without a bound no weight on that side does it.
type Bounds struct {
	Low      *float64 `json:"low,omitempty"`
	LowSwap  []string `json:"low_swap,omitempty"`
	High     *float64 `json:"high,omitempty"`
	HighSwap []string `json:"high_swap,omitempty"`
}

// mean is an item's score as one weight w sees it: (sum + w x) / (weight + w), or sum / weight
// where the item lacks the field; has is 1 or 0.
type mean struct {
	id                  string
	sum, weight, x, has float64
}

func (m mean) at(w float64) float64 { return (m.sum + w*m.x*m.has) / (m.weight + w*m.has) }

// leeways moves each weight by itself. The bounds are exact: scores are continuous in the weight,
// so that the first two items to change places are neighbours today.
func leeways(f Framework, items []Item, entries []entry) []Leeway {
	found := make([]Leeway, len(f.Fields))
	means := make([]mean, len(entries))
	for j, field := range f.Fields {
		for i, e := range entries {
			means[i] = f.meanWithout(j, items[e.index])
		}
		slices.SortStableFunc(means, func(a, b mean) int {
			return cmp.Compare(rounded(b.at(field.Weight)), rounded(a.at(field.Weight)))
		})
		found[j] = Leeway{Field: field.Key, Weight: field.Weight}
		for i := 1; i < len(means); i++ {
			found[j].Order.narrow(field.Weight, means[i-1], means[i])
			found[j].First.narrow(field.Weight, means[0], means[i])
		}
	}
	return found
}

// meanWithout takes field j out of the item's weighted mean.
func (f Framework) meanWithout(j int, item Item) mean {
	m := mean{id: item.ID}
	for i, field := range f.Fields {
		e, ok := item.Values[field.Key]
		if !ok {
			continue
		}
		x := (e.Median() - field.Min) / (field.Max - field.Min)
		if field.Cost {
			x = 1 - x
		}
		if i == j {
			m.x, m.has = x, 1
			continue
		}
		m.sum += field.Weight * x
		m.weight += field.Weight
	}
	return m
}

// narrow draws the bounds in to where b passes a, which is not behind at weight w. The lead of a
// has the sign of a quadratic in the weight: where that falls through 0, b is ahead above, and
// where it rises, below.
func (o *Bounds) narrow(w float64, a, b mean) {
	c := a.sum*b.weight - b.sum*a.weight
	slope := a.sum*b.has - b.sum*a.has + a.x*a.has*b.weight - b.x*b.has*a.weight
	bend := a.has * b.has * (a.x - b.x)
	for _, at := range roots(bend, slope, c) {
		if math.Abs(at-w) < 1e-9*max(1, w) {
			at = w // a tie today
		}
		rise := slope + 2*bend*at
		at = rounded(at)
		switch {
		case at <= 0:
		case rise > 0 && at <= w && (o.Low == nil || at > *o.Low):
			o.Low, o.LowSwap = &at, []string{a.id, b.id}
		case rise < 0 && at >= w && (o.High == nil || at < *o.High):
			o.High, o.HighSwap = &at, []string{a.id, b.id}
		}
	}
}

// roots are the places at which a x² + b x + c changes its sign.
func roots(a, b, c float64) []float64 {
	if a == 0 {
		if b == 0 {
			return nil
		}
		return []float64{-c / b}
	}
	inner := b*b - 4*a*c
	if inner <= 1e-9*b*b { // it touches 0 at most, up to rounding
		return nil
	}
	q := -(b + math.Copysign(math.Sqrt(inner), b)) / 2 // without cancellation
	if q == 0 {
		return nil
	}
	return []float64{q / a, c / q}
}
