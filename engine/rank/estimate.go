package rank

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
)

// Estimate is a value with its uncertainty: below P10 in one case of ten, below P50 in five,
// below P90 in nine. A point has all three equal. P50 may be absent (nil): then it lies between
// the others, in the geometric middle for positive values, in the arithmetic one otherwise.
type Estimate struct {
	P10 float64
	P50 *float64
	P90 float64
	// Shared names what several items rest on, such as one traffic forecast: estimates with the
	// same name rise and fall together.
	Shared string
}

// Point is a value taken as certain.
func Point(v float64) Estimate { return Estimate{P10: v, P90: v} }

// Range is a value that lies between the two in eight cases of ten.
func Range(p10, p90 float64) Estimate { return Estimate{P10: p10, P90: p90} }

// IsPoint reports whether the estimate has no spread.
func (e Estimate) IsPoint() bool { return e.P10 == e.P90 }

// Median returns P50, worked out from the range where it was not given.
func (e Estimate) Median() float64 {
	switch {
	case e.P50 != nil:
		return *e.P50
	case e.IsPoint():
		return e.P10
	case e.P10 > 0:
		return max(e.P10, min(math.Sqrt(e.P10*e.P90), e.P90))
	}
	return e.P10/2 + e.P90/2
}

func (e Estimate) bounds() (low, high float64) { return e.P10, e.P90 }

// maxValue bounds every value, so that products of several stay finite.
const maxValue = 1e30

func (e Estimate) check() string {
	m := e.Median()
	switch {
	case finite(e.P10) != e.P10 || finite(e.P90) != e.P90 || finite(m) != m:
		return "must be a finite number"
	case math.Abs(e.P10) > maxValue || math.Abs(e.P90) > maxValue:
		return "must not exceed 1e30"
	case e.P10 > e.P90:
		return fmt.Sprintf("range is the wrong way round: P10 %g is above P90 %g", e.P10, e.P90)
	case m < e.P10 || m > e.P90:
		return fmt.Sprintf("P50 %g lies outside P10 %g to P90 %g", m, e.P10, e.P90)
	}
	return ""
}

type estimateJSON struct {
	P10    float64  `json:"p10"`
	P50    *float64 `json:"p50,omitempty"`
	P90    float64  `json:"p90"`
	Shared string   `json:"shared,omitempty"`
}

// MarshalJSON writes a point as a number and a range as {"p10", "p50", "p90"}.
func (e Estimate) MarshalJSON() ([]byte, error) {
	if e.IsPoint() {
		return json.Marshal(e.P10)
	}
	return json.Marshal(estimateJSON(e))
}

// UnmarshalJSON reads a number or {"p10", "p50", "p90"}; p50 may be left out.
func (e *Estimate) UnmarshalJSON(data []byte) error {
	if data = bytes.TrimSpace(data); len(data) > 0 && data[0] != '{' {
		var v float64
		if err := json.Unmarshal(data, &v); err != nil || string(data) == "null" {
			return fmt.Errorf("expected a number or {\"p10\", \"p90\"}, got %.40s", data)
		}
		*e = Point(v)
		return nil
	}
	var raw struct {
		P10, P50, P90 *float64
		Shared        string
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	if raw.P10 == nil || raw.P90 == nil {
		return fmt.Errorf("a range needs both p10 and p90, got %.60s", data)
	}
	*e = Estimate{P10: *raw.P10, P50: raw.P50, P90: *raw.P90, Shared: raw.Shared}
	return nil
}

// z90 is the 90th percentile of the standard normal distribution.
const z90 = 1.2815515655446004

// value maps a standard normal draw z to the estimate: log-normal where the whole range is
// positive, normal otherwise, with its own spread on each side of the median.
func (e Estimate) value(z float64) float64 {
	if e.IsPoint() {
		return e.P10
	}
	m, edge := e.Median(), e.P90
	if z < 0 {
		edge = e.P10
	}
	step := math.Abs(z) / z90
	if e.P10 > 0 {
		return m * math.Exp(step*math.Log(edge/m))
	}
	return m + step*(edge-m)
}

// normals fills z with standard normal draws in antithetic pairs: the second half mirrors the
// first, which makes medians of products exact and halves the work.
func normals(z []float64, seed uint64, name string) {
	src := rand.New(rand.NewPCG(seed, hashName(name)))
	half := len(z) / 2
	for i := range half {
		z[i] = src.NormFloat64()
		z[i+half] = -z[i]
	}
}

// hashName is FNV-1a. Each estimate has its own stream, so that a change to one item leaves the
// draws of all others as they were.
func hashName(name string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 1099511628211
	}
	return h
}

// sampler draws the values of one estimate within its field's bounds.
type sampler struct {
	est   Estimate
	field Field
}

// fill turns normal draws into draws of the estimate; z comes in mirrored halves, see normals.
func (s sampler) fill(out, z []float64) {
	m, half := s.est.Median(), len(z)/2
	switch {
	case s.est.P10 > 0 && s.est.P50 == nil: // symmetric: the mirror of m*x is m/x
		up := math.Log(s.est.P90/m) / z90
		for i, zi := range z[:half] {
			x := math.Exp(zi * up)
			out[i], out[i+half] = m*x, m/x
		}
	default:
		for i, zi := range z {
			out[i] = s.est.value(zi)
		}
	}
	s.clip(out)
}

func (s sampler) clip(out []float64) {
	least := s.field.Min
	if s.field.Above { // keep clear of the refused bound, at a tenth of the way to P10
		least += (s.est.P10 - least) / 10
	}
	for i, v := range out {
		switch {
		case v < least:
			out[i] = least
		case s.field.Max != 0 && v > s.field.Max:
			out[i] = s.field.Max
		case v-v != 0:
			out[i] = nan
		}
	}
}
