package bitmap

import (
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
)

// People is a set of people. Make one with [NewPeople] or [ReadPeople].
type People struct{ set *roaring.Bitmap }

// NewPeople makes an empty set.
func NewPeople() *People { return &People{roaring.New()} }

// ReadPeople reads what [People.Bytes] wrote.
func ReadPeople(raw []byte) (*People, error) {
	set := roaring.New()
	err := set.UnmarshalBinary(raw)
	if err == nil {
		err = set.Validate()
	}
	if err != nil {
		return nil, fmt.Errorf("bitmap: this is no set of people: %w", err)
	}
	return &People{set}, nil
}

// Bytes packs the set, in Roaring's portable format.
func (p *People) Bytes() ([]byte, error) {
	p.set.RunOptimize()
	return p.set.ToBytes()
}

// Add puts a person into the set.
func (p *People) Add(person uint32) { p.set.Add(person) }

// Remove takes a person out of the set.
func (p *People) Remove(person uint32) { p.set.Remove(person) }

// Unite puts those of another set into this one.
func (p *People) Unite(other *People) { p.set.Or(other.set) }

// Count is how many there are.
func (p *People) Count() uint64 { return p.set.GetCardinality() }
