package backlog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A position is a text that sorts byte by byte: a head of eight base-36 digits, which steps by
// one at the ends of the backlog, and between two heads a fraction, which never ends in 0. There
// is always room between two positions, so moving an item changes only that item.
const (
	base        = 36
	digits      = "0123456789abcdefghijklmnopqrstuvwxyz"
	headLength  = 8
	middle      = 18 * 78364164096 // "i0000000": as much room before it as after it
	longest     = 16               // a position beyond this makes its neighbours move apart
	comfortable = 12               // how long positions may be afterwards
)

func head(n uint64) string {
	text := strconv.FormatUint(n, base)
	return strings.Repeat("0", max(0, headLength-len(text))) + text
}

func headOf(position string) uint64 {
	n, err := strconv.ParseUint(position[:headLength], base, 64)
	if err != nil {
		panic(fmt.Sprintf("backlog: %q is not a position", position))
	}
	return n
}

// between returns a short position after one and before another; "" is the open end.
func between(after, before string) string {
	switch {
	case after == "" && before == "":
		return head(middle)
	case before == "":
		return head(headOf(after) + 1)
	case after == "":
		return head(headOf(before) - 1)
	}
	a, b := headOf(after), headOf(before)
	switch {
	case b-a > 1:
		return head(a + (b-a)/2)
	case a == b:
		return after[:headLength] + fraction(after[headLength:], before[headLength:])
	case len(before) > headLength:
		return before[:headLength]
	}
	return after[:headLength] + fraction(after[headLength:], "")
}

// fraction returns digits between low and high, read behind a point; high "" is 1.
func fraction(low, high string) string {
	var out strings.Builder
	for i := 0; ; i++ {
		from, to := digitAt(low, i), digitAt(high, i)
		if high == "" {
			to = base
		}
		switch {
		case to-from > 1:
			return out.String() + string(digits[(from+to)/2])
		case to-from == 1 && high != "" && len(high) > i+1:
			return out.String() + high[i:i+1]
		case to-from == 1:
			high = "" // the digit of low is taken: from here on only low bounds
		}
		out.WriteByte(digits[from])
	}
}

func digitAt(s string, i int) int {
	if i >= len(s) {
		return 0
	}
	return strings.IndexByte(digits, s[i])
}

// spread returns n short positions in order between two others; "" is the open end.
func spread(n int, after, before string) []string {
	out := make([]string, n)
	switch {
	case before == "":
		for i := range out {
			out[i] = between(after, "")
			after = out[i]
		}
	case after == "":
		for i := range out {
			out[n-1-i] = between("", before)
			before = out[n-1-i]
		}
	default:
		bisect(out, after, before)
	}
	return out
}

func bisect(out []string, after, before string) {
	if len(out) == 0 {
		return
	}
	m := len(out) / 2
	out[m] = between(after, before)
	bisect(out[:m], after, out[m])
	bisect(out[m+1:], out[m], before)
}

func tooLong(positions []string, limit int) bool {
	return slices.ContainsFunc(positions, func(p string) bool { return len(p) > limit })
}
