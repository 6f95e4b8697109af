package graph

import (
	"math/rand/v2"
)

const maxLevels = 40

// Leiden partitions the graph by modularity at the given resolution. Start is the partition to
// improve (nil: every node alone). Communities are numbered by their first node.
func Leiden(g *Graph, resolution float64, start []int, rounds int, seed uint64) []int {
	part := singletons(g.Len())
	if start != nil {
		part = Renumber(start)
	}
	rng := rand.New(rand.NewPCG(seed, 0x6c656964656e))
	for range rounds {
		next := leidenRound(g, resolution, part, rng)
		if equal(next, part) {
			break
		}
		part = next
	}
	return part
}

// leidenRound moves nodes, refines, aggregates and repeats until nothing can be aggregated.
func leidenRound(g *Graph, resolution float64, part []int, rng *rand.Rand) []int {
	member := singletons(g.Len()) // original node -> node of the aggregated graph
	current, level := g, part
	for range maxLevels {
		m := newMover(current, resolution, level)
		m.moveAll(rng)
		level = Renumber(m.part)
		if count(level) == current.Len() {
			break
		}
		refined := refine(current, resolution, level, rng)
		if count(refined) == current.Len() {
			refined = level
		}
		current, level = aggregate(current, refined, level)
		for i, at := range member {
			member[i] = refined[at]
		}
	}
	out := make([]int, len(member))
	for i, at := range member {
		out[i] = level[at]
	}
	return Renumber(out)
}

// mover holds what local moving needs to know about the communities.
type mover struct {
	g          *Graph
	part       []int
	size       []int
	free       []int // numbers no node uses
	strength   []float64
	community  []float64 // summed strength
	factor     float64   // resolution / total weight from both ends
	link       []float64 // weight from the node at hand to a community
	candidates []int
}

func newMover(g *Graph, resolution float64, part []int) *mover {
	n := g.Len()
	m := &mover{g: g, part: append([]int(nil), part...), size: make([]int, n),
		community: make([]float64, n), link: make([]float64, n)}
	strength, total := g.strengths()
	m.strength = strength
	for i, c := range part {
		m.community[c] += strength[i]
		m.size[c]++
	}
	for c := n - 1; c >= 0; c-- {
		if m.size[c] == 0 {
			m.free = append(m.free, c)
		}
	}
	if total > 0 {
		m.factor = resolution / total
	}
	return m
}

// moveAll visits nodes in random order, and again those whose neighbour moved, until nobody gains.
func (m *mover) moveAll(rng *rand.Rand) {
	n := m.g.Len()
	queue := rng.Perm(n)
	waiting := make([]bool, n)
	for i := range waiting {
		waiting[i] = true
	}
	most := 50*n + 1000 // a bound that honest input never meets
	for head := 0; head < min(len(queue), most); head++ {
		node := queue[head]
		waiting[node] = false
		if !m.move(node) {
			continue
		}
		neighbours, _ := m.g.Neighbours(node)
		for _, other := range neighbours {
			if !waiting[other] && m.part[other] != m.part[node] {
				waiting[other] = true
				queue = append(queue, int(other))
			}
		}
	}
}

// move puts a node where it gains most and reports whether that is a new place.
func (m *mover) move(node int) bool {
	old := m.part[node]
	next := m.best(node)
	if next == old {
		return false
	}
	if m.size[next] == 0 {
		m.free = m.free[:len(m.free)-1]
	}
	m.part[node] = next
	m.size[next]++
	if m.size[old]--; m.size[old] == 0 {
		m.community[old] = 0
		m.free = append(m.free, old)
	}
	return true
}

// best takes the node out of its community and returns the one it gains most from, having moved
// its strength there. Equal gains keep it where it was, then prefer the smaller number.
func (m *mover) best(node int) int {
	neighbours, weights := m.g.Neighbours(node)
	weights = weights[:len(neighbours)]
	candidates, part, link := m.candidates[:0], m.part, m.link
	last, sum := 0, 0.0
	for k, other := range neighbours {
		if c := part[other]; c != last || k == 0 {
			link[last] = sum
			last, sum = c, link[c]
			if sum == 0 {
				candidates = append(candidates, c)
			}
		}
		sum += weights[k]
	}
	link[last] = sum
	own := part[node]
	strength, community, factor := m.strength[node], m.community, m.factor
	community[own] -= strength
	best, gain := own, link[own]-strength*community[own]*factor
	links := len(candidates)
	if m.size[own] > 1 && len(m.free) > 0 {
		candidates = append(candidates, m.free[len(m.free)-1])
	}
	for _, c := range candidates {
		g := link[c] - strength*community[c]*factor
		if g > gain+1e-12 || g > gain-1e-12 && c < best && best != own {
			best, gain = c, g
		}
	}
	for _, c := range candidates[:links] {
		link[c] = 0
	}
	community[best] += strength
	m.candidates = candidates
	return best
}

func (m *mover) gain(node, c int) float64 {
	return m.link[c] - m.strength[node]*m.community[c]*m.factor
}

func singletons(n int) []int {
	part := make([]int, n)
	for i := range part {
		part[i] = i
	}
	return part
}

// Renumber gives communities the numbers 0, 1, 2, ... in the order of their first node.
func Renumber(part []int) []int {
	most := -1
	for _, c := range part {
		most = max(most, c)
	}
	number := make([]int, most+1) // plus one; 0 is not yet numbered
	out := make([]int, len(part))
	next := 0
	for i, c := range part {
		if number[c] == 0 {
			next++
			number[c] = next
		}
		out[i] = number[c] - 1
	}
	return out
}

// count is the number of communities of a renumbered partition.
func count(part []int) int {
	most := -1
	for _, c := range part {
		most = max(most, c)
	}
	return most + 1
}

func equal(a, b []int) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
