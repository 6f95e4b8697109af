package dedupe

import (
	"math"
	"math/bits"

	"github.com/throughlinehq/throughline/engine/text/space"
)

// sketch is what is kept of a set of shingles, whatever its size.
type sketch struct {
	size int32
	bits [sketchBits / 64]uint64 // those that its shingles name
}

const sketchBits = 256

// sketchOf is the sketch of different shingles.
func sketchOf(set []uint64) sketch {
	s := sketch{size: int32(len(set))}
	for _, x := range set {
		s.bits[x>>32%sketchBits/64] |= 1 << (x >> 32 % 64)
	}
	return s
}

// mayBeLike is false where the bits tell that two sets are no near-duplicates: each bit that only
// one of them has is named by a shingle that only one of them holds.
func (s *sketch) mayBeLike(t *sketch) bool {
	a, b := int(s.size), int(t.size)
	need, differ := needed(a, b), 0
	for k, x := range s.bits {
		differ += bits.OnesCount64(x ^ t.bits[k])
	}
	return need > 0 && min(a, b) >= need && a+b-differ >= 2*need
}

// crew is those who compare, and what they share.
type crew struct {
	f        *Finder
	flat     func(k int) string
	sketches []sketch // of the candidates
	hired    []*comparer
}

// each has the crew work on 0..n.
func (c *crew) each(n int, work func(c *comparer, k int)) {
	busy := 0
	space.Workers(n, func() func(from, to int) {
		if busy++; busy > len(c.hired) {
			c.hired = append(c.hired, &comparer{crew: c})
		}
		one := c.hired[busy-1]
		return func(from, to int) {
			for k := from; k < to; k++ {
				work(one, k)
			}
		}
	})
}

// comparer compares the texts of buckets, one bucket after the other, with room of its own.
type comparer struct {
	*crew
	near   [maxScan + 1]sketch   // of the texts that may be compared yet, by place in the bucket
	sets   [maxScan + 1][]uint64 // theirs
	read   [maxScan + 1]int      // 1 + the place whose set that is, 0: none
	table  []uint64              // the set that others are compared with, open-addressed
	loaded int                   // 1 + the place whose set that is
}

// draw makes the sketch of a candidate.
func (c *comparer) draw(k int) {
	c.sets[0] = c.load(appendGrams(c.sets[0][:0], c.flat(k)))
	c.sketches[k] = sketchOf(c.sets[0])
}

// pairs returns the pairs of a bucket that are similar and not yet joined. Every text is compared
// with those before it until one is alike.
func (c *comparer) pairs(bucket []int32) (found [][2]int) {
	clear(c.read[:])
	c.loaded = 0
	for k := range bucket {
		mine := c.sketches[bucket[k]]
		c.near[k%len(c.near)] = mine
		for j := max(0, k-maxScan); j < k; j++ {
			if !mine.mayBeLike(&c.near[j%len(c.near)]) {
				continue
			}
			i, other := int(c.f.texts[bucket[k]]), int(c.f.texts[bucket[j]])
			if c.f.root(i) != c.f.root(other) && c.alike(bucket, k, j) {
				found = append(found, [2]int{i, other})
				break
			}
		}
	}
	return found
}

// needed is how many shingles sets of such sizes share at least, if they are near-duplicates.
func needed(a, b int) int { return int(math.Ceil(accept * float64(a+b) / (1 + accept))) }

// alike reports a Jaccard similarity of at least accept between two texts of the bucket.
func (c *comparer) alike(bucket []int32, k, j int) bool {
	a, b := c.set(bucket, k), c.set(bucket, j)
	need := needed(len(a), len(b))
	if c.loaded != k+1 {
		c.loaded = k + 1
		c.load(a)
	}
	mayMiss := len(b) - need
	for _, x := range b {
		if c.table[c.at(x)] == 0 {
			if mayMiss--; mayMiss < 0 {
				return false
			}
		}
	}
	return true
}

// set returns the distinct shingles of a text of the bucket, in the order of their first place.
func (c *comparer) set(bucket []int32, k int) []uint64 {
	place := k % len(c.sets)
	if c.read[place] != k+1 {
		c.read[place] = k + 1
		all := appendGrams(c.sets[place][:0], c.flat(int(bucket[k])))
		c.sets[place] = c.load(all)
		c.loaded = k + 1
	}
	return c.sets[place]
}

// load fills the table with shingles and returns them, each once, in the same memory.
func (c *comparer) load(shingles []uint64) []uint64 {
	size := 64
	for size < 2*len(shingles) {
		size *= 2
	}
	if cap(c.table) < size {
		c.table = make([]uint64, size)
	}
	c.table = c.table[:size]
	clear(c.table)
	kept := shingles[:0]
	for _, x := range shingles {
		x = max(x, 1) // 0 marks what is free
		if at := c.at(x); c.table[at] == 0 {
			c.table[at] = x
			kept = append(kept, x)
		}
	}
	return kept
}

// at returns where the table holds a shingle, or the free place that it would have.
func (c *comparer) at(x uint64) int {
	mask := len(c.table) - 1
	at := int(x) & mask
	for c.table[at] != 0 && c.table[at] != x {
		at = (at + 1) & mask
	}
	return at
}
