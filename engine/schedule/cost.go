package schedule

import (
	"fmt"
	"math"
)

// costCurve is what finishing at a given unit costs, in cents: a straight line, or a table for
// the other profiles, whose last step goes on for good.
type costCurve struct {
	slope int64
	table []int64
}

const maxTable = 1040 // twenty years of weeks

func newCostCurve(d Delay) (costCurve, error) {
	if err := checkDelay(d); err != nil {
		return costCurve{}, err
	}
	switch d.Profile {
	case "", "linear":
		return costCurve{slope: money(d.PerWeek)}, nil
	case "deadline":
		return tableOf(d.Deadline+3, func(finish float64) float64 {
			late := finish - float64(d.Deadline)
			if late <= 0 {
				return 0
			}
			return d.Step + d.PerWeek*late
		}), nil
	case "decay":
		rate := math.Ln2 / d.HalfLife
		return tableOf(maxTable, func(finish float64) float64 {
			return d.PerWeek / rate * -math.Expm1(-rate*finish)
		}), nil
	case "peak":
		return tableOf(2*d.Peak+2, func(finish float64) float64 { return peakLoss(d, finish) }), nil
	}
	return costCurve{}, fmt.Errorf("cost of delay profile %q, expected linear, deadline, decay "+
		"or peak", d.Profile)
}

func checkDelay(d Delay) error {
	for _, v := range []float64{d.PerWeek, d.Step} {
		if !(v >= 0 && v <= maxMoney) {
			return fmt.Errorf("cost of delay %g, expected 0 to %g", v, maxMoney)
		}
	}
	switch {
	case d.Deadline < 0 || d.Deadline > maxUnit:
		return fmt.Errorf("deadline %d of the cost of delay, expected 0 to %d", d.Deadline, maxUnit)
	case d.Profile == "decay" && !(d.HalfLife > 0 && d.HalfLife <= maxUnit):
		return fmt.Errorf("half-life %g of the cost of delay, expected more than 0 and at most %d",
			d.HalfLife, maxUnit)
	case d.Profile == "peak" && (d.Peak < 1 || d.Peak > maxTable/2):
		return fmt.Errorf("peak %d of the cost of delay, expected 1 to %d", d.Peak, maxTable/2)
	}
	return nil
}

// peakLoss is the area under a triangle that rises to PerWeek at the peak and falls to 0 at twice
// the peak.
func peakLoss(d Delay, finish float64) float64 {
	peak := float64(d.Peak)
	if finish <= peak {
		return d.PerWeek * finish * finish / (2 * peak)
	}
	rest := max(0, 2*peak-finish)
	return d.PerWeek * (peak - rest*rest/(2*peak))
}

func money(v float64) int64 { return int64(math.Round(v * cents)) }

func tableOf(size int, cost func(finish float64) float64) costCurve {
	table := make([]int64, size)
	for i := range table {
		table[i] = money(cost(float64(i)))
	}
	return costCurve{table: table, slope: table[size-1] - table[size-2]}
}

func (c *costCurve) at(finish int) int64 {
	if finish < len(c.table) {
		return c.table[finish]
	}
	if len(c.table) == 0 {
		return c.slope * int64(finish)
	}
	last := len(c.table) - 1
	return c.table[last] + c.slope*int64(finish-last)
}
