// Package dedupe finds near-duplicate texts: MinHash signatures over character 4-grams propose
// pairs through banding, exact Jaccard similarity confirms them, union-find joins them.
package dedupe

import (
	"math"
	"math/bits"
	"slices"
	"strings"

	"github.com/throughlinehq/throughline/engine/text/token"
)

// Shape of a signature: 16 bands of 4 rows find a pair of Jaccard .5 with probability .64 and one
// of .7 with .99.
const (
	Hashes = 64
	Bands  = 16
	rows   = Hashes / Bands
	gram   = 4
)

// Shingles returns the sorted distinct hashes of the text's character 4-grams. Case, punctuation
// and the amount of white space do not matter.
func Shingles(text string) []uint64 {
	out := grams(Flat(text))
	slices.Sort(out)
	return slices.Compact(out)
}

// Flat is the text as it is compared: its words in lower case with one space between them.
func Flat(text string) string {
	var room [32]string
	return strings.Join(token.Words(room[:0], token.Clean(text)), " ")
}

// grams returns the hashes of the character 4-grams of a flat text in their order; one that is
// shorter counts once as a whole.
func grams(flat string) []uint64 {
	if flat == "" {
		return nil
	}
	return appendGrams(make([]uint64, 0, len(flat)), flat)
}

// appendGrams is grams into dst.
func appendGrams(dst []uint64, flat string) []uint64 {
	if flat == "" {
		return dst
	}
	var a, b, c, d rune // the last four
	n := 0
	for _, r := range flat {
		a, b, c, d = b, c, d, r
		if n++; n >= gram {
			dst = append(dst, hash(a, b, c, d))
		}
	}
	if n < gram {
		dst = append(dst, hash(a, b, c, d))
	}
	return dst
}

func hash(a, b, c, d rune) uint64 {
	first := token.Mix(uint64(a)<<32 | uint64(b))
	return token.Mix(first ^ (uint64(c)<<32 | uint64(d)))
}

// Exact is a hash that equal texts share, whatever their case, punctuation and white space.
func Exact(text string) uint64 { return token.Hash(Flat(text)) }

// Signature is the 64-value MinHash of shingles in any order; none give the zero signature.
// One permutation fills all bins (densified by rotation), so the cost is linear in the shingles.
func Signature(shingles []uint64) (sig [Hashes]uint32) {
	if len(shingles) == 0 {
		return sig
	}
	for bin := range sig {
		sig[bin] = math.MaxUint32
	}
	filled := uint64(0) // a bit for every bin
	for _, s := range shingles {
		bin := s % Hashes
		filled |= 1 << bin
		sig[bin] = min(sig[bin], uint32(s>>32))
	}
	return densify(sig, filled)
}

// densify gives every empty bin the value of a filled bin chosen by the bin's own hash chain, so
// that two sets agree on a borrowed bin exactly when they agree on its source.
func densify(sig [Hashes]uint32, filled uint64) [Hashes]uint32 {
	out := sig
	for empty := ^filled; empty != 0; empty &= empty - 1 {
		bin := bits.TrailingZeros64(empty)
		source := uint64(bin)
		for step := 1; filled>>source&1 == 0; step++ {
			source = link(bin, step)
		}
		out[bin] = sig[source] + 0x9e3779b9
	}
	return out
}

// link is a step of the hash chain of a bin.
func link(bin, step int) uint64 {
	if step < len(chains[bin]) {
		return uint64(chains[bin][step])
	}
	return token.Mix(uint64(bin)<<32|uint64(step)) % Hashes
}

// chains are the beginnings of the hash chains, all that texts of a few words need.
var chains = func() (out [Hashes][16]uint8) {
	for bin := range out {
		for step := range out[bin] {
			out[bin][step] = uint8(token.Mix(uint64(bin)<<32|uint64(step)) % Hashes)
		}
	}
	return out
}()

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
	both := common(a, b)
	if union := len(a) + len(b) - both; union > 0 {
		return float64(both) / float64(union)
	}
	return 0
}

// common counts the elements that two sorted sets share.
func common(a, b []uint64) int {
	n, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			n, i, j = n+1, i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return n
}
