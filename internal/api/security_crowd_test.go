package api_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

const (
	crowd = 64 // writers at once
	turns = 6  // rounds of each
)

// TestC7ACrowdWritesWhileABackupRuns lets 64 clients make items under keys that they send twice,
// vote and move, beside a backup: nothing breaks, every number is given once, and nothing
// happens twice.
func TestC7ACrowdWritesWhileABackupRuns(t *testing.T) {
	eachWorld(t, func(w *world) {
		before := w.items()
		var writers, backup sync.WaitGroup
		done := make(chan struct{})
		backup.Go(func() { w.backUpUntil(done) })
		for c := range crowd {
			writers.Go(func() { w.crowdMember(c) })
		}
		writers.Wait()
		close(done)
		backup.Wait()
		items := w.items()
		if made := len(items) - len(before); made != crowd*turns {
			w.Errorf("%d items for %d keys", made, crowd*turns)
		}
		numbers, places := map[float64]bool{}, map[string]bool{}
		for _, item := range items {
			numbers[item["number"].(float64)] = true
			places[taken(item, "position")] = true
			if strings.HasPrefix(taken(item, "title"), "crowd") && item["vote_count"].(float64) != 1 {
				w.Errorf("%s has %v votes of one person", item["key"], item["vote_count"])
			}
		}
		if len(numbers) != len(items) || len(places) != len(items) {
			w.Errorf("%d items, %d numbers, %d places", len(items), len(numbers), len(places))
		}
	})
}

// crowdMember makes items, each by two requests under one key, votes twice and moves them about.
func (w *world) crowdMember(c int) {
	last := w.a.ids["$item"]
	for n := range turns {
		body := fmt.Sprintf(`{"title":"crowd %d-%d"}`, c, n)
		key := fmt.Sprintf("Idempotency-Key: crowd %d-%d", c, n)
		made := w.do("owner", "POST", "/items", body, key)
		again := w.do("owner", "POST", "/items", body, key)
		id := taken(made.Body, "id")
		if made.Status != http.StatusCreated || id != taken(again.Body, "id") {
			w.Errorf("%s: %d %s, again %d %s", key, made.Status, made.Raw, again.Status, again.Raw)
			return
		}
		for _, r := range []reply{
			w.do("owner", "PUT", "/items/"+id+"/vote", ""),
			w.do("owner", "PUT", "/items/"+id+"/vote", ""),
			w.do("owner", "POST", "/items/"+id+"/move", fmt.Sprintf(`{"after":%q}`, last)),
		} {
			if r.Status >= 300 {
				w.Errorf("%d %s", r.Status, r.Raw)
			}
		}
		last = id
	}
}

// backUpUntil writes one backup after the other; each must succeed.
func (w *world) backUpUntil(done chan struct{}) {
	for n := 0; ; n++ {
		select {
		case <-done:
			return
		default:
		}
		path := filepath.Join(w.TempDir(), fmt.Sprintf("%d.backup", n))
		if _, err := w.db.Backup(w.Context(), path); err != nil {
			w.Errorf("backup %d: %v", n, err)
			return
		}
	}
}

// items reads every item, page by page.
func (w *world) items() []map[string]any {
	var all []map[string]any
	for cursor := ""; ; {
		page := w.do("owner", "GET", "/items?limit=200&cursor="+cursor, "").Body
		for _, r := range page["records"].([]any) {
			all = append(all, r.(map[string]any))
		}
		if cursor, _ = page["next_cursor"].(string); cursor == "" {
			return all
		}
	}
}

// TestIN12FormulasNeverLeaveNumbers sends formulas that try to hang, overflow or divide by zero:
// each is refused at its place, or yields no value; never NaN or Inf.
func TestIN12FormulasNeverLeaveNumbers(t *testing.T) {
	oneWorld(t, func(w *world) {
		item := w.a.ids["$item"]
		for formula, status := range map[string]int{
			strings.Repeat("(", 5000) + "a" + strings.Repeat(")", 5000): 422,
			strings.Repeat("-", 20000) + "a":                            422,
			"a +":                                                       422,
			"a ** 2":                                                    422,
			"unknown * 2":                                               422,
			"system(a)":                                                 422,
			"1/0":                                                       201,
			"a/(a-a)":                                                   201,
			"1e308*10*a":                                                201,
			"log(0-a)":                                                  201,
		} {
			body := fmt.Sprintf(`{"name":"F %d","fields":[{"key":"a","label":"A"}],"formula":%q}`,
				len(formula), formula)
			made := w.do("owner", "POST", "/frameworks", body)
			shown := formula[:min(len(formula), 20)]
			if made.Status != status {
				w.Errorf("%s: %d %s", shown, made.Status, made.Raw)
				continue
			}
			if status == 422 {
				if !strings.Contains(made.Raw, "/formula") {
					w.Errorf("%s: the refusal does not point at the formula: %s", shown, made.Raw)
				}
				continue
			}
			key := taken(made.Body, "key")
			scored := w.do("owner", "PUT", "/items/"+item+"/scores/"+key,
				`{"inputs":{"a":{"p10":3,"p90":4}}}`)
			if scored.Status != 200 {
				w.Errorf("%s cannot be scored: %d %s", shown, scored.Status, scored.Raw)
			}
			ranked := w.do("owner", "GET", "/priorities?framework="+key, "")
			if ranked.Status != 200 || strings.Contains(ranked.Raw, "NaN") ||
				strings.Contains(ranked.Raw, "Inf") {
				w.Errorf("%s: %d %s", shown, ranked.Status, ranked.Raw)
			}
		}
	})
}

// TestIN13OddDaysAreRefused sends days that do not exist and numbers beyond their range, to every
// place that takes one; each refusal says where.
func TestIN13OddDaysAreRefused(t *testing.T) {
	oneWorld(t, func(w *world) {
		for _, c := range []struct{ method, path, body, pointer string }{
			{"POST", "/items", `{"title":"x","due":"2026-02-30"}`, "/due"},
			{"POST", "/items", `{"title":"x","due":"10000-01-01"}`, "/due"},
			{"POST", "/items", `{"title":"x","estimate":{"p10":-1,"p50":2,"p90":3}}`, "/estimate"},
			{"POST", "/items", `{"title":"x","estimate":{"p10":1,"p50":2,"p90":1e9}}`, "/estimate"},
			{"POST", "/feedback", `{"source":"D","text":"x","said_at":"2026-02-30T00:00:00Z"}`,
				"/said_at"},
			{"POST", "/feedback", `{"source":"D","text":"x","said_at":"20000-01-01T00:00:00Z"}`,
				"/said_at"},
			{"POST", "/plans", `{"name":"x","start":"2026-13-01"}`, "/start"},
			{"POST", "/teams", `{"name":"x","capacity":-1}`, "/capacity"},
			{"POST", "/teams", `{"name":"x","capacity":1,"exceptions":[{"week":"2026-02-30","capacity":1}]}`,
				"/exceptions"},
		} {
			got := w.do("owner", c.method, c.path, c.body)
			if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Raw, c.pointer) {
				w.Errorf("%s %s: %d %s", c.path, c.body, got.Status, got.Raw)
			}
		}
	})
}
