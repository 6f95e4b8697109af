package text

import (
	"fmt"
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/engine/text/token"
)

// benchLabels measures how well labels name their themes: how many are a single word, how many of
// the records with the label's first phrase lie in the theme, and how many of the theme's records
// hold a phrase of its label.
func benchLabels(b *testing.B) {
	for _, set := range themeSets {
		var records []Record
		for _, row := range shared(b, set.file) {
			if set.split == "" || row["split"] == set.split {
				records = append(records, Record{Text: row["text"]})
			}
		}
		result, err := Analyse(records, Options{})
		if err != nil {
			b.Fatal(err)
		}
		flat := make([]string, len(records))
		for i, r := range records {
			flat[i] = " " + strings.Join(token.Words(nil, token.Clean(r.Text)), " ") + " "
		}
		single, precise, covers := 0.0, 0.0, 0.0
		for _, theme := range result.Themes {
			if !strings.Contains(theme.Label, " ") {
				single++
			}
			p, c := namesTheme(theme, result.Records, flat)
			precise, covers = precise+p, covers+c
		}
		n := float64(len(result.Themes))
		fmt.Printf("%-16s labels   of one word %.2f, precise %.2f, cover %.2f\n", set.file,
			single/n, precise/n, covers/n)
	}
}

func namesTheme(theme Theme, readings []Reading, flat []string) (precise, covers float64) {
	phrases := strings.Split(strings.ToLower(theme.Label), ", ")
	said, saidHere, held := 0.0, 0.0, 0.0
	for i, r := range readings {
		here := r.Theme == theme.ID
		if strings.Contains(flat[i], " "+phrases[0]+" ") {
			said++
			if here {
				saidHere++
			}
		}
		for _, phrase := range phrases {
			if here && strings.Contains(flat[i], " "+phrase+" ") {
				held++
				break
			}
		}
	}
	return saidHere / max(1, said), held / float64(max(1, theme.Size))
}
