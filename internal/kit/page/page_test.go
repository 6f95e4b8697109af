package page

import (
	"testing"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

func TestWalkVisitsEveryRecordOnce(t *testing.T) {
	all := []int{1, 2, 3, 4, 5, 6, 7}
	var seen []int
	request := Request{Limit: 3}
	for {
		after := 0
		if _, err := request.After(&after); err != nil {
			t.Fatal(err)
		}
		got := Cut(all[after:min(after+request.Size()+1, len(all))], request.Size(),
			func(n int) []any { return []any{n} })
		seen = append(seen, got.Records...)
		if got.Next == "" {
			break
		}
		request.Cursor = got.Next
	}
	if len(seen) != len(all) {
		t.Fatalf("walked %v", seen)
	}
}

func TestForeignCursorsAreRefused(t *testing.T) {
	var n int
	for _, cursor := range []string{"!", "bm90IGpzb24", "W10", "WyJ4Il0", "WyJcdTAwMDAiXQ"} {
		if _, err := (Request{Cursor: cursor}).After(&n); !fault.Is(err, fault.Invalid) {
			t.Errorf("cursor %q: %v, want Invalid", cursor, err)
		}
	}
}

func TestSizeIsBounded(t *testing.T) {
	for limit, want := range map[int]int{0: 50, -1: 50, 7: 7, 1000: 200} {
		if got := (Request{Limit: limit}).Size(); got != want {
			t.Errorf("limit %d gives %d, want %d", limit, got, want)
		}
	}
}
