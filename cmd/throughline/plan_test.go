package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// patterson is a project of three jobs between two dummies; one resource of 2, which jobs 2 and 3
// cannot share with job 4.
const patterson = `5 1
2
0 0 3 2 3 4
3 1 1 5
4 1 1 5
2 2 1 5
0 0 0
`

const roadmapModel = `{
  "calendar": {"unit": "week"},
  "teams": [{"id": "platform", "capacity": [{"from": 0, "units": 2}]}],
  "items": [
    {"id": "sso", "demands": [{"team": "platform", "effort": {"p10": 2, "p50": 4, "p90": 8}}],
     "cod": {"per_week": 100}},
    {"id": "audit", "demands": [{"team": "platform", "effort": 2}], "cod": {"per_week": 300},
     "due": {"at": 2}},
    {"id": "reports", "demands": [{"team": "platform", "effort": 4}], "cod": {"per_week": 10},
     "due": {"at": 3}}
  ],
  "deps": [{"from": "sso", "to": "reports"}]
}`

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func decoded(t *testing.T, out string) (v map[string]any) {
	t.Helper()
	if err := json.Unmarshal([]byte(out), &v); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	return v
}

func TestPlanScheduleKeepsItsContract(t *testing.T) {
	tt := terminal{T: t}
	project := write(t, "p.rcp", patterson)
	out := tt.run(0, "plan", "schedule", project, "--format", "json")
	s := decoded(t, out)
	if s["makespan"] != 6.0 || s["optimal"] != true || s["lower_bound"] != 6.0 ||
		len(s["starts"].([]any)) != 5 || fmt.Sprint(s["modes"]) != "[1 1 1 1 1]" {
		t.Errorf("got %s", out)
	}
	solution := write(t, "s.json", out)
	tt.run(0, "plan", "check", project, solution)
	broken := write(t, "b.json", strings.Replace(out, `"makespan": 6`, `"makespan": 5`, 1))
	if out := tt.run(1, "plan", "check", project, broken); !strings.Contains(out, "says it ends at 5") {
		t.Errorf("the check says %s", out)
	}
	if out := tt.run(0, "plan", "schedule", project); !strings.Contains(out, "proven optimal") {
		t.Errorf("for people: %s", out)
	}
}

func TestPlanOfAModel(t *testing.T) {
	tt := terminal{T: t}
	model := write(t, "m.json", roadmapModel)
	out := tt.run(0, "plan", "schedule", model, "--format", "json", "--seed", "7")
	if again := tt.run(0, "plan", "schedule", model, "--format", "json", "--seed", "7"); cut(out) !=
		cut(again) {
		t.Errorf("twice the same gives %s and %s", out, again)
	}
	solution := write(t, "s.json", out)
	tt.run(0, "plan", "check", model, solution)
	if out := tt.run(0, "plan", "schedule", model); !strings.Contains(out, "█") {
		t.Errorf("for people: %s", out)
	}
	if out := tt.run(0, "plan", "explain", model, "--plan", solution); !strings.Contains(out,
		"reports: Late") {
		t.Errorf("explained: %s", out)
	}
	outlook := decoded(t, tt.run(0, "plan", "simulate", model, "--format", "json"))
	if len(outlook["items"].([]any)) != 3 {
		t.Errorf("simulated: %v", outlook)
	}
}

// cut leaves out what differs from run to run.
func cut(out string) string {
	before, _, _ := strings.Cut(out, `"seconds"`)
	return before
}

func TestPlanRefuses(t *testing.T) {
	tt := terminal{T: t}
	for name, c := range map[string]struct{ text, want string }{
		"not json":      {"{\n  \"teams\": [,]\n}", "Line 2"},
		"unknown field": {"{\"team\": []}", "team"},
		"wrong type":    {"{\n\"items\": [\n{\"id\": 7}]}", "Line 3"},
		"circle": {strings.Replace(roadmapModel, `"deps": [`,
			`"deps": [{"from": "reports", "to": "sso"}, `, 1), "reports"},
		"words":    {"5 1\n2\n0 x", "line 3"},
		"too soon": {"5 1\n2\n0 0", "the file ends"},
		"empty":    {"", "the file ends"},
	} {
		out := tt.run(2, "plan", "schedule", write(t, "bad", c.text))
		if !strings.Contains(out, c.want) {
			t.Errorf("%s: %s", name, out)
		}
	}
	model := write(t, "m.json", roadmapModel)
	tt.run(2, "plan", "schedule", model, "--schedules", "10", "--time", "1s")
	tt.run(2, "plan", "explain", model, "nobody")
	tt.run(2, "plan", "explain", write(t, "p.rcp", patterson))
	tt.run(2, "plan", "schedule", filepath.Join(t.TempDir(), "nowhere"))
}

func TestPlanForecast(t *testing.T) {
	tt := terminal{T: t}
	var file strings.Builder
	file.WriteString("id,finished\n")
	for day := range 300 {
		fmt.Fprintf(&file, "A%d,2026-%02d-%02d\n", day, 1+day/28, 1+day%28)
	}
	file.WriteString("open,\n")
	done := write(t, "done.csv", file.String())
	when := decoded(t, tt.run(0, "plan", "forecast", done, "--items", "20", "--format", "json",
		"--backtest"))
	if when["p50"].(string) >= when["p95"].(string) || when["history_days"] != 84.0 ||
		when["backtest"].(map[string]any)["85"] == nil {
		t.Errorf("when: %v", when)
	}
	many := decoded(t, tt.run(0, "plan", "forecast", done, "--by", "2027-01-15", "--format", "json"))
	if many["p50"].(float64) <= many["p95"].(float64) {
		t.Errorf("how many: %v", many)
	}
	tt.run(2, "plan", "forecast", done)
	tt.run(2, "plan", "forecast", done, "--by", "2020-01-01")
	tt.run(2, "plan", "forecast", done, "--items", "5", "--date", "nowhere")
	short := write(t, "short.csv", "finished\n2026-01-01\n2026-01-02\n")
	if out := tt.run(2, "plan", "forecast", short, "--items", "5"); !strings.Contains(out, "history") {
		t.Errorf("too little history: %s", out)
	}
	bad := write(t, "bad.csv", "finished\n2026-01-01\nsoon\n")
	if out := tt.run(2, "plan", "forecast", bad, "--items", "5"); !strings.Contains(out, "Line 3") {
		t.Errorf("a word for a date: %s", out)
	}
}

func TestRank(t *testing.T) {
	tt := terminal{T: t}
	items := write(t, "items.csv", "id,reach,impact,confidence,effort\n"+
		"export,500-2000,2,80%,3\nsso,300,3,0.5-0.9,4-9\ndark,4000,0.5,1,2\nlater,,1,1,1\n")
	r := decoded(t, tt.run(0, "rank", items, "--top", "1", "--top", "2", "--format", "json"))
	first := r["items"].([]any)[0].(map[string]any)
	if first["id"] != "dark" || first["p_top"].(map[string]any)["2"] == nil ||
		first["p_above_next"] == nil || len(r["incomplete"].([]any)) != 1 {
		t.Errorf("got %v", r)
	}
	if out := tt.run(0, "rank", items, "--formula", "reach * impact / effort"); !strings.Contains(out,
		"dark") {
		t.Errorf("by formula: %s", out)
	}
	if out := tt.run(2, "rank", items, "--formula", "reach *"); !strings.Contains(out, "byte") {
		t.Errorf("a broken formula: %s", out)
	}
	if out := tt.run(2, "rank", write(t, "x.csv", "id,reach\na,many\n"), "--formula",
		"reach"); !strings.Contains(out, "Line 2") {
		t.Errorf("a word for a number: %s", out)
	}
	tt.run(2, "rank", items, "--framework", "guess")
	tt.run(0, "rank", "-", "--list")
}
