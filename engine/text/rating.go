package text

import "math"

// ratings compares the mean rating of the records of a theme with that of all others. Records of
// one account are not independent, so the interval treats an account as one (cluster-robust
// variance of a difference of means; Liang and Zeger 1986).
type ratings struct {
	all, alone moments // alone: of records without an account
	account    map[string]int
	sums       []accountSum // of accounts, in the order they were met
	squares    clusterSquares
}

// accountSum is the ratings of one account.
type accountSum struct{ n, sum float64 }

// clusterSquares are sums over accounts from which Σ(sum - n·m)² follows for any m.
type clusterSquares struct{ ss, sn, nn float64 }

func (q *clusterSquares) add(s accountSum, sign float64) {
	q.ss += sign * float64(s.sum*s.sum)
	q.sn += sign * float64(s.sum*s.n)
	q.nn += sign * float64(s.n*s.n)
}

func (q clusterSquares) around(m float64) float64 {
	return max(0, q.ss-float64(2*m*q.sn)+float64(m*m*q.nn))
}

// add takes in the rating of a record; an infinite one or none is passed over.
func (r *ratings) add(record Record) {
	if record.Rating == nil || math.IsNaN(*record.Rating) || math.IsInf(*record.Rating, 0) {
		return
	}
	x := *record.Rating
	r.all.add(x)
	if record.Account == "" {
		r.alone.add(x)
		return
	}
	if r.account == nil {
		r.account = map[string]int{}
	}
	at, known := r.account[record.Account]
	if !known {
		at = len(r.sums)
		r.account[record.Account] = at
		r.sums = append(r.sums, accountSum{})
	}
	r.squares.add(r.sums[at], -1)
	r.sums[at].n++
	r.sums[at].sum += x
	r.squares.add(r.sums[at], 1)
}

// impact is the difference of the part's mean to that of the rest, nil where either is unknown.
func (r *ratings) impact(part *ratings) *Interval {
	in, out := part.all, r.all.without(part.all)
	if in.n < 2 || out.n < 2 {
		return nil
	}
	const z = 1.959964
	d := in.mean - out.mean
	half := z * math.Sqrt(r.variance(part, in, out))
	if math.IsNaN(d) || math.IsInf(d, 0) || math.IsNaN(half) || math.IsInf(half, 0) {
		return nil
	}
	return &Interval{Estimate: round4(d), Low: round4(d - half), High: round4(d + half)}
}

// variance is that of the difference of the two means.
func (r *ratings) variance(part *ratings, in, out moments) float64 {
	v := part.alone.around(in.mean)/(in.n*(in.n-1)) +
		r.alone.without(part.alone).around(out.mean)/(out.n*(out.n-1))
	elsewhere := r.squares
	byAccount := 0.0
	for name, at := range part.order() {
		here, all := part.sums[at], r.sums[r.account[name]]
		elsewhere.add(all, -1)
		influence := (here.sum-float64(here.n*in.mean))/in.n -
			(all.sum-here.sum-float64((all.n-here.n)*out.mean))/out.n
		byAccount += float64(influence * influence)
	}
	byAccount += elsewhere.around(out.mean) / (out.n * out.n)
	if n := float64(len(r.sums)); n > 1 {
		byAccount *= n / (n - 1)
	}
	return v + byAccount
}

// order yields the accounts in the order they were met, so that sums come out the same each time.
func (r *ratings) order() func(func(string, int) bool) {
	names := make([]string, len(r.sums))
	for name, at := range r.account {
		names[at] = name
	}
	return func(yield func(string, int) bool) {
		for at, name := range names {
			if !yield(name, at) {
				return
			}
		}
	}
}

// moments is Welford's running mean and variance.
type moments struct{ n, mean, m2 float64 }

func (m *moments) add(x float64) {
	m.n++
	d := x - m.mean
	m.mean += d / m.n
	m.m2 += float64(d * (x - m.mean))
}

// without takes out the moments of a part (Chan, Golub, LeVeque 1983, turned round).
func (m moments) without(part moments) moments {
	n := m.n - part.n
	if n <= 0 {
		return moments{}
	}
	mean := (float64(m.n*m.mean) - float64(part.n*part.mean)) / n
	d := part.mean - mean
	return moments{n, mean, max(0, m.m2-part.m2-float64(d*d*part.n*n/m.n))}
}

// around is the sum of squares around another centre than the mean.
func (m moments) around(centre float64) float64 {
	d := m.mean - centre
	return m.m2 + float64(m.n*d*d)
}
