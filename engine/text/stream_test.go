package text

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestALongerTextMayHaveSeveralThemes(t *testing.T) {
	records := reviews()
	crash, dark := records[0].Text, records[2*perTopic].Text
	long := crash + ". " + dark + ". " +
		"We have been your customers for many years and would like to stay."
	result := analyse(t, append(records, Record{ID: "long", Text: long}), Options{Themes: 3})
	last := result.Records[len(records)]
	found := map[string]bool{}
	for _, u := range last.Units {
		found[u.Theme] = true
	}
	if !found[result.Records[0].Theme] || !found[result.Records[2*perTopic].Theme] {
		t.Errorf("the units %+v lack one of the two themes", last.Units)
	}
	if !found[last.Theme] {
		t.Errorf("the record has theme %q, which none of its units has", last.Theme)
	}
	assigned := result.Taxonomy.Assign(Record{Text: long})
	if len(assigned) < 2 {
		t.Errorf("assigned %v, want both themes", assigned)
	}
}

func TestStreamSaysWhatAnalyseSays(t *testing.T) {
	want := analyse(t, reviews(), Options{})
	var readings []Reading
	got, err := Stream(Records(reviews()), Options{}, func(r Reading) error {
		readings = append(readings, r)
		return nil
	})
	if err != nil || !reflect.DeepEqual(readings, want.Records) ||
		!reflect.DeepEqual(got.Themes, want.Themes) {
		t.Errorf("the two differ (%v)", err)
	}
}

func TestStreamEndsWithTheErrorOfItsEnds(t *testing.T) {
	broken := errors.New("broken")
	_, err := Stream(func(yield func(Record) bool) error {
		yield(Record{Text: "one"})
		return broken
	}, Options{}, func(Reading) error { return nil })
	if !errors.Is(err, broken) {
		t.Errorf("a broken source gives %v", err)
	}
	_, err = Stream(Records(reviews()), Options{}, func(Reading) error { return broken })
	if !errors.Is(err, broken) {
		t.Errorf("a broken drain gives %v", err)
	}
}

func TestTrendOfAThemeThatSuddenlyGrows(t *testing.T) {
	records := reviews()
	begin := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	var dated []Record
	for day := range 60 {
		for k := range 3 {
			r := records[(k*perTopic)+day%perTopic]
			r.ID, r.At = "", begin.AddDate(0, 0, day)
			dated = append(dated, r)
		}
	}
	for k := range perTopic {
		r := records[k]
		r.ID, r.At = "", begin.AddDate(0, 0, 59)
		dated = append(dated, r)
	}
	result := analyse(t, dated, Options{Themes: 3})
	grown := result.Records[0].Theme
	for _, theme := range result.Themes {
		if theme.Trend == nil || theme.Trend.Spike != (theme.ID == grown) {
			t.Errorf("theme %s (%s) has trend %+v; only %s had a sudden day",
				theme.ID, theme.Label, theme.Trend, grown)
		}
	}
}

func TestPiecesAreTheWholeOfAShortText(t *testing.T) {
	for _, text := range []string{"", "It crashes. Often.", strings.Repeat("word ", 30)} {
		if got := pieces(text); len(got) != 1 || got[0] != text {
			t.Errorf("%q is cut into %q", text, got)
		}
	}
	if got := pieces(strings.Repeat("It crashes every day. ", 20)); len(got) != 20 {
		t.Errorf("%d pieces of 20 sentences", len(got))
	}
}
