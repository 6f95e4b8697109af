package rank

import (
	"cmp"
	"math"
	"slices"
	"sort"
)

// The worth of knowing one estimate is its expected value of partial perfect information: how
// many more items of the first k would rightly be there if we could choose after learning it.
// It is read off the draws already made, by regressing each item's membership in the first k on
// the estimate (Strong, Oakley and Brennan 2014), here with Legendre polynomials of the
// estimate's own percentile, which are orthogonal and so need no matrix.

const (
	terms       = 4  // constant to cubic
	bins        = 24 // of the estimate's percentile; in each a choice is made
	controls    = 8  // unrelated streams that show how much gain chance alone fakes
	maxPairs    = 32 // estimates examined
	maxRefine   = 5  // estimates reported
	leastWorth  = .005
	alwaysInTop = .995
)

// refiner measures what an estimate is worth for the first k.
type refiner struct {
	s          *sheet
	z          []float64
	k          int     // places left for contenders
	contenders []int   // entries that are neither surely in nor surely out
	members    []int32 // contender per draw and place, draw by draw
	starts     []int32 // where each draw's members begin
	base       float64 // expected number right today, among the contenders
	counts     []int32 // memberships by bin and contender
	coef       [][terms]float64
	fit        []float64
	order      []int
	legendre   [bins][terms]float64 // at the middle of each bin
}

// pair is one estimate to examine, and a rough measure of how much depends on it.
type pair struct {
	in     input
	id     string
	weight float64
}

func (s *sheet) refine(chances []float64) []Refinement {
	found := []Refinement{}
	k := s.opt.TopK[0]
	pairs := s.pairs(chances)
	if k >= len(s.entries) || len(pairs) == 0 {
		return found
	}
	r := newRefiner(s, k, chances)
	noise, sd := r.chanceGain()
	for _, p := range pairs {
		if gain := r.gain(p.in.stream) - noise; gain > max(leastWorth, 2*sd) {
			found = append(found, Refinement{p.id, p.in.field.Key, rounded(gain)})
		}
	}
	sort.SliceStable(found, func(a, b int) bool { return found[a].Value > found[b].Value })
	return found[:min(len(found), maxRefine)]
}

// pairs lists the uncertain estimates of items near the cut, the weightiest first.
func (s *sheet) pairs(chances []float64) []pair {
	var pairs []pair
	z := make([]float64, s.opt.Draws)
	seen := map[string]bool{}
	for i, e := range s.entries {
		p := chances[i]
		if p < 1-alwaysInTop || p > alwaysInTop {
			continue
		}
		for _, in := range e.inputs {
			if !in.used || in.est.IsPoint() || seen[in.stream] {
				continue
			}
			seen[in.stream] = true
			normals(z, s.opt.Seed, in.stream)
			pairs = append(pairs, pair{in, e.id, p * (1 - p) * influence(e, z)})
		}
	}
	sort.SliceStable(pairs, func(a, b int) bool { return pairs[a].weight > pairs[b].weight })
	return pairs[:min(len(pairs), maxPairs)]
}

// influence is how far the item's score goes with the draws z of one estimate.
func influence(e entry, z []float64) float64 {
	sum, scale := 0.0, 0.0
	for d, v := range z {
		sum += v * e.scores[d]
		scale += math.Abs(e.scores[d])
	}
	if scale == 0 {
		return 0
	}
	return math.Abs(sum) / scale
}

func newRefiner(s *sheet, k int, chances []float64) *refiner {
	r := &refiner{s: s, k: k, z: make([]float64, s.opt.Draws)}
	slot := make([]int32, len(chances))
	for i, p := range chances {
		slot[i] = -1
		switch {
		case p == 1:
			r.k--
		case p > 0:
			slot[i] = int32(len(r.contenders))
			r.contenders = append(r.contenders, i)
		}
	}
	r.collect(slot, k)
	n := len(r.contenders)
	r.counts, r.fit, r.order = make([]int32, bins*n), make([]float64, n), make([]int, n)
	r.coef = make([][terms]float64, n)
	for i := range bins {
		r.legendre[i] = legendre(2*(float64(i)+.5)/bins - 1)
	}
	for c, i := range r.contenders {
		r.fit[c] = chances[i]
	}
	r.base = largest(r.fit, r.k)
	return r
}

// collect lists, draw by draw, which contenders are in the first k.
func (r *refiner) collect(slot []int32, k int) {
	draws := r.s.opt.Draws
	r.starts = make([]int32, draws+1)
	for _, i := range r.contenders {
		for d, rank := range r.s.entryRanks(i) {
			if int(rank) < k {
				r.starts[d+1]++
			}
		}
	}
	for d := range draws {
		r.starts[d+1] += r.starts[d]
	}
	next := slices.Clone(r.starts)
	r.members = make([]int32, r.starts[draws])
	for _, i := range r.contenders {
		for d, rank := range r.s.entryRanks(i) {
			if int(rank) < k {
				r.members[next[d]] = slot[i]
				next[d]++
			}
		}
	}
}

func legendre(u float64) [terms]float64 {
	u2 := u * u
	return [terms]float64{1, u, (3*u2 - 1) / 2, (5*u2 - 3) * u / 2}
}

// gain is how much better the first k are chosen if the choice is made in each bin of a stream's
// percentile: by the regression, which smooths out noise, but judged by what really happened.
func (r *refiner) gain(stream string) float64 {
	n := len(r.contenders)
	clear(r.counts)
	normals(r.z, r.s.opt.Seed, stream)
	for d, zd := range r.z {
		bin := min(bins-1, int(bins*(1+math.Erf(zd/math.Sqrt2))/2))
		row := r.counts[bin*n : bin*n+n]
		for _, c := range r.members[r.starts[d]:r.starts[d+1]] {
			row[c]++
		}
	}
	r.regress()
	right := int32(0)
	for bin, p := range r.legendre {
		for c := range r.order {
			f := r.coef[c]
			r.order[c] = c
			r.fit[c] = f[0]*p[0] + f[1]*p[1] + f[2]*p[2] + f[3]*p[3]
		}
		slices.SortFunc(r.order, func(a, b int) int { return cmp.Compare(r.fit[b], r.fit[a]) })
		for _, c := range r.order[:r.k] {
			right += r.counts[bin*n+c]
		}
	}
	return float64(right)/float64(len(r.z)) - r.base
}

// regress fits each contender's membership over the bins.
func (r *refiner) regress() {
	n := len(r.contenders)
	clear(r.coef)
	for bin, p := range r.legendre {
		for c, count := range r.counts[bin*n : bin*n+n] {
			for l := range terms {
				r.coef[c][l] += float64(2*l+1) * p[l] * float64(count)
			}
		}
	}
}

// chanceGain is the mean and spread of the gain from streams that have nothing to do with the
// items: what the regression finds in noise.
func (r *refiner) chanceGain() (mean, sd float64) {
	var gains [controls]float64
	for i := range gains {
		gains[i] = r.gain("\x00control\x00" + string(rune('a'+i)))
		mean += gains[i] / controls
	}
	for _, g := range gains {
		sd += (g - mean) * (g - mean) / (controls - 1)
	}
	return mean, math.Sqrt(sd)
}

// largest sums the k largest values; it reorders its argument.
func largest(x []float64, k int) float64 {
	slices.SortFunc(x, func(a, b float64) int { return cmp.Compare(b, a) })
	sum := 0.0
	for _, v := range x[:min(k, len(x))] {
		sum += v
	}
	return sum
}
