package selection

import (
	"errors"
	"slices"
)

// Corner is a choice with the most profit of all that cost as little.
type Corner struct {
	Cost   float64 `json:"cost"`
	Profit float64 `json:"profit"`
	// Price is what one more unit of cost brings on the way here from the corner before.
	Price float64 `json:"price"`
}

// mostCorners bounds a front; a large problem has thousands of corners.
const mostCorners = 400

// Front lists the corners of the front of profit against cost, cheapest first, from nothing to
// everything that is worth anything: choices that are best for their cost whatever the budget.
// It is for problems with one budget and without groups that exclude each other; between two
// corners lie choices that only Solve finds.
func Front(p *Problem) ([]Corner, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	if len(p.Budgets) != 1 || len(p.AtMostOne) > 0 {
		return nil, errors.New("a front needs one budget and no groups that exclude each other")
	}
	free := *p
	free.Budgets = []float64{MaxAmount}
	d, err := newDesk(&free)
	if err != nil {
		return nil, err
	}
	x := newRelaxation(d)
	all := x.at([]float64{0})
	corners := []Corner{{}}
	if all.profit > 0 {
		corners = append(corners, Corner{Cost: all.cost[0], Profit: all.profit})
		x.corners(&corners, corners[0], corners[1])
	}
	slices.SortFunc(corners, func(a, b Corner) int {
		switch {
		case a.Cost < b.Cost:
			return -1
		case a.Cost > b.Cost:
			return 1
		}
		return 0
	})
	for i := 1; i < len(corners); i++ {
		before := corners[i-1]
		corners[i].Price = (corners[i].Profit - before.Profit) /
			max(dust, corners[i].Cost-before.Cost)
	}
	return corners, nil
}

// corners adds what lies above the line between two corners, on either side of what it finds.
func (x *relaxation) corners(found *[]Corner, low, high Corner) {
	if len(*found) >= mostCorners || high.Cost-low.Cost <= dust {
		return
	}
	price := (high.Profit - low.Profit) / (high.Cost - low.Cost)
	pt := x.at([]float64{price})
	middle := Corner{Cost: pt.cost[0], Profit: pt.profit}
	above := middle.Profit - low.Profit - price*(middle.Cost-low.Cost)
	if above <= 1e-6*(1+high.Profit) {
		return
	}
	*found = append(*found, middle)
	x.corners(found, low, middle)
	x.corners(found, middle, high)
}
