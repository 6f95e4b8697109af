package selection

import "math"

// network finds a minimum cut by Dinic's algorithm (1970).
type network struct {
	head  []int32 // first arc of each node, -1 for none
	arcs  []arc
	level []int32
	at    []int32
	queue []int32
	work  int // nodes and arcs looked at
}

// arc is one direction of an edge; its twin is the arc beside it.
type arc struct {
	to, next int32
	left     float64
}

// dust is a capacity too small to send anything through.
const dust = 1e-7

func newNetwork(nodes int) *network {
	n := &network{head: make([]int32, nodes), level: make([]int32, nodes), at: make([]int32, nodes)}
	for i := range n.head {
		n.head[i] = -1
	}
	return n
}

// add makes an edge and returns its number.
func (n *network) add(from, to int, capacity float64) int {
	n.arcs = append(n.arcs, arc{int32(to), n.head[from], capacity},
		arc{int32(from), n.head[to], 0})
	n.head[from], n.head[to] = int32(len(n.arcs)-2), int32(len(n.arcs)-1)
	return len(n.arcs) - 2
}

// set gives an edge its capacity back, unused.
func (n *network) set(edge int, capacity float64) {
	n.arcs[edge].left, n.arcs[edge^1].left = capacity, 0
}

// cut sends as much as possible from source to sink and returns it. Then level is at least 0 for
// exactly the nodes on the source's side of the smallest such cut.
func (n *network) cut(source, sink int) float64 {
	total := 0.0
	for n.layer(source, sink) {
		copy(n.at, n.head)
		for {
			sent := n.send(int32(source), int32(sink), math.Inf(1))
			if sent <= dust {
				break
			}
			total += sent
		}
	}
	return total
}

// layer numbers the nodes by their distance from the source over what is left.
func (n *network) layer(source, sink int) bool {
	for i := range n.level {
		n.level[i] = -1
	}
	n.level[source] = 0
	n.queue = append(n.queue[:0], int32(source))
	for k := 0; k < len(n.queue); k++ {
		from := n.queue[k]
		for e := n.head[from]; e >= 0; e = n.arcs[e].next {
			if to := n.arcs[e].to; n.arcs[e].left > dust && n.level[to] < 0 {
				n.level[to] = n.level[from] + 1
				n.queue = append(n.queue, to)
			}
		}
	}
	n.work += len(n.queue)
	return n.level[sink] >= 0
}

func (n *network) send(from, sink int32, most float64) float64 {
	if from == sink {
		return most
	}
	for ; n.at[from] >= 0; n.at[from] = n.arcs[n.at[from]].next {
		n.work++
		e := n.at[from]
		to := n.arcs[e].to
		if n.arcs[e].left <= dust || n.level[to] != n.level[from]+1 {
			continue
		}
		if sent := n.send(to, sink, min(most, n.arcs[e].left)); sent > dust {
			n.arcs[e].left -= sent
			n.arcs[e^1].left += sent
			return sent
		}
	}
	return 0
}
