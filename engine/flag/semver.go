package flag

import (
	"cmp"
	"errors"
	"strings"
)

// version is a semantic version (semver.org 2.0.0); minor and patch may be left out.
type version struct {
	part [3]string // without leading zeros, compared by length and digits
	pre  string
}

func parseVersion(v value) (version, bool) {
	s := v.str
	if v.kind == number {
		s = v.toText()
	} else if v.kind != text {
		return version{}, false
	}
	s = strings.TrimPrefix(strings.TrimPrefix(s, "v"), "V")
	s, _, _ = strings.Cut(s, "+")
	core, pre, isPre := strings.Cut(s, "-")
	out := version{part: [3]string{"0", "0", "0"}, pre: pre}
	if isPre && pre == "" {
		return out, false
	}
	for i := 0; ; i++ {
		part, rest, more := strings.Cut(core, ".")
		if i > 2 || !digits(part) || len(part) > 1 && part[0] == '0' {
			return out, false
		}
		out.part[i] = part
		if core = rest; !more {
			return out, true
		}
	}
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

func (v version) compare(w version) int {
	for i := range v.part {
		if c := byNumber(v.part[i], w.part[i]); c != 0 {
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
		return ofBool(okA && okB && a.holds(args[1](e).str, b))
	}, nil
}

func (v version) holds(comparison string, w version) bool {
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
