package dedupe

import (
	"github.com/throughlinehq/throughline/engine/text/space"
	"github.com/throughlinehq/throughline/engine/text/token"
)

const (
	accept  = 0.5 // least Jaccard similarity of near-duplicates
	maxScan = 64  // earlier texts of one bucket that are compared
)

// Print is what a Finder keeps of a text: 72 bytes, however long the text is.
type Print struct {
	exact uint64
	keys  [Bands]uint32
	empty bool
}

// Read takes the print of a text.
func Read(text string) Print {
	words := Flat(text)
	p := Print{exact: token.Hash(words), empty: words == ""}
	for b, key := range BandKeys(Signature(grams(words))) {
		p.keys[b] = uint32(key)
	}
	return p
}

// Finder finds near-duplicates among texts that pass by twice: first their prints, in order, then
// the few texts that may have a twin. Call Add for each text, Candidates, Confirm, in this order.
type Finder struct {
	first  map[uint64]int32 // exact hash -> earliest text
	parent []int32          // union-find; the root is the earliest text
	same   []int32          // earliest equal text
	keys   [][Bands]uint32  // of the different texts that have words
	texts  []int32          // those texts; later on the candidates alone
	bands  [Bands]buckets
}

// buckets are groups of texts that share their key of one band: the members of one after the other,
// as indices into texts, and where each group ends. There may be millions.
type buckets struct{ members, ends []int32 }

func (b buckets) of(group int) []int32 {
	from := int32(0)
	if group > 0 {
		from = b.ends[group-1]
	}
	return b.members[from:b.ends[group]]
}

// NewFinder returns a finder that has seen nothing.
func NewFinder() *Finder { return &Finder{first: map[uint64]int32{}} }

// Add takes in the next text.
func (f *Finder) Add(p Print) {
	i := int32(len(f.parent))
	earliest, seen := f.first[p.exact]
	if !seen {
		earliest, f.first[p.exact] = i, i
	}
	f.same = append(f.same, earliest)
	switch {
	case p.empty: // texts without a word stand alone
		earliest = i
	case !seen:
		f.keys, f.texts = append(f.keys, p.keys), append(f.texts, i)
	}
	f.parent = append(f.parent, earliest)
}

// Same returns the earliest text that differs at most in case, punctuation and spacing.
func (f *Finder) Same(i int) int { return int(f.same[i]) }

// Representative returns the earliest text of the group of near-duplicates, the text itself when
// it stands alone.
func (f *Finder) Representative(i int) int { return f.find(i) }

// Candidates returns, ascending, the texts that Confirm wants to see, and forgets the prints.
func (f *Finder) Candidates() []int {
	space.Each(Bands, func(band int) { f.bands[band] = f.shared(band) })
	place := make([]int32, len(f.texts)) // among the candidates
	for _, b := range f.bands {
		for _, k := range b.members {
			place[k] = 1
		}
	}
	var wanted []int
	kept := f.texts[:0]
	for k, is := range place {
		if is > 0 {
			place[k] = int32(len(wanted))
			wanted, kept = append(wanted, int(f.texts[k])), append(kept, f.texts[k])
		}
	}
	for _, b := range f.bands {
		for m, k := range b.members {
			b.members[m] = place[k]
		}
	}
	f.keys, f.first, f.texts = nil, nil, kept
	return wanted
}

// shared returns the groups of texts that share their key of a band.
func (f *Finder) shared(band int) (b buckets) {
	order := make([]uint64, len(f.texts)) // key before index: numbers sort faster than pairs
	for k := range order {
		order[k] = uint64(f.keys[k][band])<<32 | uint64(k)
	}
	order = sortByKey(order)
	members := order[:0] // what is read is not needed again
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && order[to]>>32 == order[from]>>32 {
			to++
		}
		if to > from+1 {
			members = append(members, order[from:to]...)
			b.ends = append(b.ends, int32(len(members)))
		}
		from = to
	}
	b.members = make([]int32, len(members))
	for m, pair := range members {
		b.members[m] = int32(uint32(pair))
	}
	return b
}

// sortByKey sorts numbers by their upper halves; equal ones stay in order.
func sortByKey(numbers []uint64) []uint64 {
	const digit = 11
	sorted := make([]uint64, len(numbers))
	for shift := 32; shift < 64; shift += digit {
		var place [1 << digit]int
		for _, x := range numbers {
			place[x>>shift%(1<<digit)]++
		}
		at := 0
		for d, n := range place {
			place[d], at = at, at+n
		}
		for _, x := range numbers {
			d := x >> shift % (1 << digit)
			sorted[place[d]] = x
			place[d]++
		}
		numbers, sorted = sorted, numbers
	}
	return numbers
}

// Confirm joins the candidates that are near-duplicates indeed; flat returns the Flat form of the
// k-th of them and may be called from several goroutines at once.
func (f *Finder) Confirm(flat func(k int) string) {
	const round = 4096 // buckets that are looked at before what they tell is used
	crew := crew{f: f, flat: flat, sketches: make([]sketch, len(f.texts))}
	crew.each(len(f.texts), (*comparer).draw)
	for _, b := range f.bands {
		for from := 0; from < len(b.ends); from += round {
			found := make([][][2]int, min(len(b.ends)-from, round))
			crew.each(len(found), func(c *comparer, k int) { found[k] = c.pairs(b.of(from + k)) })
			for _, list := range found {
				for _, p := range list {
					f.union(p[0], p[1])
				}
			}
		}
	}
	f.bands, f.texts = [Bands]buckets{}, nil
}

// root is find without shortening the way, so that many may look at once.
func (f *Finder) root(i int) int32 {
	at := int32(i)
	for f.parent[at] != at {
		at = f.parent[at]
	}
	return at
}

func (f *Finder) find(i int) int {
	at := int32(i)
	for f.parent[at] != at {
		f.parent[at] = f.parent[f.parent[at]]
		at = f.parent[at]
	}
	return int(at)
}

// union keeps the earliest text as the root.
func (f *Finder) union(i, j int) {
	a, b := f.find(i), f.find(j)
	f.parent[max(a, b)] = int32(min(a, b))
}

// Group returns for every text the index of the earliest text of its group of near-duplicates,
// its own index when it stands alone. Texts without any word stand alone.
func Group(texts []string) []int {
	prints := make([]Print, len(texts))
	space.Each(len(texts), func(i int) { prints[i] = Read(texts[i]) })
	f := NewFinder()
	for _, p := range prints {
		f.Add(p)
	}
	wanted := f.Candidates()
	f.Confirm(func(k int) string { return Flat(texts[wanted[k]]) })
	out := make([]int, len(texts))
	for i := range out {
		out[i] = f.find(i)
	}
	return out
}
