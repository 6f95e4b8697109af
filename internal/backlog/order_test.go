package backlog

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestBetween(t *testing.T) {
	for _, test := range []struct{ after, before, want string }{
		{"", "", "i0000000"},
		{"i0000000", "", "i0000001"},
		{"", "i0000000", "hzzzzzzz"},
		{"i0000000", "i0000001", "i0000000i"},
		{"i0000000", "i0000009", "i0000004"},
		{"i0000000i", "i0000001", "i0000000r"},
		{"i0000000z", "i0000001", "i0000000zi"},
		{"i0000000", "i00000001", "i00000000i"},
		{"i0000000z", "i0000001i", "i0000001"},
		{"i00000001", "i00000002", "i00000001i"},
		{"i00000001z", "i000000021", "i00000002"},
	} {
		if got := between(test.after, test.before); got != test.want {
			t.Errorf("between(%q, %q) = %q, want %q", test.after, test.before, got, test.want)
		}
	}
}

// Inserting anywhere, again and again, keeps the order that was asked for.
func TestPositionsKeepAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var list []string
		for range rapid.IntRange(1, 200).Draw(t, "inserts") {
			at := rapid.IntRange(0, len(list)).Draw(t, "at")
			var after, before string
			if at > 0 {
				after = list[at-1]
			}
			if at < len(list) {
				before = list[at]
			}
			p := between(after, before)
			if p <= after || before != "" && p >= before {
				t.Fatalf("between(%q, %q) = %q", after, before, p)
			}
			if len(p) > headLength && strings.HasSuffix(p, "0") {
				t.Fatalf("%q leaves no room below it", p)
			}
			list = slices.Insert(list, at, p)
		}
	})
}

func TestSpreadIsShortAndSorted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ends := []string{"", "i0000000", "i0000000zzzzzzzzi", "i0000001", "i00000011"}
		i := rapid.IntRange(0, len(ends)-1).Draw(t, "after")
		before := ""
		if j := rapid.IntRange(i, len(ends)-1).Draw(t, "before"); j > i {
			before = ends[j]
		}
		n := rapid.IntRange(0, 300).Draw(t, "n")
		got := spread(n, ends[i], before)
		all := append([]string{ends[i]}, got...)
		if before != "" {
			all = append(all, before)
		}
		for k := 1; k < len(all); k++ {
			if all[k-1] >= all[k] {
				t.Fatalf("%q is not before %q", all[k-1], all[k])
			}
		}
		if tooLong(got, max(headLength, len(ends[i]), len(before))+3) {
			t.Fatalf("%v are long", got)
		}
	})
}
