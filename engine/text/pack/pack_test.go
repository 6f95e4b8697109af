package pack

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestReadsWhatWasWritten(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	many := make([]float32, mostDistinct+10)
	for i := range many {
		many[i] = rng.Float32()
	}
	lists := [][]float32{nil, {0}, {1, 1, 1, -2, float32(math.Inf(1))}, many}
	keys := []uint32{0, 0, 7, math.MaxUint32}
	w := &Writer{}
	w.Int(300)
	w.Bytes([]byte("text"))
	w.Float(math.Pi)
	w.Ascending(keys)
	for _, list := range lists {
		w.Floats(list)
	}
	r := NewReader(w.Data)
	if n, b, x := r.Int(), r.Bytes(), r.Float(); n != 300 || string(b) != "text" || x != math.Pi {
		t.Fatalf("read %d, %q, %v", n, b, x)
	}
	if got := r.Ascending(); !slices.Equal(got, keys) {
		t.Fatalf("read %v, want %v", got, keys)
	}
	for i, list := range lists {
		if got := r.Floats(); !slices.Equal(got, list) {
			t.Fatalf("list %d differs", i)
		}
	}
	if !r.Whole() {
		t.Fatal("something is left or damaged")
	}
}

func FuzzReader(f *testing.F) {
	w := &Writer{}
	w.Ascending([]uint32{3, 9})
	w.Floats([]float32{1, 2, 1})
	w.Bytes([]byte{1})
	f.Add(w.Data)
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0x0f, 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		r := NewReader(data)
		keys, floats, tail := r.Ascending(), r.Floats(), r.Bytes()
		if !slices.IsSorted(keys) {
			t.Fatal("the keys fall")
		}
		if len(keys)+len(floats)+len(tail) > len(data) {
			t.Fatal("more was read than there is")
		}
	})
}
