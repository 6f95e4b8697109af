// Package semver reads and compares semantic versions as flags do.
package semver

import (
	"cmp"
	"strings"
)

// Version is a semantic version (semver.org 2.0.0); minor and patch may be left out.
type Version struct {
	major, minor, patch uint64
	pre                 string
}

const (
	maxVersion = 256 // bytes of a version
	maxPart    = 18  // digits of one of its numbers
)

// Read reads a version; a v before it is left out.
func Read(s string) (v Version, ok bool) {
	if len(s) > maxVersion {
		return v, false
	}
	s = strings.TrimPrefix(strings.TrimPrefix(s, "v"), "V")
	if v.major, s, ok = part(s); !ok || s == "" {
		return v, ok
	}
	if s[0] == '.' {
		if v.minor, s, ok = part(s[1:]); !ok || s == "" {
			return v, ok
		}
		if s[0] == '.' {
			if v.patch, s, ok = part(s[1:]); !ok || s == "" {
				return v, ok
			}
		}
	}
	switch s[0] {
	case '+':
		return v, true
	case '-':
		v.pre, _, _ = strings.Cut(s[1:], "+")
	}
	return v, v.pre != ""
}

// part is the number at the beginning of a version, and what stands behind it.
func part(s string) (n uint64, rest string, ok bool) {
	i := 0
	for ; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		n = n*10 + uint64(s[i]-'0')
	}
	return n, s[i:], i == 1 || i > 1 && i <= maxPart && s[0] != '0'
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func byNumber(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }

func (v *Version) compare(w *Version) int {
	if c := cmp.Or(cmp.Compare(v.major, w.major), cmp.Compare(v.minor, w.minor),
		cmp.Compare(v.patch, w.patch)); c != 0 {
		return c
	}
	switch {
	case v.pre == w.pre:
		return 0
	case v.pre == "":
		return 1
	case w.pre == "":
		return -1
	}
	return comparePre(v.pre, w.pre)
}

// comparePre compares pre-releases part by part: numbers by value and before words.
func comparePre(a, b string) int {
	for {
		x, restA, moreA := strings.Cut(a, ".")
		y, restB, moreB := strings.Cut(b, ".")
		var c int
		switch dx, dy := digits(x), digits(y); {
		case dx && dy:
			c = byNumber(strings.TrimLeft(x, "0"), strings.TrimLeft(y, "0"))
		case dx:
			c = -1
		case dy:
			c = 1
		default:
			c = cmp.Compare(x, y)
		}
		switch {
		case c != 0:
			return c
		case !moreA && !moreB:
			return 0
		case !moreA:
			return -1
		case !moreB:
			return 1
		}
		a, b = restA, restB
	}
}

// Holds reports whether the version is as the comparison says beside another: = != < <= > >=, ^ for
// the same major version, ~ for the same minor one.
func (v *Version) Holds(comparison string, w *Version) bool {
	c := v.compare(w)
	switch comparison {
	case "=":
		return c == 0
	case "!=":
		return c != 0
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	case ">":
		return c > 0
	case ">=":
		return c >= 0
	case "^":
		return v.major == w.major
	case "~":
		return v.major == w.major && v.minor == w.minor
	}
	return false
}
