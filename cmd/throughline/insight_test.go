package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// threeTopics is a file of feedback about three things.
func threeTopics() string {
	var out strings.Builder
	out.WriteString("id,date,review,rating\n")
	for i := range 30 {
		day := fmt.Sprintf("2026-01-%02d", i+1)
		fmt.Fprintf(&out, "a%d,%s,\"The app crashes when I open photo %d, please fix it\",1\n", i, day, i)
		fmt.Fprintf(&out, "b%d,%s,The monthly price of the plan is too high for team %d,2\n", i, day, i)
		fmt.Fprintf(&out, "c%d,%s,I love the new dark theme of the calendar number %d,5\n", i, day, i)
	}
	return out.String()
}

func TestInsightAnalyzeKeepsItsContract(t *testing.T) {
	tt := terminal{t, t.TempDir()}
	out := tt.pipe(0, threeTopics(), "insight", "analyze", "-", "--format", "json", "--themes", "3")
	var got struct {
		Records []map[string]any `json:"records"`
		Themes  []map[string]any `json:"themes"`
		Seconds *float64         `json:"seconds"`
		Areas   []any            `json:"areas"`
		Outlier *int             `json:"outliers"`
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%v in %.300s", err, out)
	}
	if len(got.Records) != 90 || len(got.Themes) != 3 || got.Seconds == nil || got.Outlier == nil {
		t.Fatalf("%d records and %d themes, want 90 and 3", len(got.Records), len(got.Themes))
	}
	for _, name := range []string{"id", "theme", "area", "theme_score", "kind", "sentiment",
		"sentiment_score", "language", "duplicate_of", "pii"} {
		if _, there := got.Records[0][name]; !there {
			t.Errorf("a record lacks %q", name)
		}
	}
	for _, name := range []string{"id", "label", "area", "keywords", "size", "share",
		"sentiment_mean", "rating_impact", "quotes", "trend"} {
		if got.Themes[0][name] == nil {
			t.Errorf("a theme lacks %q", name)
		}
	}
	if got.Records[1]["id"] != "b0" || got.Records[3]["theme"] != got.Records[0]["theme"] {
		t.Errorf("records out of order or apart: %v", got.Records[:4])
	}
	again := tt.pipe(0, threeTopics(), "insight", "analyze", "-", "--format", "json", "--themes", "3")
	if cut := strings.LastIndex(again, `"seconds"`); out[:cut] != again[:cut] {
		t.Error("the same file gives two answers")
	}
}

// What no theme can be told of says so, whatever the form of the answer.
func TestInsightSaysWhatCannotBeSaid(t *testing.T) {
	tt := terminal{t, t.TempDir()}
	page := filepath.Join(tt.TempDir(), "page.html")
	same := "text\n" + strings.Repeat("it is fine\n", 2)
	out := tt.pipe(0, same, "insight", "analyze", "-", "--format", "json", "--html", page)
	html, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for name, form := range map[string]string{"json": fmt.Sprint(decoded(t, out)["note"]),
		"html": string(html), "text": tt.pipe(0, same, "insight", "analyze", "-")} {
		if !strings.Contains(form, "No theme can be told") {
			t.Errorf("%s does not say that there is no theme: %.400s", name, form)
		}
	}
	long := threeTopics() + "z,2026-01-01," + strings.Repeat("The invoice is wrong. ", 4000) + ",3\n"
	note := fmt.Sprint(decoded(t, tt.pipe(0, long, "insight", "analyze", "-", "--format", "json"))["note"])
	if note != "Of 1 text only the first 64 KiB were read." {
		t.Errorf("of a long text it says %q", note)
	}
	out = tt.pipe(0, threeTopics(), "insight", "analyze", "-", "--format", "json")
	if _, there := decoded(t, out)["note"]; there {
		t.Error("themes come with a note that there are none")
	}
}

func TestInsightAnalyzeForPeople(t *testing.T) {
	tt := terminal{t, t.TempDir()}
	report := filepath.Join(tt.data, "report.html")
	out := tt.pipe(0, threeTopics(), "insight", "analyze", "-", "--html", report)
	if !strings.Contains(out, "90 records") || !strings.Contains(out, "“") {
		t.Errorf("it prints %s", out)
	}
	page, err := os.ReadFile(report)
	if err != nil || !strings.Contains(string(page), "<blockquote>") ||
		strings.Contains(string(page), "<script") || strings.Contains(string(page), "http") {
		t.Errorf("the report is not whole by itself (%v)", err)
	}
	alone := filepath.Join(tt.data, "alone.html")
	if out := tt.pipe(0, threeTopics(), "insight", "report", "-", "--out", alone); !strings.Contains(
		out, alone) {
		t.Errorf("it prints %s", out)
	}
	if same, err := os.ReadFile(alone); err != nil || len(same) < len(page)/2 {
		t.Errorf("the report alone has %d bytes (%v)", len(same), err)
	}
}

func TestInsightAnalyzeRefuses(t *testing.T) {
	tt := terminal{t, t.TempDir()}
	wide := strings.TrimSuffix(strings.Repeat("column,", 77), ",") + "\n"
	for name, c := range map[string]struct {
		in, says string
		args     []string
	}{
		"no text":      {wide + wide, "--text", nil},
		"no column":    {"text\nhello\n", "Nothing", []string{"--text", "Nothing"}},
		"bad date":     {"text,date\nhello,someday\n", "Line 2", nil},
		"bad rating":   {"text,rating\nhello,3\nworld,good\n", "Line 3", nil},
		"open quote":   {"text\n\"hello\n", "line 2", nil},
		"too wide":     {"text,id\nhello,1,2,3\n", "line 2", nil},
		"empty":        {"", "empty", nil},
		"themes":       {"text\nhello\n", "--themes", []string{"--themes", "none"}},
		"cannot write": {"text\nhello\n", "cannot be written", []string{"--html", tt.data + "/no/x"}},
	} {
		args := append([]string{"insight", "analyze", "-"}, c.args...)
		if out := tt.pipe(2, c.in, args...); !strings.Contains(out, c.says) {
			t.Errorf("%s: it says %q, without %q", name, out, c.says)
		}
	}
	tt.pipe(0, "text\n", "insight", "analyze", "-")
	tt.pipe(0, "text\n", "insight", "analyze", "-", "--format", "json")
}

func TestInsightLearns(t *testing.T) {
	tt := terminal{t, t.TempDir()}
	model := filepath.Join(tt.data, "model.json")
	labelled := "text,label\n"
	for i := range 12 {
		labelled += fmt.Sprintf("the app crashes on page %d,bug\nplease add page %d,wish\n,\n", i, i)
	}
	out := tt.pipe(0, labelled, "insight", "train", "-", "--label", "label", "--model", model)
	if !strings.Contains(out, "24 rows, 12 passed over") {
		t.Errorf("train says %s", out)
	}
	new := "id,text\nx,it crashes\n,please add a calendar\nz,\U0001F600\n"
	out = tt.pipe(0, new, "insight", "classify", "-", "--model", model, "--format", "json")
	var got struct{ Records []struct{ ID, Label string } }
	if err := json.Unmarshal([]byte(out), &got); err != nil || len(got.Records) != 3 ||
		got.Records[0].Label != "bug" || got.Records[1].Label != "wish" || got.Records[1].ID != "2" ||
		got.Records[2].Label != "" {
		t.Errorf("classify says %s (%v)", out, err)
	}
	tt.pipe(2, "text,label\na,b\n", "insight", "train", "-", "--label", "label", "--model", model)
	tt.pipe(2, labelled, "insight", "train", "-", "--label", "nothing", "--model", model)
	tt.pipe(2, new, "insight", "classify", "-", "--model", filepath.Join(tt.data, "nowhere"))
}
