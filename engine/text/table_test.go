package text

import (
	"fmt"
	"testing"
	"time"
)

// BenchmarkTable prints the engine's figures on the development data, one row each.
func BenchmarkTable(b *testing.B) {
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
}

var themeSets = []struct{ file, split string }{
	{"banking77.csv", "test"}, {"clinc150.csv", "test"}, {"so_titles_a.csv", ""},
}

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
		result, err := Analyse(records, Options{})
		if err != nil {
			b.Fatal(err)
		}
		seconds := time.Since(begin).Seconds()
		theme := make([]string, len(records))
		for i, r := range result.Records {
			theme[i] = r.Theme
		}
		v, ari, acc := agreement(truth, numbered(theme))
		fmt.Printf("%-16s themes   V %.3f ARI %.3f ACC %.3f k %3d of %3d out %d areas %d %.1f s\n",
			set.file, v, ari, acc, len(result.Themes), countGroups(truth), result.Outliers,
			len(result.Areas), seconds)
		for _, level := range result.Levels {
			v, ari, acc = agreement(truth, alone(level.Group))
			fmt.Printf("%-16s level %2g V %.3f ARI %.3f ACC %.3f k %3d\n", set.file,
				level.Resolution, v, ari, acc, level.Groups)
		}
	}
}
