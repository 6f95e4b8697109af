package space

// Index finds the position of a key in a list: an open-addressed table, since texts ask it for
// every one of their features.
type Index struct{ slots []slot }

// slot holds a key and its position from 1; 0 is free.
type slot struct {
	key uint32
	at  int32
}

// NewIndex indexes different keys.
func NewIndex(keys []uint32) Index {
	size := 4
	for size < 2*len(keys) {
		size *= 2
	}
	x := Index{make([]slot, size)}
	for i, key := range keys {
		at := int(key) & (size - 1)
		for x.slots[at].at != 0 {
			at = (at + 1) & (size - 1)
		}
		x.slots[at] = slot{key, int32(i + 1)}
	}
	return x
}

// Find returns the position of a key, -1 when it is unknown.
func (x Index) Find(key uint32) int {
	mask := len(x.slots) - 1
	for at := int(key) & mask; mask > 0; at = (at + 1) & mask {
		switch s := x.slots[at]; {
		case s.at == 0:
			return -1
		case s.key == key:
			return int(s.at - 1)
		}
	}
	return -1
}
