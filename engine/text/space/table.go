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

	index Index
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
	if t.index.slots != nil {
		return true
	}
	t.index = NewIndex(t.Keys)
	return true
}

// Has reports whether the table knows a key.
func (t *Table) Has(key uint32) bool { return t.index.Find(key) >= 0 }

// WeightOf returns the weight of a key's occurrence, 1 when it is unknown.
func (t *Table) WeightOf(key uint32) float64 {
	if i := t.index.Find(key); i >= 0 {
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
		if i := t.index.Find(f.Key); i >= 0 {
			weight := t.Weight[i] * t.Scale[i]
			axpyBytes(Dampen(f.Count), weight, t.Bytes[i*t.Dims:(i+1)*t.Dims], out)
		}
	}
}

// Dampen is 1 + ln(count): what a feature that occurs that often weighs.
func Dampen(count int32) float32 {
	if count == 1 {
		return 1
	}
	return float32(math.Round((1+math.Log(float64(count)))*1e6) / 1e6)
}

// AddScaled adds weight times x to out.
func AddScaled(out []float32, weight float32, x []float32) { axpy(weight, x, out) }

// Gather adds up the rows of eight signed bytes that the index names, each times its value.
func Gather(rows []byte, index []int32, values []float32) [8]float32 {
	return gather(rows, index, values)
}

// AddBytes adds weight times x, signed bytes, to out.
func AddBytes(out []float32, weight float32, x []byte) { axpyBytes(weight, 1, x, out) }
