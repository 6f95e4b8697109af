package text

import (
	"fmt"
	"testing"
)

func TestFewRecordsHaveThemes(t *testing.T) {
	for _, each := range []int{4, 6, 8, 12, 24} {
		t.Run(fmt.Sprint(3*each, " records"), func(t *testing.T) {
			var records []Record
			for i, r := range reviews() {
				if i%perTopic < each {
					records = append(records, r)
				}
			}
			result := analyse(t, records, Options{})
			if len(result.Themes) < 2 || result.Outliers > len(records)/3 {
				t.Errorf("%d themes and %d outliers", len(result.Themes), result.Outliers)
			}
		})
	}
}

// TestWhatManySayInTheSameWordsIsATheme, however few other texts there are.
func TestWhatManySayInTheSameWordsIsATheme(t *testing.T) {
	for _, c := range []struct {
		texts  []string
		times  int
		themed bool
	}{
		{[]string{"The export fails"}, 1, false},
		{[]string{"The export fails"}, 2, false},
		{[]string{"The same thing again"}, 20, true},
		{[]string{"The export fails", "Please add a dark mode"}, 20, true},
		{[]string{"The export fails", "Please add a dark mode", "Too expensive for us"}, 20, true},
	} {
		var records []Record
		for range c.times {
			for _, text := range c.texts {
				records = append(records, Record{Text: text})
			}
		}
		result := analyse(t, records, Options{})
		for _, theme := range result.Themes {
			if len(c.texts) == 1 && theme.Label != c.texts[0] {
				t.Errorf("what says %q is called %q", c.texts[0], theme.Label)
			}
		}
		if themed := len(result.Themes) > 0 && result.Outliers == 0; themed != c.themed {
			t.Errorf("%d times %q: %d themes and %d outliers", c.times, c.texts, len(result.Themes),
				result.Outliers)
		}
	}
}
