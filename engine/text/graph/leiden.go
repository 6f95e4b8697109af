package graph

import (
	"math"
	"math/rand/v2"
)

const maxLevels = 40

// Leiden partitions the graph by modularity at the given resolution. Start is the partition to
// improve (nil: every node alone). Communities are numbered by their first node.
func Leiden(g *Graph, resolution float64, start []int, rounds int, seed uint64) []int {
	at := make([]float64, g.Len())
	for i := range at {
		at[i] = resolution
	}
	return LeidenAt(g, at, start, rounds, seed)
}

// LeidenAt is Leiden with a resolution for every node; that of two nodes is their geometric mean,
// so that one part of the graph may be cut finer than another.
func LeidenAt(g *Graph, resolution []float64, start []int, rounds int, seed uint64) []int {
	part := singletons(g.Len())
	if start != nil {
		part = Renumber(start)
	}
	rng := rand.New(rand.NewPCG(seed, 0x6c656964656e))
	push := g.pushes(resolution)
	for range rounds {
		next := leidenRound(g, push, part, rng)
		if equal(next, part) {
			break
		}
		part = next
	}
	return part
}

// pushes returns how hard every node pushes others out of its community: two nodes gain by being
// together what links them, less the product of their pushes.
func (g *Graph) pushes(resolution []float64) []float64 {
	out, total := g.strengths()
	for i, strength := range out {
		if strength > 0 {
			out[i] = strength * math.Sqrt(resolution[i]/total)
		}
	}
	return out
}

// leidenRound moves nodes, refines, aggregates and repeats until nothing can be aggregated.
func leidenRound(g *Graph, push []float64, part []int, rng *rand.Rand) []int {
	member := singletons(g.Len()) // original node -> node of the aggregated graph
	current, level := g, part
	for range maxLevels {
		m := newMover(current, push, level)
		m.moveAll(rng)
		level = Renumber(m.part)
		if count(level) == current.Len() {
			break
		}
		refined := refine(current, push, level, rng)
		if count(refined) == current.Len() {
			refined = level
		}
		current, level = aggregate(current, refined, level)
		push = sums(push, refined, current.Len())
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

// sums adds up what the nodes of every part have.
func sums(of []float64, part []int, parts int) []float64 {
	out := make([]float64, parts)
	for i, c := range part {
		out[c] += of[i]
	}
	return out
}

// mover holds what local moving needs to know about the communities.
type mover struct {
	g          *Graph
	part       []int
	size       []int
	free       []int // numbers no node uses
	push       []float64
	community  []float64 // summed pushes
	link       []float64 // weight from the node at hand to a community
	candidates []int
}

func newMover(g *Graph, push []float64, part []int) *mover {
	n := g.Len()
	m := &mover{g: g, part: append([]int(nil), part...), size: make([]int, n), push: push,
		community: sums(push, part, n), link: make([]float64, n)}
	for _, c := range part {
		m.size[c]++
	}
	for c := n - 1; c >= 0; c-- {
		if m.size[c] == 0 {
			m.free = append(m.free, c)
		}
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
// its push there. Equal gains keep it where it was, then prefer the smaller number.
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
	push, community := m.push[node], m.community
	community[own] -= push
	best, gain := own, link[own]-push*community[own]
	links := len(candidates)
	if m.size[own] > 1 && len(m.free) > 0 {
		candidates = append(candidates, m.free[len(m.free)-1])
	}
	for _, c := range candidates {
		g := link[c] - push*community[c]
		if g > gain+1e-12 || g > gain-1e-12 && c < best && best != own {
			best, gain = c, g
		}
	}
	for _, c := range candidates[:links] {
		link[c] = 0
	}
	community[best] += push
	m.candidates = candidates
	return best
}

func (m *mover) gain(node, c int) float64 {
	return m.link[c] - m.push[node]*m.community[c]
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
