package flag

import (
	"math/bits"
	"strconv"
	"unicode/utf16"
)

// Hash is murmur3_x86_32 (Appleby 2008) of the UTF-8 bytes of a key, with a seed.
func Hash(key string, seed uint32) uint32 { return hash(key, seed) }

func hash(key string, seed uint32) uint32 { return begin("", seed).hash(key) }

const mul1, mul2 = 0xcc9e2d51, 0x1b873593

// prefix is a hash that was begun with the first part of every key, which so is hashed once.
type prefix struct {
	h    uint32
	tail uint32 // its last bytes that do not fill a block
	n    int    // bytes so far
}

// begin hashes the beginning of keys.
func begin(start string, seed uint32) prefix {
	p := prefix{h: seed, n: len(start)}
	for ; len(start) >= 4; start = start[4:] {
		p.h = mix(p.h, block(start))
	}
	for i := len(start) - 1; i >= 0; i-- {
		p.tail = p.tail<<8 | uint32(start[i])
	}
	return p
}

func block(s string) uint32 {
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

func mix(h, k uint32) uint32 {
	h ^= bits.RotateLeft32(k*mul1, 15) * mul2
	return bits.RotateLeft32(h, 13)*5 + 0xe6546b64
}

// hash hashes the prefix with a key behind it.
func (p prefix) hash(key string) uint32 {
	h, tail, held := p.h, p.tail, uint(p.n&3)*8 // bits of the tail
	n := p.n + len(key)
	for ; len(key) >= 4; key = key[4:] {
		k := block(key)
		h = mix(h, tail|k<<held)
		tail = uint32(uint64(k) >> (32 - held))
	}
	for i := range len(key) {
		tail |= uint32(key[i]) << held
		if held += 8; held == 32 {
			h, tail, held = mix(h, tail), 0, 0
		}
	}
	if held > 0 {
		h ^= bits.RotateLeft32(tail*mul1, 15) * mul2
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

// hashing is how a divider makes a number of an id.
type hashing uint8

const (
	murmur      hashing = iota
	growthBook1         // GrowthBook's first version: 1,000 places
	growthBook2         // and its second: 10,000
)

// place is where an id stands, from 0 to below 1.
func (d *divider) place(id string) float64 {
	switch d.hash {
	case growthBook1:
		return float64(fnv(fnv(fnvStart, id), d.salt)%1000) / 1000
	case growthBook2:
		inner := fnv(fnv(fnvStart, d.salt), id)
		var digits [10]byte
		outer := fnv(fnvStart, strconv.AppendUint(digits[:0], uint64(inner), 10))
		return float64(outer%10000) / 10000
	}
	return float64(d.start.hash(id)) / (1 << 32)
}

const fnvStart = 0x811c9dc5

// fnv is FNV-1a of 32 bits over the UTF-16 code units of a text, as JavaScript counts them.
func fnv[T string | []byte](h uint32, s T) uint32 {
	for _, r := range string(s) {
		if r >= 0x10000 {
			high, low := utf16.EncodeRune(r)
			h = (h ^ uint32(high)) * 16777619
			r = low
		}
		h = (h ^ uint32(r)) * 16777619
	}
	return h
}
