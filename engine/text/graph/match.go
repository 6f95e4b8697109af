package graph

import "math"

// Match finds the one-to-one matching of rows to columns with the largest sum of gains (Hungarian
// algorithm, potentials form). It returns the column of every row, -1 for none. Gains must not be
// negative; a pair of gain 0 is not matched.
func Match(gain [][]float64) []int {
	rows := len(gain)
	if rows == 0 {
		return nil
	}
	cols := max(rows, len(gain[0]))
	cost := func(i, j int) float64 {
		if j < len(gain[i]) {
			return -gain[i][j]
		}
		return 0
	}
	u, v := make([]float64, rows+1), make([]float64, cols+1)
	owner := make([]int, cols+1)
	for i := 1; i <= rows; i++ {
		augment(i, cost, u, v, owner)
	}
	out := make([]int, rows)
	for i := range out {
		out[i] = -1
	}
	for j := 1; j <= cols; j++ {
		if i := owner[j]; i > 0 && cost(i-1, j-1) < 0 {
			out[i-1] = j - 1
		}
	}
	return out
}

// augment brings row i into the matching along the cheapest alternating path.
func augment(i int, cost func(i, j int) float64, u, v []float64, owner []int) {
	cols := len(v) - 1
	least, way, used := make([]float64, cols+1), make([]int, cols+1), make([]bool, cols+1)
	for j := range least {
		least[j] = math.Inf(1)
	}
	owner[0] = i
	at := 0
	for owner[at] != 0 {
		used[at] = true
		row, next, delta := owner[at], 0, math.Inf(1)
		for j := 1; j <= cols; j++ {
			if used[j] {
				continue
			}
			if c := cost(row-1, j-1) - u[row] - v[j]; c < least[j] {
				least[j], way[j] = c, at
			}
			if least[j] < delta {
				delta, next = least[j], j
			}
		}
		for j := range used {
			if used[j] {
				u[owner[j]] += delta
				v[j] -= delta
			} else {
				least[j] -= delta
			}
		}
		at = next
	}
	for at != 0 {
		owner[at] = owner[way[at]]
		at = way[at]
	}
}
