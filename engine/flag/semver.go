package flag

import (
	"cmp"
	"errors"
	"strings"
)

// version is a semantic version (semver.org 2.0.0); minor and patch may be left out.
type version struct {
	part [3]uint64
	pre  string
}

const (
	maxVersion = 256 // bytes of a version
	maxPart    = 18  // digits of one of its numbers
)

func parseVersion(v value) (version, bool) {
	switch v.kind {
	case number:
		return readVersion(v.toText())
	case text:
		return readVersion(v.str)
	}
	return version{}, false
}

func readVersion(s string) (v version, ok bool) {
	if len(s) > maxVersion {
		return v, false
	}
	s = strings.TrimPrefix(strings.TrimPrefix(s, "v"), "V")
	i := 0
	for part := range v.part {
		begin := i
		for ; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
			v.part[part] = v.part[part]*10 + uint64(s[i]-'0')
		}
		if n := i - begin; n == 0 || n > maxPart || n > 1 && s[begin] == '0' {
			return v, false
		}
		if i == len(s) {
			return v, true
		}
		if s[i] != '.' || part == 2 {
			break
		}
		i++
	}
	switch s[i] {
	case '+':
		return v, true
	case '-':
		v.pre, _, _ = strings.Cut(s[i+1:], "+")
	}
	return v, v.pre != ""
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

func (v *version) compare(w *version) int {
	for i := range v.part {
		if c := cmp.Compare(v.part[i], w.part[i]); c != 0 {
			return c
		}
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

// semVer compares two versions; what is no version holds never.
func semVer(args []rule) (rule, error) {
	if len(args) != 3 {
		return nil, errors.New("takes a version, a comparison and another version")
	}
	return func(e env) value {
		a, okA := parseVersion(args[0](e))
		b, okB := parseVersion(args[2](e))
		return ofBool(okA && okB && a.holds(args[1](e).str, &b))
	}, nil
}

func (v *version) holds(comparison string, w *version) bool {
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
		return v.part[0] == w.part[0]
	case "~":
		return v.part[0] == w.part[0] && v.part[1] == w.part[1]
	}
	return false
}
