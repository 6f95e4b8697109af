package api_test

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
)

// TestC1NoUpdateIsLost changes every kind of record twice at once from one version.
func TestC1NoUpdateIsLost(t *testing.T) {
	eachWorld(t, func(w *world) {
		for _, c := range w.cases {
			if c.Change == nil {
				continue
			}
			path := c.At[0][:strings.LastIndex(c.At[0], "/")] + "/" + w.a.ids["$"+c.Name]
			tag := w.do("owner", "GET", path, "").Header.Get("ETag")
			tag = cmp.Or(tag, w.a.tags[c.Name]) // some records are read in lists only
			body := w.a.fill(string(c.Change))
			for _, header := range []string{"", "If-Match: ", `If-Match: W/"x"`, `If-Match: "999"`} {
				want := http.StatusPreconditionFailed
				if len(header) < len("If-Match: x") {
					want = http.StatusPreconditionRequired
				}
				if got := w.do("owner", "PATCH", path, body, header); got.Status != want {
					w.Errorf("%s with %q: %d, want %d", path, header, got.Status, want)
				}
			}
			statuses := w.atOnce(2, func(int) reply {
				return w.do("owner", "PATCH", path, body, "If-Match: "+tag)
			})
			if fmt.Sprint(statuses) != "[200 412]" {
				w.Errorf("%s changed twice at once from version %s: %v", path, tag, statuses)
			}
		}
	})
}

// TestC1EveryChangeIsGuarded asks each operation that takes If-Match without it.
func TestC1EveryChangeIsGuarded(t *testing.T) {
	oneWorld(t, func(w *world) {
		for _, op := range w.table {
			guarded := false
			for _, p := range w.operation(op).Parameters {
				guarded = guarded || p.Name == "If-Match"
			}
			if guarded {
				got := w.do("owner", op.Method, w.pathOf(op), w.bodyOf(op))
				if got.Status != http.StatusPreconditionRequired {
					w.Errorf("%s without If-Match: %d %s", name(op), got.Status, got.Raw)
				}
			}
		}
	})
}

// TestC2OneKeyOneEffect makes every kind of record many times at once under one key.
func TestC2OneKeyOneEffect(t *testing.T) {
	eachWorld(t, func(w *world) {
		for i, c := range w.cases {
			if c.Post == "" || c.Once {
				continue
			}
			send := func(c recordCase) reply {
				r := c.request(w.a)
				r.Header.Set("Idempotency-Key", fmt.Sprintf("key %d", i))
				return w.send("owner", r)
			}
			var mu sync.Mutex
			answers := map[string]int{}
			parallel := 8
			if i == 0 {
				parallel = 50
			}
			w.atOnce(parallel, func(int) reply {
				got := send(c)
				mu.Lock()
				defer mu.Unlock()
				if got.Status != http.StatusConflict {
					answers[fmt.Sprintf("%d %s", got.Status, got.Raw)]++
				}
				return got
			})
			if len(answers) != 1 {
				w.Errorf("POST %s under one key was answered in %d ways: %v",
					c.Post, len(answers), answers)
			}
			c.Body = bytes.ReplaceAll(c.Body, []byte(canary), []byte("otherwise"))
			if other := send(c); other.Status != http.StatusUnprocessableEntity {
				w.Errorf("POST %s, another body under the same key: %d", c.Post, other.Status)
			}
		}
	})
}

// atOnce sends n requests at the same time and returns their statuses, sorted.
func (w *world) atOnce(n int, send func(i int) reply) []int {
	statuses := make([]int, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { statuses[i] = send(i).Status })
	}
	wg.Wait()
	slices.Sort(statuses)
	return statuses
}
