package teacher

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"github.com/throughlinehq/throughline/engine/text/pack"
)

// manifest is what Convert needs of the package's model.json.
type manifest struct {
	WeightsManifest []struct {
		Paths   []string `json:"paths"`
		Weights []struct {
			Name  string `json:"name"`
			Shape []int  `json:"shape"`
		} `json:"weights"`
	} `json:"weightsManifest"`
}

// Convert makes the file that Open reads from the files of the package by their names: model.json,
// vocab.json and the shards of the weights.
func Convert(files map[string][]byte) ([]byte, error) {
	var pieces [][2]any
	if err := json.Unmarshal(files["vocab.json"], &pieces); err != nil {
		return nil, fmt.Errorf("vocab.json: %w", err)
	}
	w := &pack.Writer{}
	w.Int(form)
	w.Int(len(pieces))
	var scores []float32
	for i, piece := range pieces {
		name, named := piece[0].(string)
		score, scored := piece[1].(float64) // null, which the package takes for 0, for the colon
		if !named || !scored && piece[1] != nil {
			return nil, fmt.Errorf("vocab.json: entry %d is not a piece and its score", i)
		}
		w.Bytes([]byte(name))
		scores = append(scores, float32(score))
	}
	w.Floats(scores)
	weights, err := weightsOf(files)
	if err != nil {
		return nil, err
	}
	for _, p := range new(Encoder).parts() {
		list, found := byEnd(weights, p.name)
		if !found {
			return nil, fmt.Errorf("model.json: no weights are named %s", p.name)
		}
		w.Floats(list)
	}
	if _, err := Open(w.Data); err != nil {
		return nil, err
	}
	return w.Data, nil
}

// weightsOf reads the lists of numbers by name.
func weightsOf(files map[string][]byte) (map[string][]float32, error) {
	var m manifest
	if err := json.Unmarshal(files["model.json"], &m); err != nil {
		return nil, fmt.Errorf("model.json: %w", err)
	}
	out := map[string][]float32{}
	for _, group := range m.WeightsManifest {
		var data []byte
		for _, path := range group.Paths {
			data = append(data, files[path]...)
		}
		for _, weights := range group.Weights {
			size := 1
			for _, n := range weights.Shape {
				size *= n
			}
			if size < 0 || 4*size > len(data) {
				return nil, fmt.Errorf("%s: the shards end too early", weights.Name)
			}
			list := make([]float32, size)
			for i := range list {
				list[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
			}
			out[weights.Name], data = list, data[4*size:]
		}
	}
	return out, nil
}

func byEnd(weights map[string][]float32, end string) ([]float32, bool) {
	for name, list := range weights {
		if strings.HasSuffix(name, end) {
			return list, true
		}
	}
	return nil, false
}
