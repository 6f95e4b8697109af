package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCommittedFilesAreThoseOfTheGenerator(t *testing.T) {
	reviews, err := readCSV("../data/reviews.csv")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range invent(reviews[1:]) {
		got, err := os.ReadFile(filepath.Join("../data", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is out of date: run go generate ./internal/demo", name)
		}
	}
}

func TestChoose(t *testing.T) {
	chosen, err := choose([][]string{
		{"text", "stars", "source", "bug", "feature"},
		{"It is nice and it works for me, thank you", "5", "", "0", "0"},
		{"too short", "5", "", "0", "0"},
		{"It crashes when I open the second page, fix it", "1", "", "1", "0"},
		{"write to me@example.org about the app, it is good", "4", "", "0", "0"},
		{"sdfg hjkl wert zuio dfgh rtzu xcvb", "4", "", "0", "0"},
		{"IT IS THE BEST APP AND I LOVE IT", "4", "", "0", "0"},
	})
	want := "id,rating,text\nR0001,5,\"It is nice and it works for me, thank you\"\n" +
		"R0002,1,\"It crashes when I open the second page, fix it\"\n"
	if err != nil || string(chosen) != want {
		t.Errorf("got %q, %v", chosen, err)
	}
	if _, err := choose([][]string{{"words"}}); err == nil {
		t.Error("a collection without the columns was taken")
	}
}

func TestRunNeedsReadableFiles(t *testing.T) {
	dir := t.TempDir()
	if err := run(dir, ""); err == nil || !strings.Contains(err.Error(), "reviews.csv") {
		t.Errorf("no reviews: %v", err)
	}
	empty := filepath.Join(dir, "empty.csv")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(dir, empty); err == nil || !strings.Contains(err.Error(), "is empty") {
		t.Errorf("an empty collection: %v", err)
	}
}
