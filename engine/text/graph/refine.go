package graph

import "math/rand/v2"

// refine splits every community into well-connected parts: nodes that are still alone join, in
// random order, the part of their own community they gain most from.
func refine(g *Graph, push []float64, part []int, rng *rand.Rand) []int {
	r := newMover(g, push, singletons(g.Len()))
	inside, whole := insideWeights(g, part, push)
	cut := append([]float64(nil), inside...) // weight from a part to the rest of its community
	size := make([]int, g.Len())
	for i := range size {
		size[i] = 1
	}
	for _, node := range rng.Perm(g.Len()) {
		c := part[node]
		connected := inside[node] >= push[node]*(whole[c]-push[node])
		if size[r.part[node]] != 1 || r.part[node] != node || !connected {
			continue
		}
		r.join(node, part, cut, whole, size)
	}
	return Renumber(r.part)
}

// insideWeights returns the weight from every node to its own community and the summed pushes of
// every community.
func insideWeights(g *Graph, part []int, push []float64) (inside, whole []float64) {
	inside, whole = make([]float64, g.Len()), sums(push, part, g.Len())
	for i, c := range part {
		neighbours, weights := g.Neighbours(i)
		for k, other := range neighbours {
			if part[other] == c {
				inside[i] += weights[k]
			}
		}
	}
	return inside, whole
}

// join merges a single node into the best well-connected part of its community, if any gains.
func (m *mover) join(node int, part []int, cut, whole []float64, size []int) {
	neighbours, weights := m.g.Neighbours(node)
	m.candidates = m.candidates[:0]
	for k, other := range neighbours {
		if part[other] != part[node] {
			continue
		}
		p := m.part[other]
		if m.link[p] == 0 {
			m.candidates = append(m.candidates, p)
		}
		m.link[p] += weights[k]
	}
	best, gain := -1, 1e-12
	for _, p := range m.candidates {
		connected := cut[p] >= m.community[p]*(whole[part[node]]-m.community[p])
		if g := m.gain(node, p); p != node && connected && g > gain {
			best, gain = p, g
		}
	}
	if best >= 0 {
		cut[best] += cut[node] - 2*m.link[best]
		m.community[best] += m.push[node]
		m.community[node] = 0
		size[best]++
		size[node] = 0
		m.part[node] = best
	}
	for _, p := range m.candidates {
		m.link[p] = 0
	}
}
