package text

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// shortTexts makes n different texts of about 60 bytes of halves of real ones.
func shortTexts(tb testing.TB, n int) []Record {
	var base [][]string
	for _, name := range []string{"clinc150.csv", "maalej_reviews.csv"} {
		for _, row := range shared(tb, name) {
			if words := strings.Fields(row["text"]); len(words) >= 6 {
				base = append(base, words[:min(len(words), 12)])
			}
		}
	}
	out := make([]Record, n)
	for i := range out {
		a, b := base[i%len(base)], base[(i*7919+i/len(base)*104729)%len(base)]
		half := slices.Concat(a[:len(a)/2], b[len(b)/2:])
		out[i] = Record{Text: strings.Join(half, " ")}
	}
	return out
}

func benchSpeed(b *testing.B) {
	n := 60_000
	if s := os.Getenv("THROUGHLINE_TEXTS"); s != "" {
		n, _ = strconv.Atoi(s)
	}
	records := shortTexts(b, n)
	last, at := time.Now(), -1
	begin := last
	result, err := Stream(Records(records), Options{Progress: func(done, total int) bool {
		if done != at {
			fmt.Printf("%-16s   to %3d %% after %.1f s\n", "speed", done, time.Since(begin).Seconds())
			at = done
		}
		return true
	}}, func(Reading) error { return nil })
	if err != nil {
		b.Fatal(err)
	}
	seconds := time.Since(begin).Seconds()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	fmt.Printf("%-16s %d texts in %.1f s: %.0f a second on %d processors, heap %d MiB from system\n",
		"speed", n, seconds, float64(n)/seconds, runtime.GOMAXPROCS(0), memory.HeapSys>>20)
	note(b, "texts a second", float64(n)/seconds)
	slowest := make([]time.Duration, 0, 1000)
	for _, r := range records[:1000] {
		begin := time.Now()
		result.Taxonomy.Assign(r)
		slowest = append(slowest, time.Since(begin))
	}
	slices.Sort(slowest)
	fmt.Printf("%-16s one text: median %v, p99 %v\n", "speed", slowest[500], slowest[990])
	note(b, "one text p99, ms", slowest[990].Seconds()*1000)
}
