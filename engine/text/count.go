package text

import (
	"cmp"
	"slices"
	"time"

	"github.com/throughlinehq/throughline/engine/text/trend"
)

const (
	quotes     = 3
	quoteLow   = 20 // bytes of a good quote
	quoteHigh  = 400
	trendDays  = 364  // the last days a trend looks at
	falseAlarm = 0.05 // share of the spikes named that may be none
)

// counts is what is kept of the records that passed by.
type counts struct {
	themes   []tally // of taxonomy.Themes
	outliers int
	cut      int // records that are too long to be read whole
	ratings  ratings
	last     int // day of the youngest record
	dated    bool
}

func newCounts(themes int) *counts { return &counts{themes: make([]tally, themes)} }

// tally is what is kept of the records of a theme.
type tally struct {
	size     int
	feelings moments // sentiment of its pieces
	ratings  ratings
	days     map[int]float64 // records by day since 1970
	quotes   []quote         // best first
}

// quote is a record that could stand for its theme.
type quote struct {
	id    string
	good  bool // of a length that is pleasant to read
	score float64
}

// add counts a record; fresh says that no equal text came before.
func (c *counts) add(r Record, s *said, fresh bool) {
	c.ratings.add(r)
	day := int(r.At.Unix() / int64(24*time.Hour/time.Second))
	if !r.At.IsZero() && (!c.dated || day > c.last) {
		c.dated, c.last = true, day
	}
	for k, v := range s.units {
		if v.theme >= 0 && s.Units[k].Theme != "" {
			c.themes[v.theme].feelings.add(s.Units[k].SentimentScore)
		}
	}
	if s.Cut {
		c.cut++
	}
	if s.theme < 0 {
		c.outliers++
		return
	}
	t := &c.themes[s.theme]
	t.size++
	if len(s.units) == 0 {
		t.feelings.add(s.SentimentScore)
	}
	t.ratings.add(r)
	if !r.At.IsZero() {
		if t.days == nil {
			t.days = map[int]float64{}
		}
		t.days[day]++
	}
	if fresh {
		n := len(r.Text)
		t.quote(quote{s.ID, n >= quoteLow && n <= quoteHigh, s.score})
	}
}

// quote keeps the most typical; of equals, the earliest.
func (t *tally) quote(q quote) {
	order := func(x, y quote) int {
		if x.good != y.good {
			return map[bool]int{true: -1, false: 1}[x.good]
		}
		return cmp.Compare(y.score, x.score)
	}
	if len(t.quotes) == quotes && order(q, t.quotes[quotes-1]) >= 0 {
		return
	}
	t.quotes = append(t.quotes, q)
	slices.SortStableFunc(t.quotes, order)
	t.quotes = t.quotes[:min(len(t.quotes), quotes)]
}

func (t *tally) quoteIDs() []string {
	out := make([]string, len(t.quotes))
	for k, q := range t.quotes {
		out[k] = q.id
	}
	return out
}

// trends judges the last day of every theme, nil where nothing is dated.
func (c *counts) trends() []*Trend {
	out := make([]*Trend, len(c.themes))
	var judged []int
	var chances []float64
	for t := range c.themes {
		if len(c.themes[t].days) == 0 {
			continue
		}
		series := c.series(c.themes[t].days)
		days := trend.Judge(series)
		out[t] = &Trend{Slope: round4(trend.Slope(series)), P: round4(days[len(days)-1].P)}
		judged, chances = append(judged, t), append(chances, days[len(days)-1].P)
	}
	for k, spike := range trend.Discoveries(chances, falseAlarm) {
		out[judged[k]].Spike = spike
	}
	return out
}

// series is a theme's records by day up to the youngest of all records, from the theme's first
// day within the days that a trend looks at.
func (c *counts) series(days map[int]float64) []float64 {
	first := c.last
	for day := range days {
		if day > c.last-trendDays {
			first = min(first, day)
		}
	}
	out := make([]float64, c.last-first+1)
	for k := range out {
		out[k] = days[first+k]
	}
	return out
}
