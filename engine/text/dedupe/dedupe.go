// Package dedupe finds near-duplicate texts: MinHash signatures over character 4-grams propose
// pairs through banding, exact Jaccard similarity confirms them, union-find joins them.
package dedupe

import (
	"cmp"
	"slices"
	"strings"

	"github.com/throughlinehq/throughline/engine/text/space"
	"github.com/throughlinehq/throughline/engine/text/token"
)

// Shape of a signature: 16 bands of 4 rows find a pair of Jaccard .5 with probability .64 and one
// of .7 with .99.
const (
	Hashes  = 64
	Bands   = 16
	rows    = Hashes / Bands
	accept  = 0.5
	gram    = 4
	maxScan = 64 // earlier texts of one bucket that are compared
)

// Shingles returns the sorted distinct hashes of the text's character 4-grams. Case, punctuation
// and the amount of white space do not matter.
func Shingles(text string) []uint64 {
	flat := strings.Join(token.Words(nil, token.Clean(text)), " ")
	runes := []rune(flat)
	if len(runes) == 0 {
		return nil
	}
	out := make([]uint64, 0, len(runes))
	for i := 0; i+gram <= max(len(runes), gram); i++ {
		h := uint64(gram)
		for _, r := range runes[i:min(i+gram, len(runes))] {
			h = token.Mix(h<<1 ^ uint64(r))
		}
		out = append(out, h)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Exact is a hash that equal texts share, whatever their case, punctuation and white space.
func Exact(text string) uint64 {
	return token.Hash(strings.Join(token.Words(nil, token.Clean(text)), " "))
}

// Signature is the 64-value MinHash of a shingle set; an empty set gives the zero signature.
// One permutation fills all bins (densified by rotation), so the cost is linear in the shingles.
func Signature(shingles []uint64) (sig [Hashes]uint32) {
	if len(shingles) == 0 {
		return sig
	}
	var filled [Hashes]bool
	for _, s := range shingles {
		bin, value := s%Hashes, uint32(s>>32)
		if !filled[bin] || value < sig[bin] {
			sig[bin], filled[bin] = value, true
		}
	}
	return densify(sig, filled)
}

// densify gives every empty bin the value of a filled bin chosen by the bin's own hash chain, so
// that two sets agree on a borrowed bin exactly when they agree on its source.
func densify(sig [Hashes]uint32, filled [Hashes]bool) [Hashes]uint32 {
	out := sig
	for bin := range sig {
		source := uint64(bin)
		for step := uint64(1); !filled[source]; step++ {
			source = token.Mix(uint64(bin)<<32|step) % Hashes
		}
		if source != uint64(bin) {
			out[bin] = sig[source] + 0x9e3779b9
		}
	}
	return out
}

// BandKeys returns one key per band: two texts that share a key are candidates for a comparison.
func BandKeys(sig [Hashes]uint32) (keys [Bands]uint64) {
	for b := range keys {
		h := uint64(b)
		for _, v := range sig[b*rows : (b+1)*rows] {
			h = token.Mix(h<<1 ^ uint64(v))
		}
		keys[b] = h
	}
	return keys
}

// Jaccard is the share of common elements of two sorted sets, 0 when both are empty.
func Jaccard(a, b []uint64) float64 {
	common, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			common, i, j = common+1, i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	if union := len(a) + len(b) - common; union > 0 {
		return float64(common) / float64(union)
	}
	return 0
}

// Equal returns for every text the index of the earliest text that differs at most in case,
// punctuation and spacing.
func Equal(texts []string) []int {
	out := make([]int, len(texts))
	first := make(map[uint64]int, len(texts))
	for i, text := range texts {
		key := Exact(text)
		if _, seen := first[key]; !seen {
			first[key] = i
		}
		out[i] = first[key]
	}
	return out
}

// Group returns for every text the index of the earliest text of its group of near-duplicates,
// its own index when it stands alone. Texts without any word stand alone.
func Group(texts []string) []int {
	parent := make([]int, len(texts))
	exact := make([]uint64, len(texts))
	keys := make([][Bands]uint32, len(texts))
	space.Parallel(len(texts), func(from, to int) {
		for i := from; i < to; i++ {
			shingles := Shingles(texts[i])
			if exact[i] = 0; len(shingles) > 0 {
				exact[i] = Exact(texts[i])
			}
			for b, key := range BandKeys(Signature(shingles)) {
				keys[i][b] = uint32(key)
			}
		}
	})
	var distinct []int32
	first := make(map[uint64]int, len(texts))
	for i := range texts {
		parent[i] = i
		if exact[i] == 0 {
			continue
		}
		if at, seen := first[exact[i]]; seen {
			parent[i] = at
			continue
		}
		first[exact[i]] = i
		distinct = append(distinct, int32(i))
	}
	for band := range Bands {
		joinBand(texts, parent, distinct, func(i int32) uint32 { return keys[i][band] })
	}
	for i := range parent {
		parent[i] = find(parent, i)
	}
	return parent
}

// joinBand joins similar texts among those that share a key.
func joinBand(texts []string, parent []int, order []int32, key func(i int32) uint32) {
	slices.SortFunc(order, func(x, y int32) int {
		return cmp.Or(cmp.Compare(key(x), key(y)), cmp.Compare(x, y))
	})
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && key(order[to]) == key(order[from]) {
			to++
		}
		if to > from+1 {
			joinBucket(texts, parent, order[from:to])
		}
		from = to
	}
}

// joinBucket compares every text with the nearest before it in the bucket.
func joinBucket(texts []string, parent []int, bucket []int32) {
	sets := make([][]uint64, len(bucket))
	for k, i := range bucket {
		for j := max(0, k-maxScan); j < k; j++ {
			other := int(bucket[j])
			if find(parent, int(i)) == find(parent, other) {
				continue
			}
			if similar(texts, sets, bucket, [2]int{k, j}) {
				union(parent, int(i), other)
			}
		}
	}
}

// similar compares two texts of a bucket, remembering their shingles.
func similar(texts []string, sets [][]uint64, bucket []int32, pair [2]int) bool {
	for _, k := range pair {
		if sets[k] == nil {
			sets[k] = Shingles(texts[bucket[k]])
		}
	}
	return Jaccard(sets[pair[0]], sets[pair[1]]) >= accept
}

func find(parent []int, i int) int {
	for parent[i] != i {
		parent[i] = parent[parent[i]]
		i = parent[i]
	}
	return i
}

// union keeps the earliest text as the root.
func union(parent []int, i, j int) {
	a, b := find(parent, i), find(parent, j)
	parent[max(a, b)] = min(a, b)
}
