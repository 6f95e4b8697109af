package schedule

import "math"

// z90 is the 90th percentile of the standard normal distribution.
const z90 = 1.2815515655446004

// factor is a draw of the effort relative to its median, for a standard normal draw z:
// log-normal, with a spread of its own on each side of the median.
func factor(e Effort, z float64) float64 {
	edge := e.P90
	if z < 0 {
		edge = e.P10
	}
	if edge <= 0 { // a range down to nothing: straight instead of log-normal
		return max(0, 1-math.Abs(z)/z90)
	}
	return math.Exp(math.Abs(z) / z90 * math.Log(edge/e.P50))
}
