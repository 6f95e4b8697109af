package cli

import (
	"fmt"
	"io"

	"github.com/throughlinehq/throughline/engine/selection"
)

// frontPoint is a choice on the front of profit against cost; its field names are a contract.
type frontPoint struct {
	Cost   any     `json:"cost"` // a number, or one for each budget
	Profit float64 `json:"profit"`
	// Price is what one more unit of cost brings on the way here; with one budget only.
	Price float64 `json:"price"`
	// Proven says that no choice within the point's budget has more profit; without, Bound is what
	// none can exceed.
	Proven bool    `json:"proven"`
	Bound  float64 `json:"bound"`
	// Requirements are named where the front was swept.
	Requirements []any `json:"requirements,omitempty"`
}

// front lists the corners of the front, which are exact; for problems whose front has none it
// sweeps.
func (f *selectFile) front(options selection.Options) ([]frontPoint, error) {
	if len(f.budgets) == 1 && len(f.problem.AtMostOne) == 0 {
		corners, err := selection.Front(f.problem)
		points := make([]frontPoint, 0, len(corners))
		for _, c := range corners {
			points = append(points, frontPoint{Cost: c.Cost, Profit: c.Profit, Price: c.Price,
				Proven: true, Bound: c.Profit})
		}
		return points, err
	}
	swept, err := selection.Sweep(f.problem, options)
	points := make([]frontPoint, 0, len(swept))
	for n, s := range swept {
		said := f.answer(s.Choice)
		pt := frontPoint{Cost: said.Cost, Profit: said.Profit, Proven: said.Optimal,
			Bound: said.Bound, Requirements: said.Requirements}
		if n > 0 && len(f.budgets) == 1 {
			before := swept[n-1].Choice
			pt.Price = (s.Choice.Profit - before.Profit) /
				max(1e-9, s.Choice.Cost[0]-before.Cost[0])
		}
		points = append(points, pt)
	}
	return points, err
}

// printFront draws profit over cost.
func (f *selectFile) printFront(out io.Writer, front []frontPoint) {
	most := max(1e-9, front[len(front)-1].Profit)
	for _, name := range f.budgets {
		fmt.Fprintf(out, "%12.12s ", name)
	}
	fmt.Fprintf(out, "%12s %12s\n", "profit", "per unit")
	step := max(1, (len(front)+mostListed-1)/mostListed)
	open := 0
	for i := 0; i < len(front); i += step {
		p := front[i]
		if cost, one := p.Cost.(float64); one {
			fmt.Fprintf(out, "%12s ", amountText(cost))
		} else if costs, several := p.Cost.(map[string]float64); several {
			for _, name := range f.budgets {
				fmt.Fprintf(out, "%12s ", amountText(costs[name]))
			}
		}
		note := ""
		if !p.Proven {
			note = fmt.Sprintf("  at most %s", amountText(p.Bound))
			open++
		}
		price := ""
		if p.Price > 0 || len(f.budgets) == 1 {
			price = fmt.Sprintf("%.3g", p.Price)
		}
		fmt.Fprintf(out, "%12s %12s  %s%s\n", amountText(p.Profit), price, bar(p.Profit/most), note)
	}
	if open > 0 {
		fmt.Fprintf(out, "%s of these not proven: no choice within the same budget has more than "+
			"what stands behind\n", counted(open, "point"))
	}
}
