package dedupe

import "math"

// comparer compares the texts of buckets, one bucket after the other, with room of its own.
type comparer struct {
	f      *Finder
	flat   func(k int) string
	sets   [maxScan + 1][]uint64 // of the texts that may be compared yet, by place in the bucket
	read   [maxScan + 1]int      // 1 + the place whose set that is, 0: none
	table  []uint64              // the set that others are compared with, open-addressed
	loaded int                   // 1 + the place whose set that is
}

// pairs returns the pairs of a bucket that are similar and not yet joined. Every text is compared
// with those before it until one is alike.
func (c *comparer) pairs(bucket []int32) (found [][2]int) {
	clear(c.read[:])
	c.loaded = 0
	for k := range bucket {
		i := int(c.f.texts[bucket[k]])
		for j := max(0, k-maxScan); j < k; j++ {
			other := int(c.f.texts[bucket[j]])
			if c.f.root(i) != c.f.root(other) && c.alike(bucket, k, j) {
				found = append(found, [2]int{i, other})
				break
			}
		}
	}
	return found
}

// alike reports a Jaccard similarity of at least accept between two texts of the bucket.
func (c *comparer) alike(bucket []int32, k, j int) bool {
	a, b := c.set(bucket, k), c.set(bucket, j)
	need := int(math.Ceil(accept * float64(len(a)+len(b)) / (1 + accept)))
	if need == 0 || min(len(a), len(b)) < need {
		return false
	}
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
		all := appendGrams(c.sets[place][:0], c.flat(int(c.f.slots[bucket[k]])))
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
