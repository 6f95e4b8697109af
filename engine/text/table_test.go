package text

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/engine/text/teacher"
)

// BenchmarkTable prints the engine's figures on the development data, one row each.
func BenchmarkTable(b *testing.B) {
	b.Run("weights", benchWeights)
	b.Run("language", benchLanguage)
	b.Run("learn", benchLearn)
	b.Run("maalej", benchMaalej)
	b.Run("outliers", benchOutliers)
	b.Run("trend", benchTrend)
	b.Run("impact", benchImpact)
	b.Run("sentiment", benchSentiment)
	b.Run("near-dup", benchNearDup)
	b.Run("pii", benchPII)
	b.Run("speed", benchSpeed)
	b.Run("stream", benchStream)
	b.Run("themes", benchThemes)
	b.Run("cuts", benchCuts)
	b.Run("labels", benchLabels)
	b.Run("goals", printGoals)
}

var themeSets = []struct{ file, split string }{
	{"banking77.csv", "test"}, {"clinc150.csv", "test"}, {"so_titles_a.csv", ""},
}

// theTeacher is the one that THROUGHLINE_TEACHER names; nil without.
func theTeacher(tb testing.TB) *teacher.Encoder {
	path := os.Getenv("THROUGHLINE_TEACHER")
	if path == "" {
		return nil
	}
	file, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	e, err := teacher.Open(file)
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

// benchThemes measures with a teacher where THROUGHLINE_TEACHER names one.
func benchThemes(b *testing.B) {
	for _, set := range themeSets {
		var records []Record
		var labels []string
		for _, row := range shared(b, set.file) {
			if set.split == "" || row["split"] == set.split {
				records = append(records, Record{Text: row["text"]})
				labels = append(labels, row["label"])
			}
		}
		truth := numbered(labels)
		begin := time.Now()
		result, err := Analyse(records, Options{Teacher: theTeacher(b)})
		if err != nil {
			b.Fatal(err)
		}
		seconds := time.Since(begin).Seconds()
		theme, area := make([]string, len(records)), make([]string, len(records))
		for i, r := range result.Records {
			if theme[i], area[i] = r.Theme, r.Area; r.Theme == "" {
				theme[i], area[i] = "outlier "+r.ID, "outlier "+r.ID
			}
		}
		v, ari, acc := agreement(truth, numbered(theme))
		fmt.Printf("%-16s themes   V %.3f ARI %.3f ACC %.3f k %3d of %3d out %d %.1f s\n",
			set.file, v, ari, acc, len(result.Themes), countGroups(truth), result.Outliers, seconds)
		note(b, strings.TrimSuffix(set.file, ".csv")+" V of the themes", v)
		v, ari, acc = agreement(truth, numbered(area))
		fmt.Printf("%-16s areas    V %.3f ARI %.3f ACC %.3f k %3d\n", set.file, v, ari, acc,
			len(result.Areas))
	}
}
