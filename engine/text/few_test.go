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
