package experiment

import (
	"math"
	"slices"

	"github.com/throughlinehq/throughline/engine/stats"
)

// Look is what stood when so many users had been through their windows. Looks are where the plan
// puts them and take those users only: to open the read-out more often changes nothing.
type Look struct {
	Users       int            `json:"users"`
	Information float64        `json:"information"` // share of the users that the plan waits for
	Effect      float64        `json:"effect"`
	SE          float64        `json:"se"`
	Z           float64        `json:"z"`
	Bound       float64        `json:"bound"` // what |z| must exceed
	CI          stats.Interval `json:"ci"`    // holds at all looks together
	Crossed     bool           `json:"crossed"`
	// Empty says why there is nothing to compare yet.
	Empty string `json:"empty,omitempty"`
}

// Boundary is what |z| must exceed when so many users have been through their windows.
type Boundary struct {
	Users int          `json:"users"`
	Z     stats.Number `json:"z"`
}

// sizes are the numbers of users of all looks; those of a test without a number end with n.
func (p Plan) sizes(n int) []int {
	if p.Users == 0 {
		return []int{n}
	}
	list := make([]int, p.Looks)
	for k := range list {
		list[k] = int(math.Round(float64(p.Users) * float64(k+1) / float64(p.Looks)))
	}
	return list
}

// rule is what each look is held against.
type rule struct {
	p       Plan
	alpha   float64
	nominal []float64 // level of each look, where alpha is spent over looks
	z       []float64
}

func (p Plan) rule(alpha float64) (rule, error) {
	r := rule{p: p, alpha: alpha}
	if p.Mode == ConfidenceSequence {
		return r, nil
	}
	t := make([]float64, p.Looks)
	for k := range t {
		t[k] = float64(k+1) / float64(p.Looks)
	}
	b, err := stats.SpendingBounds(t, alpha, p.Spending)
	r.nominal, r.z = b.Nominal, b.Z
	if p.Looks == 1 {
		r.nominal = []float64{alpha} // and not what a search for it comes to
	}
	return r, err
}

// level is what a look tests at by itself. A bound too far out for its p-value to be a number is
// one that no look can cross.
func (r rule) level(k int) float64 {
	if r.nominal == nil {
		return r.alpha
	}
	return max(r.nominal[k], 1e-300)
}

// hold makes a look of an effect that was tested at the look's level.
func (r rule) hold(users int, e stats.Effect) (Look, error) {
	l := Look{Users: users, Information: 1, Effect: e.Effect, SE: e.SE, Z: e.Effect / e.SE,
		CI: e.CI}
	if r.p.Users > 0 {
		l.Information = float64(users) / float64(r.p.Users)
	}
	if r.nominal == nil {
		s, err := stats.ConfidenceSequence(e.Effect, e.SE, float64(users), r.alpha,
			float64(r.p.Users))
		if err != nil {
			return l, err
		}
		l.CI = s.CI
	}
	l.Bound = (float64(l.CI[1]) - float64(l.CI[0])) / 2 / e.SE
	l.Crossed = math.Abs(l.Z) > l.Bound
	return l, nil
}

// boundary is what the primary metrics are held against over the whole plan.
func (p Plan) boundary() ([]Boundary, error) {
	r, err := p.rule(p.level("primary"))
	if err != nil || p.Users == 0 {
		return []Boundary{}, err
	}
	var list []Boundary
	for k, n := range p.sizes(0) {
		b := Boundary{Users: n}
		if r.nominal == nil {
			s, err := stats.ConfidenceSequence(0, 1, float64(n), r.alpha, float64(p.Users))
			if err != nil {
				return nil, err
			}
			b.Z = stats.Number(s.HalfWidth)
		} else {
			b.Z = stats.Number(r.z[k])
		}
		list = append(list, b)
	}
	return list, nil
}

// through are the users whose windows have ended, by their exposure; in a test without a number of
// users everybody is.
func (s *study) through() []*user {
	all := slices.Concat(s.users[0], s.users[1])
	if s.p.Users > 0 {
		all = slices.DeleteFunc(all, func(u *user) bool {
			return u.at.Add(days(s.p.WindowDays)).After(s.end)
		})
	}
	slices.SortStableFunc(all, func(a, b *user) int { return a.at.Compare(b.at) })
	return all
}

// looks compares the arms at each look that has been reached. A sequence may be read at any time,
// so its last look is now.
func (s *study) looks(k int) ([]Look, error) {
	m := s.p.Metrics[k]
	r, err := s.p.rule(s.p.level(m.Role))
	if err != nil {
		return nil, err
	}
	users := s.through()
	sizes := slices.DeleteFunc(s.p.sizes(len(users)), func(n int) bool { return n > len(users) })
	if s.p.Mode == ConfidenceSequence && len(users) > 3 && !slices.Contains(sizes, len(users)) {
		sizes = append(sizes, len(users))
	}
	out := []Look{}
	for i, n := range sizes {
		part := &study{p: s.p, alpha: r.level(i)}
		for _, u := range users[:n] {
			part.users[u.arm] = append(part.users[u.arm], u)
		}
		o, err := part.measure(k)
		if err != nil {
			information := float64(n) / float64(max(n, s.p.Users))
			out = append(out, Look{Users: n, Information: information, Empty: err.Error()})
			continue
		}
		l, err := r.hold(n, stats.Effect{Effect: o.Effect, SE: o.SE, CI: o.CI})
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

// shown is what the first look says that crossed its bound: a test ends there.
func (m Metric) shown(looks []Look) string {
	for _, l := range looks {
		switch {
		case !l.Crossed:
		case l.Effect > 0 != m.LowerIsBetter:
			return "better"
		default:
			return "worse"
		}
	}
	return "neither"
}

// now is the last look with an effect.
func (o Outcome) now() (l Look, any bool) {
	for _, l := range slices.Backward(o.Looks) {
		if l.Empty == "" {
			return l, true
		}
	}
	return l, false
}
