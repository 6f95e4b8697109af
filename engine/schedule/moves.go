package schedule

// change is new genes for one item.
type change struct {
	item  int32
	key   float64
	floor int
	way   int
	out   []bool // of all items; nil: as it is
}

func (c change) apply(g genes) {
	g.keys[c.item] = c.key
	if g.floors != nil {
		g.floors[c.item] = c.floor
	}
	if g.ways != nil {
		g.ways[c.item] = c.way
	}
	if c.out != nil {
		copy(g.out, c.out)
	}
}

// moveChoice changes what is in the plan or how it is done, where there is a choice.
func (s *search) moveChoice() (undo change, done bool) {
	if s.p.choice != nil && len(s.p.choice.Optional()) > 0 && s.rng.IntN(4) == 0 {
		if undo, ok := s.moveOut(); ok {
			return undo, true
		}
	}
	if len(s.choices) > 0 && (len(s.movable) < 2 || s.rng.IntN(4) == 0) {
		return s.moveWay(), true
	}
	return s.genes.of(0), len(s.movable) < 2 // then nothing else can move
}

// moveWay does an item in another way, or leaves that to the place that it finds.
func (s *search) moveWay() change {
	item := s.choices[s.rng.IntN(len(s.choices))]
	undo := s.genes.of(item)
	next := undo
	for next.way == undo.way {
		next.way = s.rng.IntN(len(s.p.items[item].ways)+1) - 1
	}
	next.apply(s.genes)
	return undo
}

// of are the genes of one item.
func (g genes) of(item int32) change {
	c := change{item: item, key: g.keys[item], way: g.way(int(item))}
	if g.floors != nil {
		c.floor = g.floors[item]
	}
	return c
}

// wait is how many units levelling moves an item by at most at once.
const wait = 6

// move puts one item next to another, mostly one that wants the same team; with a baseline it may
// instead let go of the item's old start, or hold on to it. It returns the way back.
func (s *search) move() change {
	if undo, done := s.moveChoice(); done {
		return undo
	}
	item := s.movable[s.rng.IntN(len(s.movable))]
	undo := s.genes.of(item)
	next := undo
	if s.d.goal.levelling && s.rng.IntN(2) == 0 { // it may wait for a quieter time
		next.floor = max(0, s.d.start[item]+s.rng.IntN(2*wait+1)-wait)
		next.apply(s.genes)
		return undo
	}
	if s.genes.floors != nil && !s.d.goal.levelling && s.rng.IntN(4) == 0 {
		if next.floor = s.d.goal.baseline[item]; undo.floor > 0 {
			next.floor = 0
		}
		if s.rng.IntN(2) == 0 { // otherwise it goes elsewhere as well
			next.apply(s.genes)
			return undo
		}
	}
	next.key = s.genes.keys[s.partner(item)] + s.rng.Float64() - .5
	next.apply(s.genes)
	return undo
}

func (s *search) partner(item int32) int32 {
	pool := s.movable
	if demands := s.p.items[item].Demands; len(demands) > 0 && s.rng.IntN(4) > 0 {
		if mates := s.mates[demands[s.rng.IntN(len(demands))].Team]; len(mates) > 1 {
			pool = mates
		}
	}
	for {
		if other := pool[s.rng.IntN(len(pool))]; other != item {
			return other
		}
	}
}
