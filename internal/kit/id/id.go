// Package id makes typed, sortable identifiers: the word for the record's kind, an underscore,
// and 26 characters of time and randomness ("item_01jdb2m0f8s2v9q7c4x6n5t3ra").
package id

import (
	"crypto/rand"
	"encoding/binary"
	"io"
	"strings"
	"sync"
	"time"
)

// ID names one record. The part before the underscore is the record's kind; identifiers of
// one kind sort by the moment they were made.
type ID string

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz" // Crockford base 32, lower case

// bodyLength is the number of characters after the underscore: 128 bits, 5 bits each.
const bodyLength = 26

// Kind returns the word before the underscore, or "" for a malformed identifier.
func (i ID) Kind() string {
	kind, body, found := strings.Cut(string(i), "_")
	if !found || len(body) != bodyLength {
		return ""
	}
	return kind
}

// Valid reports whether the identifier is well formed and of the given kind.
func (i ID) Valid(kind string) bool {
	if kind == "" || i.Kind() != kind {
		return false
	}
	body := string(i)[len(kind)+1:]
	return strings.Trim(body, alphabet) == ""
}

// Source makes identifiers. Two identifiers of one source never repeat, and those made in the
// same millisecond keep the order in which they were made. Safe for concurrent use.
type Source struct {
	random io.Reader

	mu   sync.Mutex
	last int64
	high uint16
	low  uint64
}

// NewSource returns a source that draws from random; nil means the system's secure randomness.
func NewSource(random io.Reader) *Source {
	if random == nil {
		random = rand.Reader
	}
	return &Source{random: random}
}

// New makes an identifier of the given kind for the given moment.
func (s *Source) New(kind string, at time.Time) ID {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ms := at.UnixMilli(); ms > s.last || s.low == 0 {
		s.last = max(ms, s.last)
		s.draw()
	} else {
		s.low++ // same millisecond, or a clock that went back: count on
	}
	return ID(kind + "_" + encode(uint64(s.last)<<16|uint64(s.high), s.low))
}

func (s *Source) draw() {
	var b [10]byte
	if _, err := io.ReadFull(s.random, b[:]); err != nil {
		panic("id: no randomness: " + err.Error()) // crypto/rand never fails on supported systems
	}
	s.high = binary.BigEndian.Uint16(b[:2])
	s.low = binary.BigEndian.Uint64(b[2:])>>1 | 1 // room to count upwards without wrapping
}

// encode writes 128 bits as 26 base-32 characters, most significant first.
func encode(high, low uint64) string {
	var out [bodyLength]byte
	for i := bodyLength - 1; i >= 0; i-- {
		out[i] = alphabet[low&31]
		low = low>>5 | high<<59
		high >>= 5
	}
	return string(out[:])
}
