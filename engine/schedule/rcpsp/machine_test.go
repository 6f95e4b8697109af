package rcpsp

import (
	"cmp"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestBuildGivesUp: a limit changes nothing but schedules that end after it.
func TestBuildGivesUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := randomProject(rapid.Uint64().Draw(t, "project"), rapid.IntRange(1, 40).Draw(t, "jobs"))
		m, keys := newMachine(p), make([]int32, len(p.Jobs))
		for i := range keys {
			keys[i] = rapid.Int32Range(-9, 9).Draw(t, "key")
		}
		for dir := forward; dir <= backward; dir++ {
			makespan := m.build(dir, keys, never)
			whole := slices.Clone(m.finish)
			if got := m.build(dir, keys, makespan-1); got < makespan {
				t.Fatalf("%v: ends at %d and %d", dir, makespan, got)
			}
			if m.build(dir, keys, makespan) != makespan || !slices.Equal(m.finish, whole) {
				t.Fatalf("%v: another schedule than without a limit", dir)
			}
		}
	})
}

// TestOrder sorts keys of which many are near each other and a few far away.
func TestOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newMachine(randomProject(1, rapid.IntRange(1, 90).Draw(t, "jobs")))
		keys, want := make([]int32, m.n), make([]int, m.n)
		for i := range keys {
			want[i] = i
			keys[i] = rapid.Int32Range(-9, 9).Draw(t, "key")
			if rapid.IntRange(0, 9).Draw(t, "far") == 0 {
				keys[i] *= 1 << 26
			}
		}
		slices.SortStableFunc(want, func(a, b int) int { return cmp.Compare(keys[a], keys[b]) })
		m.order(keys)
		for at, i := range want {
			if int(m.sorted[at]&0xffff) != i {
				t.Fatalf("place %d: job %d, want %d", at, m.sorted[at]&0xffff, i)
			}
		}
	})
}
