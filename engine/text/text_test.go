package text

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

const perTopic = 24

// reviews are made-up feedback with three clear themes of perTopic records each.
func reviews() []Record {
	topics := []struct{ name, subjects, verbs, form string }{
		{"crash", "camera tablet upload export", "crashes freezes hangs dies stops restarts",
			"the app %v on the %s screen since the update, error and crash report"},
		{"price", "plan subscription licence seat", "high steep costly expensive much big",
			"the monthly price of a %s costs too %v for our small team budget"},
		{"dark", "editor reader calendar menu", "please kindly really maybe soon finally",
			"%v add a dark mode theme to the %s for work at night"},
	}
	var out []Record
	for _, topic := range topics {
		for _, subject := range strings.Fields(topic.subjects) {
			for _, verb := range strings.Fields(topic.verbs) {
				text := strings.NewReplacer("%s", subject, "%v", verb).Replace(topic.form)
				id := topic.name + strconv.Itoa(len(out)%perTopic)
				out = append(out, Record{ID: id, Text: text})
			}
		}
	}
	return out
}

func analyse(t *testing.T, records []Record, o Options) Result {
	t.Helper()
	result, err := Analyse(records, o)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func TestAnalyseFindsTheThreeThemes(t *testing.T) {
	records := reviews()
	result := analyse(t, records, Options{Themes: 3})
	if len(result.Themes) != 3 {
		t.Fatalf("found %d themes, want 3", len(result.Themes))
	}
	for i, r := range result.Records {
		if first := result.Records[i/perTopic*perTopic]; r.Theme != first.Theme || r.Theme == "" {
			t.Errorf("%q has theme %q, its like have %q", records[i].Text, r.Theme, first.Theme)
		}
	}
}

// digest is a hash of everything an analysis says.
func digest(t *testing.T, records []Record) string {
	t.Helper()
	result := analyse(t, records, Options{Seed: 3})
	data, err := json.Marshal([]any{result, result.Taxonomy})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", sha256.Sum256(data))
}

// TestSameBytesEverywhere holds on any number of processors, and with the build tag noasm, which
// leaves the processor's vector instructions out.
func TestSameBytesEverywhere(t *testing.T) {
	const want = "01305d2b5d365efc00b802ca0c387031fb7a0c785c27b7d64d386efac7880e2b"
	records := append(reviews(), demoReviews(t)...)
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	for _, processors := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(processors)
		if got := digest(t, records); got != want {
			t.Errorf("on %d processors the analysis has the hash %s", processors, got)
		}
	}
}

// demoReviews are the real reviews of the demo.
func demoReviews(t *testing.T) []Record {
	t.Helper()
	file, err := os.Open("../../internal/demo/data/reviews.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []Record
	for _, row := range rows[1:250] {
		out = append(out, Record{ID: row[0], Text: row[2]})
	}
	return out
}

func TestHostileInput(t *testing.T) {
	huge := strings.Repeat("a", 1<<20)
	cases := map[string][]Record{
		"nothing":         nil,
		"one record":      {{Text: "it crashes"}},
		"empty texts":     {{}, {}, {}},
		"duplicates only": {{Text: "same"}, {Text: "same"}, {Text: "same"}, {Text: "Same!"}},
		"long line":       {{Text: huge}, {Text: huge}, {Text: "short"}},
		"one word":        {{Text: strings.Repeat("spam ", 200_000)}, {Text: "spam"}},
		"emoji":           {{Text: strings.Repeat("😀", 10_000)}, {Text: "😀"}},
		"null bytes":      {{Text: "a\x00b\x00"}, {Text: "\x00"}, {Text: "\xff\xfe\xfd"}},
		"mixed scripts":   {{Text: "crash 崩溃 сбой עברית ไทย 한국어"}, {Text: "日本語"}, {Text: "ok"}},
	}
	for name, records := range cases {
		t.Run(name, func(t *testing.T) {
			for _, themes := range []int{0, 1, 5} {
				result := analyse(t, records, Options{Themes: themes})
				if len(result.Records) != len(records) {
					t.Errorf("%d readings for %d records", len(result.Records), len(records))
				}
				for i, r := range result.Records {
					if r.OutlierScore < 0 || r.OutlierScore > 1 {
						t.Errorf("record %d has the outlier score %v", i, r.OutlierScore)
					}
					if themes > 0 && r.Theme == "" {
						t.Errorf("record %d has no theme although %d were asked for", i, themes)
					}
				}
			}
		})
	}
}

func TestCancel(t *testing.T) {
	calls := 0
	_, err := Analyse(reviews(), Options{Progress: func(done, total int) bool {
		calls++
		return calls < 4
	}})
	if !errors.Is(err, ErrCancelled) {
		t.Errorf("got %v, want ErrCancelled", err)
	}
}

func TestTaxonomySurvivesRestart(t *testing.T) {
	result := analyse(t, reviews(), Options{Themes: 3})
	data, err := json.Marshal(result.Taxonomy)
	if err != nil {
		t.Fatal(err)
	}
	var back Taxonomy
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	for _, r := range append(reviews(), Record{Text: "dark mode for the calendar please"}) {
		if a, b := result.Taxonomy.Assign(r), back.Assign(r); !reflect.DeepEqual(a, b) {
			t.Errorf("%q: %v before, %v after the restart", r.Text, a, b)
		}
	}
}

func TestSecondRunKeepsIdsAndEdits(t *testing.T) {
	first := analyse(t, reviews(), Options{Themes: 3})
	m := first.Taxonomy
	crash, price := first.Records[0].Theme, first.Records[perTopic].Theme
	for _, e := range []Edit{
		{Kind: Rename, Theme: crash, Label: "Stability"},
		{Kind: Move, Theme: crash, Label: "Quality"},
		{Kind: Pin, Theme: crash, Record: "price3"},
		{Kind: Reject, Theme: price, Record: "price4"},
	} {
		if _, err := m.Apply(e); err != nil {
			t.Fatal(err)
		}
	}
	second := analyse(t, reviews(), Options{Themes: 3, Prior: m, Seed: 9})
	for i, r := range second.Records {
		want := first.Records[i].Theme
		switch r.ID {
		case "price3":
			want = crash
		case "price4":
			want = ""
		}
		if r.Theme != want {
			t.Errorf("%s: theme %q, want %q", r.ID, r.Theme, want)
		}
	}
	for _, theme := range second.Themes {
		if theme.ID == crash && (theme.Label != "Stability" || theme.Area != "Quality") {
			t.Errorf("the edited theme is %q in %q", theme.Label, theme.Area)
		}
	}
}

func TestMergeAndSplitHold(t *testing.T) {
	records := reviews()
	first := analyse(t, records, Options{Themes: 3})
	m := first.Taxonomy
	crash, price := first.Records[0].Theme, first.Records[perTopic].Theme
	if _, err := m.Apply(Edit{Kind: Merge, Theme: price, Into: crash}); err != nil {
		t.Fatal(err)
	}
	made, err := m.Apply(Edit{Kind: Split, Theme: first.Records[2*perTopic].Theme,
		Records: records[2*perTopic : 2*perTopic+4], Label: "Night"})
	if err != nil {
		t.Fatal(err)
	}
	for i := range records {
		records[i].Theme = first.Records[i].Theme
	}
	second := analyse(t, records, Options{Prior: m})
	for i := range 2 * perTopic {
		if got := second.Records[i].Theme; got != crash {
			t.Errorf("%s: theme %q, want the merged %q", second.Records[i].ID, got, crash)
		}
	}
	for i := 2 * perTopic; i < 2*perTopic+4; i++ {
		if got := second.Records[i].Theme; got != made.Made {
			t.Errorf("%s: theme %q, want the split %q", second.Records[i].ID, got, made.Made)
		}
	}
}

func TestEditsThatMakeNoSense(t *testing.T) {
	m := analyse(t, reviews(), Options{Themes: 3}).Taxonomy
	for _, e := range []Edit{
		{}, {Kind: Rename, Theme: "t1"}, {Kind: Rename, Theme: "t99", Label: "x"},
		{Kind: Merge, Theme: "t1", Into: "t1"}, {Kind: Merge, Theme: "t1", Into: "no"},
		{Kind: Split, Theme: "t1"}, {Kind: Move, Theme: "t1"}, {Kind: Pin, Theme: "t1"},
		{Kind: RenameArea, Area: "a99", Label: "x"},
	} {
		if _, err := m.Apply(e); err == nil {
			t.Errorf("%+v was accepted", e)
		}
	}
	if len(m.Edits) != 0 {
		t.Errorf("refused edits were recorded: %v", m.Edits)
	}
}
