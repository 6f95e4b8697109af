package rank

import (
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
)

// sheet holds the draws: for each entry a column of scores and a column of ranks.
type sheet struct {
	opt     Options
	entries []entry
	ranks   []int32 // entry by entry, one per draw, from 0
}

// desk is where one worker draws and scores entries.
type desk struct {
	opt     Options
	z       []float64
	columns [][]float64
	spare   scratch
	work    []float64
}

func newDesk(opt Options, fields int) *desk {
	d := &desk{opt: opt, z: make([]float64, opt.Draws), work: make([]float64, opt.Draws),
		columns: make([][]float64, fields), spare: scratch{size: opt.Draws}}
	for i := range d.columns {
		d.columns[i] = make([]float64, opt.Draws)
	}
	return d
}

// score fills the entry's column of scores, or says why it cannot.
func (d *desk) score(e *entry) {
	certain := true
	for i, in := range e.inputs {
		if in.used && !in.est.IsPoint() {
			certain = false
		}
		d.fillInput(in, d.columns[i])
	}
	var scores []float64
	if certain {
		scores = make([]float64, d.opt.Draws)
		fill(scores, e.expr.columns(d.firstDraw(), &scratch{size: 1})[0])
	} else {
		scores = e.expr.columns(d.columns, &d.spare)
	}
	for draw, v := range scores {
		if v != v {
			e.reason = d.cause(e, draw)
			return
		}
	}
	e.scores = scores
	e.median, e.low, e.high = scores[0], scores[0], scores[0]
	if !certain {
		copy(d.work, scores)
		e.low, e.median, e.high = quantiles(d.work)
	}
}

func (d *desk) fillInput(in input, column []float64) {
	switch {
	case !in.used:
		fill(column, 0)
	case in.est.IsPoint():
		fill(column, in.est.P10)
	default:
		normals(d.z, d.opt.Seed, in.stream)
		in.fill(column, d.z)
	}
}

func (d *desk) firstDraw() [][]float64 {
	first := make([][]float64, len(d.columns))
	for i, c := range d.columns {
		first[i] = c[:1]
	}
	return first
}

// cause asks the scalar evaluator why a draw has no result.
func (d *desk) cause(e *entry, draw int) string {
	values := make([]float64, len(e.inputs))
	for i := range values {
		values[i] = d.columns[i][draw]
	}
	_, err := e.expr.Eval(values)
	return fmt.Sprintf("the formula has no result: %v", err)
}

// lanes is how many draws are ranked together, so that reading across the columns of scores uses
// whole cache lines.
const lanes = 8

// rankDraws ranks the entries within each draw.
func (s *sheet) rankDraws() {
	n := len(s.entries)
	s.ranks = make([]int32, n*s.opt.Draws)
	if n == 0 {
		return
	}
	blocks := (s.opt.Draws + lanes - 1) / lanes
	spread(blocks, func() func(int) {
		keys := make([]uint64, lanes*n)
		return func(block int) { s.rankBlock(block, keys) }
	})
}

func (s *sheet) rankBlock(block int, keys []uint64) {
	n, from := len(s.entries), block*lanes
	width := bits.Len(uint(n))
	to := min(from+lanes, s.opt.Draws)
	src := rand.New(rand.NewPCG(s.opt.Seed, hashName("ties")+uint64(block)))
	var masks [lanes]int
	for lane := range masks {
		masks[lane] = src.IntN(1 << width)
	}
	for i, e := range s.entries {
		for lane, v := range e.scores[from:to] {
			keys[lane*n+i] = rankKey(v, i^masks[lane], width)
		}
	}
	for lane := range to - from {
		row := keys[lane*n : lane*n+n]
		slices.Sort(row)
		s.setRanks(row, masks[lane], from+lane, width)
	}
}

// rankKey orders by score, highest first, with the place in the low bits; places are masked
// anew in each draw, so that equal scores take turns.
func rankKey(score float64, place, width int) uint64 {
	b := math.Float64bits(score + 0) // -0 becomes 0
	if b>>63 == 0 {
		b |= 1 << 63
	} else {
		b = ^b
	}
	return ^b>>width<<width | uint64(place)
}

func (s *sheet) setRanks(row []uint64, mask, draw, width int) {
	for rank, key := range row {
		i := int(key&(1<<width-1)) ^ mask
		s.ranks[i*s.opt.Draws+draw] = int32(rank)
	}
}

// entryRanks returns the ranks of entry i, one per draw, from 0.
func (s *sheet) entryRanks(i int) []int32 { return s.ranks[i*s.opt.Draws : (i+1)*s.opt.Draws] }

// report turns the draws into the result.
func (s *sheet) report(res *Result) {
	res.Items = make([]Ranked, len(s.entries))
	spread(len(s.entries), func() func(int) {
		counts := make([]int, len(s.entries))
		return func(i int) { res.Items[i] = s.reportItem(i, counts) }
	})
	res.ExpectedRight = make(map[int]float64, len(s.opt.TopK))
	for _, k := range s.opt.TopK {
		res.ExpectedRight[k] = rounded(largest(chances(res.Items, k), k))
	}
	res.RefineFirst = s.refine(chances(res.Items, s.opt.TopK[0]))
}

// chances lists each item's chance to be in the first k.
func chances(items []Ranked, k int) []float64 {
	p := make([]float64, len(items))
	for i, item := range items {
		p[i] = item.PTop[k]
	}
	return p
}

func (s *sheet) reportItem(i int, counts []int) Ranked {
	e := s.entries[i]
	clear(counts)
	for _, r := range s.entryRanks(i) {
		counts[r]++
	}
	item := Ranked{ID: e.id, Score: rounded(e.median), ScoreLow: rounded(e.low),
		ScoreHigh: rounded(e.high), Rank: i + 1, Complete: rounded(e.complete),
		PTop: make(map[int]float64, len(s.opt.TopK))}
	item.RankLow = min(item.Rank, rankAt(counts, s.opt.Draws, 1))
	item.RankHigh = max(item.Rank, rankAt(counts, s.opt.Draws, 9))
	for _, k := range s.opt.TopK {
		item.PTop[k] = s.chanceTop(counts, k)
	}
	if i+1 < len(s.entries) {
		p := rounded(chanceAbove(e.scores, s.entries[i+1].scores))
		item.PAboveNext, item.TooClose = &p, p > .4 && p < .6
	}
	return item
}

// rankAt is the rank, from 1, that tenths of the draws do not exceed.
func rankAt(counts []int, draws, tenths int) int {
	sum := 0
	for r, c := range counts {
		if sum += c; sum*10 >= draws*tenths {
			return r + 1
		}
	}
	return len(counts)
}

func (s *sheet) chanceTop(counts []int, k int) float64 {
	sum := 0
	for _, c := range counts[:min(k, len(counts))] {
		sum += c
	}
	return rounded(float64(sum) / float64(s.opt.Draws))
}

// chanceAbove is the share of draws in which a beats b; a tie counts half.
func chanceAbove(a, b []float64) float64 {
	halves := 0
	for i, v := range a {
		if v > b[i] {
			halves += 2
		} else if v == b[i] {
			halves++
		}
	}
	return float64(halves) / float64(2*len(a))
}

// quantiles returns the 10th, 50th and 90th percentile; it reorders its argument.
func quantiles(x []float64) (low, median, high float64) {
	n := len(x)
	median = middle(x)
	low = selectNth(x[:(n+1)/2], n/10)
	high = selectNth(x[n/2:], (n*9)/10-n/2)
	return low, median, high
}

// middle is the mean of the two middle values of an even number of draws.
func middle(x []float64) float64 {
	upper := selectNth(x, len(x)/2)
	lower := slices.Max(x[:len(x)/2])
	return lower/2 + upper/2
}

// selectNth puts the n-th smallest value in place, smaller ones before it and larger ones after.
func selectNth(x []float64, n int) float64 {
	for lo, hi := 0, len(x)-1; lo < hi; {
		pivot := medianOf3(x[lo], x[lo+(hi-lo)/2], x[hi])
		i, j := lo, hi
		for i <= j {
			for x[i] < pivot {
				i++
			}
			for x[j] > pivot {
				j--
			}
			if i <= j {
				x[i], x[j] = x[j], x[i]
				i++
				j--
			}
		}
		switch {
		case n <= j:
			hi = j
		case n >= i:
			lo = i
		default:
			return x[n]
		}
	}
	return x[n]
}

func medianOf3(a, b, c float64) float64 {
	return max(min(a, b), min(max(a, b), c))
}
