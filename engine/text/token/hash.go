package token

const (
	offset64 = 14695981039346656037
	prime64  = 1099511628211
)

// Hash is FNV-1a with a final mix, so that the low bits are usable as a bucket.
func Hash(s string) uint64 {
	h := uint64(offset64)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * prime64
	}
	return Mix(h)
}

// Mix is the finaliser of splitmix64: a bijection that spreads every input bit over all bits.
func Mix(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// Grams appends the hashes of the character n-grams (low <= n <= high) of every word, each word
// padded by one space on both sides; a word shorter than n counts once as a whole.
func Grams(dst []uint64, words []string, low, high int) []uint64 {
	var buffer [MaxWordRunes + 8]rune
	for _, word := range words {
		runes := append(buffer[:0], ' ')
		for _, r := range word {
			runes = append(runes, r)
		}
		dst = wordGrams(dst, append(runes, ' '), low, high)
	}
	return dst
}

func wordGrams(dst []uint64, runes []rune, low, high int) []uint64 {
	if len(runes) <= low {
		return append(dst, Mix(hashRunes(runes)))
	}
	for i := 0; i+low <= len(runes); i++ {
		h := hashRunes(runes[i : i+low-1])
		for j := i + low - 1; j < min(i+high, len(runes)); j++ {
			h = (h ^ uint64(runes[j])) * prime64
			dst = append(dst, Mix(h))
		}
	}
	return dst
}

func hashRunes(runes []rune) uint64 {
	h := uint64(offset64)
	for _, r := range runes {
		h = (h ^ uint64(r)) * prime64
	}
	return h
}
