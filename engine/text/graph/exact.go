package graph

import "cmp"

// Exactly returns a partition into k groups (or one per node when there are fewer nodes): it
// starts from the coarsest level that has at least k groups, refining further where none has, and
// joins the group that is worth least alone to the one it is linked to most until k are left.
func Exactly(g *Graph, levels [][]int, k int, seed uint64) []int {
	k = min(k, g.Len())
	var part []int
	for _, level := range levels {
		if count(level) >= k {
			part = level
		}
	}
	for resolution := 32.0; part == nil; resolution *= 2 {
		fine := Leiden(g, resolution, nil, 2, seed)
		if count(fine) >= k {
			part = fine
		} else if resolution > 1<<14 {
			part = singletons(g.Len())
		}
	}
	return mergeTo(g, Renumber(part), k)
}

func mergeTo(g *Graph, part []int, k int) []int {
	n := count(part)
	link := make([]map[int]float64, n)
	size := make([]int, n)
	for c := range link {
		link[c] = map[int]float64{}
	}
	for i, c := range part {
		size[c]++
		neighbours, weights := g.Neighbours(i)
		for j, other := range neighbours {
			if d := part[other]; d != c {
				link[c][d] += weights[j]
			}
		}
	}
	into := singletons(n)
	for left := n; left > k; left-- {
		small := -1
		for c := range into {
			if into[c] == c && (small < 0 || size[c] < size[small]) {
				small = c
			}
		}
		join(link, size, into, small)
	}
	out := make([]int, len(part))
	for i, c := range part {
		for into[c] != c {
			c = into[c]
		}
		out[i] = c
	}
	return Renumber(out)
}

// join merges a group into the one it is linked to most in proportion to size, else the smallest.
func join(link []map[int]float64, size, into []int, from int) {
	best := -1
	for c := range into {
		if into[c] != c || c == from {
			continue
		}
		if best < 0 || better(link[from], size, c, best) {
			best = c
		}
	}
	into[from] = best
	size[best] += size[from]
	for c, w := range link[from] {
		delete(link[c], from)
		if c != best {
			link[best][c] += w
			link[c][best] += w
		}
	}
}

func better(link map[int]float64, size []int, c, than int) bool {
	a, b := link[c]/float64(size[c]), link[than]/float64(size[than])
	return cmp.Or(cmp.Compare(a, b), cmp.Compare(size[than], size[c])) > 0
}
