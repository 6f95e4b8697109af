package graph

import "slices"

// aggregate makes one node of every refined part; the new partition puts parts of one community
// together.
func aggregate(g *Graph, refined, part []int) (*Graph, []int) {
	n := count(refined)
	a := aggregation{g: g, refined: refined, members: membersOf(refined, n),
		link:  make([]float64, n),
		later: Graph{Start: make([]int, 1, n+1)}}
	next := make([]int, n)
	for node := range n {
		next[node] = part[a.members.of(node)[0]]
		a.gather(node)
	}
	return a.later.mirrored(), Renumber(next)
}

// aggregation adds up the edges between parts.
type aggregation struct {
	g       *Graph
	refined []int
	members parts
	link    []float64 // from the part at hand to a later one
	met     []int32   // parts that it has a link to
	later   Graph     // every edge only from the end with the smaller number
}

// gather adds up what leads from a part to later ones.
func (a *aggregation) gather(node int) {
	a.met = a.met[:0]
	for _, i := range a.members.of(node) {
		neighbours, weights := a.g.Neighbours(int(i))
		for k, other := range neighbours {
			if to := a.refined[other]; to > node {
				if a.link[to] == 0 {
					a.met = append(a.met, int32(to))
				}
				a.link[to] += weights[k]
			}
		}
	}
	slices.Sort(a.met)
	for _, to := range a.met {
		a.later.To = append(a.later.To, to)
		a.later.Weight = append(a.later.Weight, a.link[to])
		a.link[to] = 0
	}
	a.later.Start = append(a.later.Start, len(a.later.To))
}

// mirrored is the graph with every edge from both ends.
func (g *Graph) mirrored() *Graph {
	n := g.Len()
	out := &Graph{Start: make([]int, n+1), To: make([]int32, 2*len(g.To)),
		Weight: make([]float64, 2*len(g.To))}
	for i := range n {
		neighbours, _ := g.Neighbours(i)
		out.Start[i+1] += len(neighbours)
		for _, other := range neighbours {
			out.Start[other+1]++
		}
	}
	for i := range n {
		out.Start[i+1] += out.Start[i]
	}
	free := slices.Clone(out.Start[:n])
	put := func(from int, to int32, weight float64) {
		out.To[free[from]], out.Weight[free[from]] = to, weight
		free[from]++
	}
	for i := range n { // what leads to earlier nodes is in place when a node's turn comes
		neighbours, weights := g.Neighbours(i)
		for k, other := range neighbours {
			put(i, other, weights[k])
			put(int(other), int32(i), weights[k])
		}
	}
	return out
}

// parts lists the members of every part, ascending, one part after the other.
type parts struct{ start, member []int32 }

func membersOf(part []int, n int) parts {
	p := parts{make([]int32, n+2), make([]int32, len(part))}
	for _, c := range part {
		p.start[c+2]++
	}
	for c := range n {
		p.start[c+2] += p.start[c+1]
	}
	for i, c := range part { // start[c+1] moves from the beginning of part c to its end
		p.member[p.start[c+1]] = int32(i)
		p.start[c+1]++
	}
	return p
}

func (p parts) of(c int) []int32 { return p.member[p.start[c]:p.start[c+1]] }
