// Package dedupe finds near-duplicate texts: MinHash signatures over character 4-grams propose
// pairs through banding, exact Jaccard similarity confirms them, union-find joins them.
package dedupe

import (
	"slices"
	"strings"

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
	maxScan = 64 // earlier texts of one band bucket that are compared
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
		out = append(out, token.Hash(string(runes[i:min(i+gram, len(runes))])))
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
	sets := make([][]uint64, len(texts))
	exact := make(map[uint64]int, len(texts))
	buckets := map[uint64][]int32{}
	for i, text := range texts {
		parent[i] = i
		key := Exact(text)
		if first, seen := exact[key]; seen {
			parent[i] = first
			continue
		}
		if sets[i] = Shingles(text); len(sets[i]) == 0 {
			continue
		}
		exact[key] = i
		joinSimilar(parent, sets, buckets, i)
	}
	for i := range parent {
		parent[i] = find(parent, i)
	}
	return parent
}

func joinSimilar(parent []int, sets [][]uint64, buckets map[uint64][]int32, i int) {
	for _, key := range BandKeys(Signature(sets[i])) {
		members := buckets[key]
		for _, other := range members {
			j := int(other)
			if find(parent, j) != find(parent, i) && Jaccard(sets[i], sets[j]) >= accept {
				union(parent, i, j)
			}
		}
		if len(members) < maxScan {
			buckets[key] = append(members, int32(i))
		}
	}
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
