package bitmap

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// Moves says which people turned out to be others, after they had been counted as themselves.
// Nobody moves on: whoever somebody moved to stays. The zero value is empty.
type Moves struct {
	from *roaring.Bitmap
	to   map[uint32]uint32
}

// Add says that one person is really another.
func (m *Moves) Add(from, to uint32) {
	if m.to == nil {
		m.from, m.to = roaring.New(), map[uint32]uint32{}
	}
	m.from.Add(from)
	m.to[from] = to
}

// Bytes packs the moves.
func (m *Moves) Bytes() (raw []byte) {
	if m.to == nil {
		return nil
	}
	last := uint32(0)
	for _, from := range m.from.ToArray() {
		raw = binary.AppendUvarint(raw, uint64(from-last))
		raw = binary.AppendUvarint(raw, uint64(m.to[from]))
		last = from
	}
	return raw
}

// Read adds what [Moves.Bytes] packed.
func (m *Moves) Read(raw []byte) error {
	bad := errors.New("bitmap: these are no moves")
	from := uint64(0)
	for len(raw) > 0 {
		ahead, n := binary.Uvarint(raw)
		if n <= 0 || ahead > math.MaxUint32-from {
			return bad
		}
		to, k := binary.Uvarint(raw[n:])
		if k <= 0 || to > math.MaxUint32 {
			return bad
		}
		from += ahead
		m.Add(uint32(from), uint32(to))
		raw = raw[n+k:]
	}
	return nil
}

// People puts those who moved in a set where they belong.
func (m *Moves) People(p *People) {
	if m.to == nil || !m.from.Intersects(p.set) {
		return
	}
	moved := roaring.And(m.from, p.set)
	arrived := moved.ToArray()
	for i, person := range arrived {
		arrived[i] = m.to[person]
	}
	slices.Sort(arrived)
	p.set.AndNot(moved)
	p.set.AddMany(arrived)
}

// Moments does the same in a list, whose order may be lost.
func (m *Moves) Moments(list []Moment) {
	if m.to == nil {
		return
	}
	for i := range list {
		if to, moved := m.to[list[i].Person]; moved {
			list[i].Person = to
		}
	}
}
