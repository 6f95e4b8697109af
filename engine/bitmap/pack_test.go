package bitmap

import (
	"bytes"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawMoments draws what happened on a day to few people, often at one time.
func drawMoments(t *rapid.T, day Day) []Moment {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Moment {
		return Moment{rapid.SampledFrom([]uint32{0, 1, 7, 300, 1<<32 - 1}).Draw(t, "person"),
			int64(day)*microsPerDay + rapid.SampledFrom([]int64{0, 1, 5, microsPerDay - 1}).Draw(t, "at")}
	}), 0, 30).Draw(t, "moments")
}

func TestMomentsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := Day(rapid.IntRange(-9, 99_999).Draw(t, "day"))
		want := drawMoments(t, day)
		got, err := UnpackMoments(day, PackMoments(day, slices.Clone(want)), nil)
		sortMoments(want)
		if err != nil || !slices.Equal(got, want) {
			t.Fatalf("%v, %v, want %v", got, err, want)
		}
	})
}

// Adding to a packed list is packing both lists at once.
func TestMomentsAreAdded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first, more := drawMoments(t, 3), drawMoments(t, 3)
		all := slices.Concat(first, more)
		got, total, err := AddMoments(3, PackMoments(3, first), more)
		if err != nil || total != len(all) || !bytes.Equal(got, PackMoments(3, all)) {
			t.Fatalf("%v, %d, %v", got, total, err)
		}
	})
}

// Whoever moved is counted where they belong, in sets and in lists alike.
func TestMovesPutPeopleTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var written, m Moves
		to := map[uint32]uint32{}
		for _, from := range rapid.SliceOfDistinct(rapid.Uint32Range(10, 20),
			func(n uint32) uint32 { return n }).Draw(t, "moved") {
			to[from] = rapid.Uint32Range(0, 9).Draw(t, "to")
			written.Add(from, to[from])
		}
		if err := m.Read(written.Bytes()); err != nil {
			t.Fatal(err)
		}
		people, want := NewPeople(), NewPeople()
		list := []Moment{}
		for _, p := range rapid.SliceOf(rapid.Uint32Range(0, 25)).Draw(t, "people") {
			people.Add(p)
			list = append(list, Moment{Person: p})
			if real, moved := to[p]; moved {
				p = real
			}
			want.Add(p)
		}
		m.People(people)
		m.Moments(list)
		if !people.set.Equals(want.set) {
			t.Fatalf("%v, want %v", people.set, want.set)
		}
		for _, each := range list {
			if !want.set.Contains(each.Person) {
				t.Fatalf("%d did not move", each.Person)
			}
		}
	})
}

// Days told list by list count as their events told one by one.
func TestFunnelsOfDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		attempt := rapid.SampledFrom([]Attempt{BestAttempt, FirstAttempt}).Draw(t, "attempt")
		window := rapid.Int64Range(0, 2*microsPerDay).Draw(t, "window")
		days, single := NewFunnel(3, window, attempt), NewFunnel(3, window, attempt)
		type told struct {
			Moment
			step int
		}
		var all []told
		for day := range Day(3) {
			var steps [][]Moment
			for step := range 3 {
				list := drawMoments(t, day)
				for _, m := range list {
					all = append(all, told{m, step})
				}
				steps = append(steps, list)
			}
			days.AddDay(steps)
		}
		slices.SortStableFunc(all, func(a, b told) int {
			if before(a.Moment, b.Moment) {
				return -1
			}
			return 1
		})
		for _, e := range all {
			single.Add(e.Person, e.step, e.At)
		}
		if got, want := days.Reached(), single.Reached(); !slices.Equal(got, want) {
			t.Fatalf("%v, one by one %v", got, want)
		}
	})
}

func FuzzUnpackMoments(f *testing.F) {
	f.Add(PackMoments(1, []Moment{{1, microsPerDay}, {1 << 31, 2*microsPerDay - 1}}))
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, raw []byte) {
		list, err := UnpackMoments(1, raw, nil)
		if err != nil {
			return
		}
		again, err := UnpackMoments(1, PackMoments(1, slices.Clone(list)), nil)
		sortMoments(list) // times of one person may have come in any order
		if err != nil || !slices.Equal(again, list) {
			t.Errorf("%v, again %v, %v", list, again, err)
		}
	})
}

func FuzzReadPeople(f *testing.F) {
	people := NewPeople()
	for n := range uint32(20) {
		people.Add(n * n * n * n)
	}
	raw, err := people.Bytes()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, raw []byte) {
		people, err := ReadPeople(raw)
		if err != nil {
			return
		}
		packed, err := people.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := ReadPeople(packed); err != nil || again.Count() != people.Count() {
			t.Errorf("%d people, again %v, %v", people.Count(), again, err)
		}
	})
}

func FuzzReadMoves(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4})
	f.Fuzz(func(t *testing.T, raw []byte) {
		var m, again Moves
		if m.Read(raw) != nil {
			return
		}
		packed := m.Bytes()
		if again.Read(packed) != nil || !bytes.Equal(again.Bytes(), packed) {
			t.Errorf("%x, again %x", packed, again.Bytes())
		}
	})
}
