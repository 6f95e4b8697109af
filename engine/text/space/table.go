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

	row  map[uint32]int32
	data Matrix
}

// newTable quantises the vectors and readies the table for use.
func newTable(keys []uint32, weight []float32, vectors Matrix) *Table {
	t := &Table{Dims: vectors.Cols, Keys: keys, Weight: weight,
		Scale: make([]float32, len(keys)), Bytes: make([]byte, len(vectors.Data))}
	for i := range keys {
		t.Scale[i] = quantiseRow(vectors.Row(i), t.Bytes[i*t.Dims:(i+1)*t.Dims])
	}
	t.ready()
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

// ready builds the look-up form. Rows that a damaged store cut off are left out.
func (t *Table) ready() {
	n := min(len(t.Keys), len(t.Weight), len(t.Scale))
	if t.Dims > 0 {
		n = min(n, len(t.Bytes)/t.Dims)
	}
	t.row = make(map[uint32]int32, n)
	t.data = NewMatrix(n, t.Dims)
	for i := range n {
		t.row[t.Keys[i]] = int32(i)
		for k, b := range t.Bytes[i*t.Dims : (i+1)*t.Dims] {
			t.data.Row(i)[k] = float32(int8(b)) * t.Scale[i]
		}
	}
}

// Ready must be called once after the stored form was read and before the table is shared.
func (t *Table) Ready() {
	if t.row == nil {
		t.ready()
	}
}

// Feature is a feature's hash and how often it occurs in a text.
type Feature struct {
	Key   uint32
	Count int32
}

// Embed adds the weighted vectors of the features to out, which it then scales to length one, and
// returns which share of the features' weight the table knows. Count dampens repeated occurrences.
func (t *Table) Embed(features []Feature, out []float32) {
	for _, f := range features {
		i, known := t.row[f.Key]
		if !known {
			continue
		}
		axpy(t.Weight[i]*dampen(f.Count), t.data.Row(int(i)), out)
	}
	Normalise(out)
}

// dampen is 1 + ln(count).
func dampen(count int32) float32 {
	if count == 1 {
		return 1
	}
	return float32(math.Round((1+math.Log(float64(count)))*1e6) / 1e6)
}
