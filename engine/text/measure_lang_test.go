package text

import (
	"fmt"
	"testing"
	"time"
)

func benchLanguage(b *testing.B) {
	right, all := map[string]int{}, map[string]int{}
	wrong := map[string]int{}
	begin, n := time.Now(), 0
	for _, row := range shared(b, "langid.csv") {
		got := Language(row["text"])
		n++
		all[row["kind"]]++
		if got == row["lang"] {
			right[row["kind"]]++
		} else {
			wrong[row["lang"]+">"+got]++
		}
	}
	for _, kind := range []string{"sentence", "short"} {
		fmt.Printf("%-16s language %-8s accuracy %.3f\n", "langid.csv", kind,
			float64(right[kind])/float64(all[kind]))
		what := map[string]string{"sentence": "a sentence", "short": "four words"}[kind]
		note(b, "language of "+what, float64(right[kind])/float64(all[kind]))
	}
	fmt.Printf("%-16s language %.0f texts/s wrong %v\n", "langid.csv", float64(n)/time.Since(begin).Seconds(), wrong)
}
