package space

import (
	"cmp"
	"math"
	"slices"
)

// Fit describes how a space is fitted.
type Fit struct {
	Dims     int
	MinDocs  int // a feature in fewer texts is left out
	MaxTerms int // the most widespread features that are kept
	Seed     uint64
}

// Latent fits a latent semantic space to texts given as features with ascending keys: sublinear
// term frequency, smoothed inverse document frequency, length-normalised, then a truncated SVD.
func Latent(texts [][]Feature, f Fit) *Table {
	keys, docs := vocabulary(texts, f)
	column := make(map[uint32]int32, len(keys))
	weight := make([]float32, len(keys))
	for i, key := range keys {
		column[key] = int32(i)
		idf := math.Log(float64(1+len(texts))/float64(1+docs[i])) + 1
		weight[i] = float32(math.Round(idf*1e6) / 1e6)
	}
	s := NewSparse(len(keys))
	var index []int32
	var value []float32
	for _, text := range texts {
		index, value = index[:0], value[:0]
		for _, feature := range text {
			if i, known := column[feature.Key]; known {
				index = append(index, i)
				value = append(value, weight[i]*Dampen(feature.Count))
			}
		}
		Normalise(value)
		s.AppendRow(index, value)
	}
	const iterations = 3
	d := Decompose(s, f.Dims, iterations, f.Seed)
	d.shrink()
	return newTable(keys, weight, d.V)
}

// vocabulary returns the kept keys in ascending order and how many texts hold each.
func vocabulary(texts [][]Feature, f Fit) ([]uint32, []int) {
	docs := map[uint32]int{}
	for _, text := range texts {
		for _, feature := range text {
			docs[feature.Key]++
		}
	}
	keys := make([]uint32, 0, len(docs))
	for key, n := range docs {
		if n >= f.MinDocs {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(docs[b], docs[a]), cmp.Compare(a, b))
	})
	keys = slices.Clone(keys[:min(len(keys), f.MaxTerms)])
	slices.Sort(keys)
	counts := make([]int, len(keys))
	for i, key := range keys {
		counts[i] = docs[key]
	}
	return keys, counts
}

// Features counts hashes into features with ascending keys.
func Features(hashes []uint64) []Feature {
	return AppendFeatures(make([]Feature, 0, len(hashes)), hashes)
}

// AppendFeatures is Features into dst; it changes the hashes.
func AppendFeatures(dst []Feature, hashes []uint64) []Feature {
	from := len(dst)
	slices.Sort(hashes) // by their upper halves first, which are the keys
	for _, h := range hashes {
		key := uint32(h >> 32)
		if n := len(dst); n > from && dst[n-1].Key == key {
			dst[n-1].Count++
			continue
		}
		dst = append(dst, Feature{Key: key, Count: 1})
	}
	return dst
}
