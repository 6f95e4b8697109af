package bitmap

import (
	"cmp"
	"encoding/binary"
	"errors"
	"math"
	"slices"
)

// Moment is that a person did something at a time, in microseconds since 1970.
type Moment struct {
	Person uint32
	At     int64
}

// timeBytes are enough for the microseconds of a day.
const timeBytes = 5

// PackMoments packs what happened on one day, by person and time, and sorts it so. A moment
// takes six or seven bytes.
func PackMoments(day Day, moments []Moment) []byte {
	sortMoments(moments)
	raw := make([]byte, 0, len(moments)*(timeBytes+2))
	last := uint32(0)
	for _, m := range moments {
		raw = binary.AppendUvarint(raw, uint64(m.Person-last))
		last = m.Person
		at := uint64(m.At - int64(day)*microsPerDay)
		raw = append(raw, byte(at), byte(at>>8), byte(at>>16), byte(at>>24), byte(at>>32))
	}
	return raw
}

// UnpackMoments adds what [PackMoments] packed to a list.
func UnpackMoments(day Day, raw []byte, into []Moment) ([]Moment, error) {
	bad := errors.New("bitmap: these are no moments of a day")
	midnight, person := int64(day)*microsPerDay, uint64(0)
	for len(raw) > 0 {
		ahead, n := binary.Uvarint(raw)
		if n <= 0 || len(raw) < n+timeBytes || ahead > math.MaxUint32-person {
			return nil, bad
		}
		person += ahead
		t := raw[n : n+timeBytes]
		at := int64(t[0]) | int64(t[1])<<8 | int64(t[2])<<16 | int64(t[3])<<24 | int64(t[4])<<32
		if at >= microsPerDay {
			return nil, bad
		}
		into = append(into, Moment{uint32(person), midnight + at})
		raw = raw[n+timeBytes:]
	}
	return into, nil
}

// AddMoments adds moments to what [PackMoments] packed of the same day, and says how many there
// are then. The list is sorted where it stands.
func AddMoments(day Day, packed []byte, more []Moment) (raw []byte, total int, err error) {
	sortMoments(more)
	all, err := UnpackMoments(day, packed, make([]Moment, 0, len(packed)/(timeBytes+1)+len(more)))
	if err != nil {
		return nil, 0, err
	}
	all = mergeMoments(all, more)
	return PackMoments(day, all), len(all), nil
}

// mergeMoments merges two sorted lists into the first, from the end, so that nothing of it is
// written over before it is read.
func mergeMoments(into, more []Moment) []Moment {
	i, j := len(into)-1, len(more)-1
	into = slices.Grow(into, len(more))[:len(into)+len(more)]
	for at := len(into) - 1; j >= 0; at-- {
		if i >= 0 && before(more[j], into[i]) {
			into[at] = into[i]
			i--
		} else {
			into[at] = more[j]
			j--
		}
	}
	return into
}

func sortMoments(moments []Moment) {
	order := func(a, b Moment) int {
		if a.Person != b.Person {
			return cmp.Compare(a.Person, b.Person)
		}
		return cmp.Compare(a.At, b.At)
	}
	if !slices.IsSortedFunc(moments, order) {
		slices.SortFunc(moments, order)
	}
}
