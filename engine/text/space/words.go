package space

import (
	"cmp"
	"math"
	"slices"
)

const (
	window   = 5
	smoothed = 0.75 // exponent of the context counts
	sif      = 1e-3 // a word of frequency p weighs sif / (sif + p)
)

// Words fits word vectors to texts given as word hashes in reading order: co-occurrence within a
// window, weighted by 1/distance, as positive pointwise mutual information, then a truncated SVD.
// The vector of a text is the average of its words' vectors, frequent words counting little.
func Words(texts [][]uint32, f Fit) *Table {
	keys, counts, total := frequent(texts, f)
	column := make(map[uint32]int32, len(keys))
	weight := make([]float32, len(keys))
	for i, key := range keys {
		column[key] = int32(i)
		p := float64(counts[i]) / float64(max(1, total))
		weight[i] = float32(math.Round(sif/(sif+p)*1e6) / 1e6)
	}
	const iterations = 4
	d := Decompose(mutual(texts, column), f.Dims, iterations, f.Seed)
	d.shrink()
	for i := range d.V.Rows {
		for k := range d.S {
			d.V.Row(i)[k] *= float32(math.Sqrt(d.S[k]))
		}
	}
	return newTable(keys, weight, d.V)
}

func frequent(texts [][]uint32, f Fit) ([]uint32, []int, int) {
	occurs, total := map[uint32]int{}, 0
	for _, text := range texts {
		total += len(text)
		for _, key := range text {
			occurs[key]++
		}
	}
	keys := make([]uint32, 0, len(occurs))
	for key, n := range occurs {
		if n >= f.MinDocs {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(occurs[b], occurs[a]), cmp.Compare(a, b))
	})
	keys = slices.Clone(keys[:min(len(keys), f.MaxTerms)])
	slices.Sort(keys)
	counts := make([]int, len(keys))
	for i, key := range keys {
		counts[i] = occurs[key]
	}
	return keys, counts, total
}

// pair is a co-occurrence; weights are whole sixtieths so that sums are exact.
type pair struct {
	a, b   int32
	weight int64
}

const sixtieths = 60

// mutual returns the positive pointwise mutual information of the words of the column map.
func mutual(texts [][]uint32, column map[uint32]int32) *Sparse {
	pairs := cooccurrence(texts, column)
	sums := make([]float64, len(column))
	for _, p := range pairs {
		sums[p.a] += float64(p.weight)
	}
	total, contexts := 0.0, 0.0
	context := make([]float64, len(sums))
	for i, sum := range sums {
		total += sum
		context[i] = math.Pow(sum, smoothed)
		contexts += context[i]
	}
	s := NewSparse(len(column))
	var index []int32
	var value []float32
	for i, k := int32(0), 0; int(i) < len(column); i++ {
		index, value = index[:0], value[:0]
		for ; k < len(pairs) && pairs[k].a == i; k++ {
			p := pairs[k]
			ratio := float64(p.weight) / sums[i] * (contexts / context[p.b])
			if pmi := math.Round(math.Log(ratio)*1e6) / 1e6; pmi > 0 {
				index, value = append(index, p.b), append(value, float32(pmi))
			}
		}
		s.AppendRow(index, value)
	}
	return s
}

// cooccurrence returns the summed pairs in ascending order.
func cooccurrence(texts [][]uint32, column map[uint32]int32) []pair {
	sums := map[[2]int32]int64{}
	ids := []int32{}
	for _, text := range texts {
		ids = ids[:0]
		for _, key := range text {
			if i, known := column[key]; known {
				ids = append(ids, i)
			} else {
				ids = append(ids, -1)
			}
		}
		for i, a := range ids {
			for d := 1; d <= window && i+d < len(ids); d++ {
				if b := ids[i+d]; a >= 0 && b >= 0 {
					sums[[2]int32{a, b}] += int64(sixtieths / d)
					sums[[2]int32{b, a}] += int64(sixtieths / d)
				}
			}
		}
	}
	pairs := make([]pair, 0, len(sums))
	for key, w := range sums {
		pairs = append(pairs, pair{key[0], key[1], w})
	}
	slices.SortFunc(pairs, func(x, y pair) int {
		return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
	return pairs
}
