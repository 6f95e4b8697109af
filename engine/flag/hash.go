package flag

import "math/bits"

// Hash is murmur3_x86_32 (Appleby 2008) of the UTF-8 bytes of a key, with a seed.
func Hash(key string, seed uint32) uint32 { return hash(key, seed) }

func hash[T string | []byte](key T, seed uint32) uint32 {
	const c1, c2 = 0xcc9e2d51, 0x1b873593
	h, n := seed, len(key)
	for ; len(key) >= 4; key = key[4:] {
		k := uint32(key[0]) | uint32(key[1])<<8 | uint32(key[2])<<16 | uint32(key[3])<<24
		h ^= bits.RotateLeft32(k*c1, 15) * c2
		h = bits.RotateLeft32(h, 13)*5 + 0xe6546b64
	}
	var k uint32
	for i := len(key) - 1; i >= 0; i-- {
		k = k<<8 | uint32(key[i])
	}
	if len(key) > 0 {
		h ^= bits.RotateLeft32(k*c1, 15) * c2
	}
	h ^= uint32(n)
	h = (h ^ h>>16) * 0x85ebca6b
	h = (h ^ h>>13) * 0xc2b2ae35
	return h ^ h>>16
}

// Bucket scales a hash to 0 up to a total weight, as flagd's fractional v2 does.
func Bucket(hash uint32, total int64) int64 {
	high, low := bits.Mul64(uint64(hash), uint64(total))
	return int64(high<<32 | low>>32)
}
