package selection

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Point is a choice with the most profit that was found within its budgets.
type Point struct {
	// Share is the part of the largest budgets of the front that the point may spend.
	Share   float64
	Budgets []float64
	Choice  Choice // Optimal says that the search proved it
}

// mostPoints is how many budgets a sweep looks at.
const mostPoints = 40

// Sweep lists points of the front of profit against cost for any problem, cheapest first: it takes
// the share of the budgets in halves, where most profit lies between two points, and solves each
// (the epsilon-constraint method). With one budget the shares are of what the best choice of all
// costs, with several of as much of each as lets the best choice in. No point costs at least as
// much as another and has no more profit. Options hold for each point; what Progress stops leaves
// the points found so far.
func Sweep(p *Problem, opt Options) ([]Point, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	s := &sweep{p: p, opt: opt, goOn: true}
	if opt.Steps == 0 {
		s.opt.Steps = usualSteps / 4
	}
	s.opt.Progress = func(steps int, profit float64) bool {
		s.goOn = s.goOn && opt.hear(s.steps+steps, profit)
		return s.goOn
	}
	if err := s.open(); err != nil {
		return nil, err
	}
	for n := 0; n < mostPoints && s.goOn; n++ {
		k, share := s.widest()
		if k < 0 {
			break
		}
		pt, err := s.solve(share)
		if err != nil {
			return nil, err
		}
		s.points = slices.Insert(s.points, k+1, pt)
	}
	return front(s.points), nil
}

// sweep is a front being looked for; its points are in the order of their shares.
type sweep struct {
	p      *Problem
	opt    Options
	most   []float64 // the largest budgets
	points []Point
	steps  int
	goOn   bool
}

// open finds the ends of the front: nothing, and the best choice of all.
func (s *sweep) open() error {
	s.most = slices.Clone(s.p.Budgets)
	for k, b := range s.p.Budgets {
		if b > 0 || len(s.most) == 1 {
			s.most[k] = MaxAmount
		}
	}
	all, err := s.solve(1)
	if err != nil {
		return err
	}
	if len(s.most) == 1 {
		s.most[0] = all.Choice.Cost[0]
	} else {
		scale := 0.0
		for k, b := range s.p.Budgets {
			if b > 0 {
				scale = max(scale, all.Choice.Cost[k]/b)
			}
		}
		for k, b := range s.p.Budgets {
			s.most[k] = min(b*scale, MaxAmount)
		}
	}
	all.Budgets = slices.Clone(s.most)
	nothing, err := s.solve(0)
	s.points = []Point{nothing, all}
	return err
}

// widest is the stretch between two points in which most profit lies over most of the budget,
// and its middle; -1 if nothing lies between any two.
func (s *sweep) widest() (at int, share float64) {
	at, area := -1, 0.0
	for k := range len(s.points) - 1 {
		low, high := s.points[k], s.points[k+1]
		gain, width := high.Choice.Profit-low.Choice.Profit, high.Share-low.Share
		if gain > 1e-9*(1+high.Choice.Profit) && width > 1e-6 && gain*width > area {
			at, area, share = k, gain*width, (low.Share+high.Share)/2
		}
	}
	return at, share
}

// solve finds the best choice within a share of the largest budgets, and has it checked.
func (s *sweep) solve(share float64) (Point, error) {
	q := *s.p
	q.Budgets = make([]float64, len(s.most))
	for k, b := range s.most {
		q.Budgets[k] = b * share
		if near := math.Round(q.Budgets[k]); math.Abs(q.Budgets[k]-near) < 1e-9*near {
			q.Budgets[k] = near // a share of a whole number may miss it by a hair
		}
	}
	choice, err := Solve(&q, s.opt)
	if err != nil {
		return Point{}, err
	}
	s.steps += choice.Steps
	if found := Check(&q, choice, Names{}); len(found) > 0 {
		return Point{}, errors.New("a choice breaks a rule: " + fmt.Sprint(found))
	}
	return Point{Share: share, Budgets: q.Budgets, Choice: choice}, nil
}

// front drops the points that others make worthless.
func front(points []Point) []Point {
	return slices.DeleteFunc(slices.Clone(points), func(p Point) bool {
		return slices.ContainsFunc(points, func(o Point) bool {
			if o.Choice.Profit < p.Choice.Profit {
				return false
			}
			less := o.Choice.Profit > p.Choice.Profit || o.Share < p.Share
			for k, c := range o.Choice.Cost {
				if c > p.Choice.Cost[k] {
					return false
				}
				less = less || c < p.Choice.Cost[k]
			}
			return less
		})
	})
}
