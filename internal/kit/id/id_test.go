package id

import (
	"math/rand/v2"
	"sort"
	"testing"
	"time"
)

func TestIdentifiersSortByTimeAndNeverRepeat(t *testing.T) {
	source := NewSource(rand.NewChaCha8([32]byte{1}))
	at := time.UnixMilli(1_800_000_000_000)
	var made []string
	for i := range 3000 {
		later := time.Duration(i/100) * time.Millisecond
		made = append(made, string(source.New("item", at.Add(later))))
	}
	if !sort.StringsAreSorted(made) {
		t.Fatal("identifiers do not sort by the order they were made in")
	}
	seen := map[string]bool{}
	for _, s := range made {
		if seen[s] {
			t.Fatalf("%s was made twice", s)
		}
		seen[s] = true
	}
}

func TestValid(t *testing.T) {
	good := NewSource(nil).New("item", time.Now())
	for _, c := range []struct {
		id   ID
		kind string
		want bool
	}{
		{good, "item", true},
		{good, "theme", false},
		{good, "", false},
		{"item_", "item", false},
		{"item_01JDB2M0F8S2V9Q7C4X6N5T3RA", "item", false},
		{"item_01jdb2m0f8s2v9q7c4x6n5t3r'", "item", false},
		{"", "", false},
	} {
		if got := c.id.Valid(c.kind); got != c.want {
			t.Errorf("ID(%q).Valid(%q) = %v, want %v", c.id, c.kind, got, c.want)
		}
	}
}
