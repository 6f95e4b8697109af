package space

import "math/bits"

// Index finds the position of a key in a list: an open-addressed table behind a small filter, since
// texts ask it for every one of their features, most of which it does not know.
type Index struct {
	slots []slot
	seen  []uint64 // a bit for every possible value of a key's first bits
	shift int      // that leaves those bits
}

// slot holds a key and its position from 1; 0 is free.
type slot struct {
	key uint32
	at  int32
}

// NewIndex indexes different keys.
func NewIndex(keys []uint32) Index {
	size := 64
	for size < 2*len(keys) {
		size *= 2
	}
	const bitsPerSlot = 4
	x := Index{slots: make([]slot, size), seen: make([]uint64, size*bitsPerSlot/64),
		shift: 32 - bits.Len(uint(size*bitsPerSlot-1))}
	for i, key := range keys {
		x.seen[key>>x.shift/64] |= 1 << (key >> x.shift % 64)
		at := int(key) & (size - 1)
		for x.slots[at].at != 0 {
			at = (at + 1) & (size - 1)
		}
		x.slots[at] = slot{key, int32(i + 1)}
	}
	return x
}

// Find returns the position of a key, -1 when it is unknown.
func (x *Index) Find(key uint32) int {
	if bit := key >> x.shift; len(x.seen) == 0 || x.seen[bit/64]>>(bit%64)&1 == 0 {
		return -1
	}
	mask := len(x.slots) - 1
	for at := int(key) & mask; ; at = (at + 1) & mask {
		switch s := x.slots[at]; {
		case s.at == 0:
			return -1
		case s.key == key:
			return int(s.at - 1)
		}
	}
}
