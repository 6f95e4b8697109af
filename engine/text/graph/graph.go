package graph

// Graph is an undirected weighted graph in compressed rows; every edge is stored from both ends.
type Graph struct {
	Start  []int
	To     []int32
	Weight []float64
}

// Len is the number of nodes.
func (g *Graph) Len() int { return len(g.Start) - 1 }

// Neighbours returns views of a node's neighbours and the weights of the edges.
func (g *Graph) Neighbours(i int) ([]int32, []float64) {
	a, b := g.Start[i], g.Start[i+1]
	return g.To[a:b], g.Weight[a:b]
}

// Within is the graph of some nodes, ascending, and the edges between them; the first of them is
// node 0 there.
func (g *Graph) Within(nodes []int) *Graph {
	place := make([]int32, g.Len()) // plus one; 0 is outside
	for k, i := range nodes {
		place[i] = int32(k + 1)
	}
	out := &Graph{Start: make([]int, 1, len(nodes)+1)}
	for _, i := range nodes {
		to, weights := g.Neighbours(i)
		for k, j := range to {
			if at := place[j]; at > 0 {
				out.To, out.Weight = append(out.To, at-1), append(out.Weight, weights[k])
			}
		}
		out.Start = append(out.Start, len(out.To))
	}
	return out
}

// Strength is the summed weight of all edges, each counted from both ends.
func (g *Graph) Strength() float64 {
	_, total := g.strengths()
	return total
}

// Edge joins two nodes.
type Edge struct {
	A, B   int32
	Weight float64
}

// New builds a graph of n nodes; edges between the same nodes add up, direction does not matter,
// and what joins a node to itself says nothing.
func New(n int, edges []Edge) *Graph {
	g := &Graph{Start: make([]int, n+1)}
	ends := make([]end, 0, 2*len(edges))
	for _, e := range edges {
		if e.A == e.B {
			continue
		}
		ends = append(ends, end{e.A, e.B, e.Weight}, end{e.B, e.A, e.Weight})
	}
	// Sorted by the far node, then stably by the near one: every row ascends.
	ends = sorted(n, sorted(n, ends, func(e end) int32 { return e.to }),
		func(e end) int32 { return e.from })
	for k, e := range ends {
		if k > 0 && ends[k-1].from == e.from && ends[k-1].to == e.to {
			g.Weight[len(g.Weight)-1] += e.weight
			continue
		}
		g.To, g.Weight = append(g.To, e.to), append(g.Weight, e.weight)
		g.Start[e.from+1] = len(g.To)
	}
	for i := range n {
		g.Start[i+1] = max(g.Start[i+1], g.Start[i])
	}
	return g
}

// end is an edge as one of its nodes sees it.
type end struct {
	from, to int32
	weight   float64
}

// sorted is a stable counting sort by a key below n.
func sorted(n int, ends []end, key func(end) int32) []end {
	at := make([]int, n+1)
	for _, e := range ends {
		at[key(e)+1]++
	}
	for i := range n {
		at[i+1] += at[i]
	}
	out := make([]end, len(ends))
	for _, e := range ends {
		out[at[key(e)]] = e
		at[key(e)]++
	}
	return out
}

// strengths returns the summed weight at every node and in total.
func (g *Graph) strengths() ([]float64, float64) {
	out, total := make([]float64, g.Len()), 0.0
	for i := range out {
		_, weights := g.Neighbours(i)
		for _, w := range weights {
			out[i] += w
		}
		total += out[i]
	}
	return out, total
}
