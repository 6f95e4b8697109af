package space

import "math"

// Table maps feature hashes to vectors. Its exported fields are its stored form: one signed byte
// per component with a scale per row.
type Table struct {
	Dims   int       `json:"dims"`
	Keys   []uint32  `json:"keys"`   // ascending
	Weight []float32 `json:"weight"` // of a feature's occurrence
	Scale  []float32 `json:"scale"`  // of a row's bytes
	Bytes  []byte    `json:"bytes"`

	slots []slot
	data  Matrix
}

// slot is a place of the open-addressed look-up; row counts from 1, 0 is free.
type slot struct {
	key uint32
	row int32
}

// newTable quantises the vectors and readies the table for use.
func newTable(keys []uint32, weight []float32, vectors Matrix) *Table {
	t := &Table{Dims: vectors.Cols, Keys: keys, Weight: weight,
		Scale: make([]float32, len(keys)), Bytes: make([]byte, len(vectors.Data))}
	for i := range keys {
		t.Scale[i] = quantiseRow(vectors.Row(i), t.Bytes[i*t.Dims:(i+1)*t.Dims])
	}
	t.Ready()
	return t
}

func quantiseRow(row []float32, out []byte) float32 {
	largest := float32(0)
	for _, x := range row {
		largest = max(largest, float32(math.Abs(float64(x))))
	}
	if largest == 0 {
		return 0
	}
	for k, x := range row {
		out[k] = byte(int8(roundHalfAway(float64(x) / float64(largest) * 127)))
	}
	return largest / 127
}

// Ready builds the look-up form and reports whether the stored form is whole. It must be called
// once after the stored form was read and before the table is shared.
func (t *Table) Ready() bool {
	n := len(t.Keys)
	if t.Dims < 0 || len(t.Weight) != n || len(t.Scale) != n || len(t.Bytes) != n*t.Dims {
		return false
	}
	if t.slots != nil {
		return true
	}
	size := 4
	for size < 2*n {
		size *= 2
	}
	t.slots = make([]slot, size)
	t.data = NewMatrix(n, t.Dims)
	for i, key := range t.Keys {
		at := int(key) & (size - 1)
		for t.slots[at].row != 0 {
			at = (at + 1) & (size - 1)
		}
		t.slots[at] = slot{key, int32(i + 1)}
		weight := t.Weight[i] * t.Scale[i]
		for k, b := range t.Bytes[i*t.Dims : (i+1)*t.Dims] {
			t.data.Row(i)[k] = float32(int8(b)) * weight
		}
	}
	return true
}

// find returns the row of a key, -1 when it is unknown.
func (t *Table) find(key uint32) int {
	mask := len(t.slots) - 1
	for at := int(key) & mask; mask > 0; at = (at + 1) & mask {
		switch s := t.slots[at]; {
		case s.row == 0:
			return -1
		case s.key == key:
			return int(s.row - 1)
		}
	}
	return -1
}

// Has reports whether the table knows a key.
func (t *Table) Has(key uint32) bool { return t.find(key) >= 0 }

// WeightOf returns the weight of a key's occurrence, 1 when it is unknown.
func (t *Table) WeightOf(key uint32) float64 {
	if i := t.find(key); i >= 0 {
		return float64(t.Weight[i])
	}
	return 1
}

// Feature is a feature's hash and how often it occurs in a text.
type Feature struct {
	Key   uint32
	Count int32
}

// Add adds the weighted vectors of the known features to out. Repeated occurrences are dampened.
func (t *Table) Add(features []Feature, out []float32) {
	for _, f := range features {
		if i := t.find(f.Key); i >= 0 {
			axpy(dampen(f.Count), t.data.Row(i), out)
		}
	}
}

// dampen is 1 + ln(count).
func dampen(count int32) float32 {
	if count == 1 {
		return 1
	}
	return float32(math.Round((1+math.Log(float64(count)))*1e6) / 1e6)
}
