package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
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
	page := filepath.Join(t.TempDir(), "plan.html")
	if out := tt.run(0, "plan", "schedule", model, "--html", page); !strings.Contains(out, "█") {
		t.Errorf("for people: %s", out)
	}
	if html, err := os.ReadFile(page); err != nil || !strings.Contains(string(html), "What would help") {
		t.Errorf("the page: %v, %s", err, html)
	}
	if out := tt.run(0, "plan", "explain", model, "--plan", solution); !strings.Contains(out,
		"reports: Late") || !strings.Contains(out, "one more person for team platform") {
		t.Errorf("explained: %s", out)
	}
	if out := tt.run(0, "plan", "explain", model, "--no-levers"); strings.Contains(out, "help:") {
		t.Errorf("explained without levers: %s", out)
	}
	outlook := decoded(t, tt.run(0, "plan", "simulate", model, "--format", "json"))
	if len(outlook["items"].([]any)) != 3 {
		t.Errorf("simulated: %v", outlook)
	}
}

func TestPlanReplan(t *testing.T) {
	tt := terminal{T: t}
	solution := write(t, "s.json", tt.run(0, "plan", "schedule", write(t, "m.json", roadmapModel),
		"--format", "json"))
	larger := write(t, "m.json", strings.Replace(roadmapModel, `"effort": 2`, `"effort": 4`, 1))
	out := tt.run(0, "plan", "replan", larger, solution, "--format", "json")
	if again := tt.run(0, "plan", "replan", larger, solution, "--format", "json"); out != again {
		t.Errorf("twice the same gives %s and %s", out, again)
	}
	tt.run(0, "plan", "check", larger, write(t, "r.json", out))
	if r := decoded(t, out); r["kept"].(float64)+float64(len(r["moved"].([]any))) != 3 {
		t.Errorf("replanned: %s", out)
	}
	if out := tt.run(0, "plan", "replan", larger, solution); !strings.Contains(out, "later") {
		t.Errorf("for people: %s", out)
	}
	locked := strings.Replace(roadmapModel, `"due": {"at": 3}`, `"lock": 1`, 1)
	if out := tt.run(2, "plan", "replan", write(t, "m.json", locked), solution); !strings.Contains(
		out, `Item "reports" is locked to start at 1 but cannot before 2 because of item "sso"`) {
		t.Errorf("an impossible lock: %s", out)
	}
	tt.run(2, "plan", "replan", larger, larger)
	tt.run(2, "plan", "replan", larger, solution, "--move-price", "-1")
}

// cut leaves out what differs from run to run.
func cut(out string) string {
	before, _, _ := strings.Cut(out, `"seconds"`)
	return before
}

func TestPlanRefuses(t *testing.T) {
	tt := terminal{T: t}
	for name, c := range map[string]struct{ text, want string }{
		"not json":      {"{\n  \"teams\": [,]\n}", "line 2"},
		"unknown field": {"{\"team\": []}", "team"},
		"wrong type":    {"{\n\"items\": [\n{\"id\": 7}]}", "line 3"},
		"circle": {strings.Replace(roadmapModel, `"deps": [`,
			`"deps": [{"from": "reports", "to": "sso"}, `, 1), "reports"},
		"words":    {"5 1\n2\n0 x", "line 3"},
		"too soon": {"5 1\n2\n0 0", "after line 3"},
		"empty":    {"", "is empty"},
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

// A team that starts three items a week and finishes two is told so, and which item is stuck.
func TestPlanForecastFlow(t *testing.T) {
	tt := terminal{T: t}
	start := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	var file strings.Builder
	file.WriteString("key,created,finished\n")
	for week := range 40 {
		monday := start.AddDate(0, 0, 7*week)
		for n := range 5 {
			done := monday.AddDate(0, 0, n+2).Format(time.DateOnly)
			if n > 2 {
				done = "" // two a week stay
			}
			fmt.Fprintf(&file, "W%d-%d,%s,%s\n", week, n, monday.Format(time.DateOnly), done)
		}
	}
	rows := write(t, "flow.csv", file.String())
	args := []string{"plan", "forecast", rows, "--added", "created", "--items", "20"}
	o := decoded(t, tt.run(0, append(args, "--format", "json")...))
	law := o["flow"].(map[string]any)
	if law["wip"] != 80.0 || !strings.Contains(law["warning"].(string), "every date moves out") {
		t.Errorf("flow: %v", law)
	}
	oldest := o["aging"].([]any)[0].(map[string]any)
	if oldest["id"] != "W0-3" || oldest["days"] != 277.0 || oldest["percentile"] != 100.0 {
		t.Errorf("oldest: %v", oldest)
	}
	text := tt.run(0, args...)
	for _, want := range []string{"Warning: 5.0 items arrive a week but 3.0", "W0-3  277 days",
		"85 % forecasts held"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in:\n%s", want, text)
		}
	}
	early := decoded(t, tt.run(0, append(args, "--as-of", "2026-06-01", "--format", "json")...))
	if wip := early["flow"].(map[string]any)["wip"].(float64); wip >= 80 || wip < 40 {
		t.Errorf("what was in progress on an earlier day: %v", wip)
	}
	tt.run(2, append(args, "--id", "nowhere")...)
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
		"reach"); !strings.Contains(out, "x.csv, line 2") {
		t.Errorf("a word for a number: %s", out)
	}
	tt.run(2, "rank", items, "--framework", "guess")
	tt.run(2, "rank", items, "--weight", "reach=2")
	if out := tt.run(0, "rank", "-", "--list"); !strings.Contains(out, "kano_better") {
		t.Errorf("the measures are missing: %s", out)
	}
}

// What a ranking says of itself must be in both outputs.
func TestRankSaysHowFirmItIs(t *testing.T) {
	tt := terminal{T: t}
	items := write(t, "items.csv", "id,customer_value,strategic_fit,revenue,effort\n"+
		"a,7-9,5,2-8,4\nb,6-9,6,3-7,4\nc,2,2,3-6,7\nd,5-8,1-9,5,2-6\n")
	args := []string{"rank", items, "--framework", "weighted", "--top", "2", "--weight", "revenue=4"}
	out := tt.run(0, args...)
	for _, want := range []string{"are likely right", "too close to call", "in the first 2:", "rank 1 to",
		"Refine first:", "How far a weight may move:", "same first from"} {
		if !strings.Contains(out, want) {
			t.Errorf("the text lacks %q:\n%s", want, out)
		}
	}
	r := decoded(t, tt.run(0, append(args, "--format", "json")...))
	first := r["items"].([]any)[0].(map[string]any)
	for _, key := range []string{"score", "rank", "rank_low", "rank_high", "p_top", "p_above_next", "too_close"} {
		if first[key] == nil {
			t.Errorf("the JSON lacks %q: %v", key, first)
		}
	}
	weight := r["weights"].([]any)[2].(map[string]any)
	if len(r["refine_first"].([]any)) == 0 || weight["weight"] != 4.0 || weight["order"] == nil {
		t.Errorf("got %v", r)
	}
}

func TestRankPairs(t *testing.T) {
	tt := terminal{T: t}
	votes := write(t, "votes.csv", "winner,loser,tie\nexport,dark,\nexport,sso,no\nsso,dark,\nsso,export,yes\n")
	r := decoded(t, tt.run(0, "rank", "pairs", votes, "--format", "json"))
	first := r["items"].([]any)[0].(map[string]any)
	if first["id"] != "export" || r["comparisons"] != 4.0 || len(r["next_pair"].([]any)) != 2 {
		t.Errorf("got %v", r)
	}
	if out := tt.run(0, "rank", "pairs", votes); !strings.Contains(out, "Compare next: ") {
		t.Errorf("got %s", out)
	}
	for _, bad := range []string{"winner,loser\na,a\n", "winner,loser\na,\n", "winner\na\n",
		"winner,loser,tie\na,b,perhaps\n"} {
		tt.run(2, "rank", "pairs", write(t, "bad.csv", bad))
	}
}

func TestRankCalibrate(t *testing.T) {
	tt := terminal{T: t}
	rows := "scorer,estimate,actual\n" + strings.Repeat("Ana,4-6,10\nBo,8-12,10\n", 6) + "Bo,5,\n"
	file := write(t, "done.csv", rows)
	out := tt.run(0, "rank", "calibrate", file)
	if !strings.Contains(out, "Says too little: multiply by 2") || !strings.Contains(out, "6 of 6 ranges held") {
		t.Errorf("got %s", out)
	}
	r := decoded(t, tt.run(0, "rank", "calibrate", file, "--format", "json"))
	if got := r["scorers"].([]any); len(got) != 2 || got[0].(map[string]any)["n"] != 6.0 {
		t.Errorf("got %v", r)
	}
	tt.run(2, "rank", "calibrate", write(t, "bad.csv", "scorer,estimate,actual\nAna,0,3\n"))
}

const releaseProblem = `{"budgets": {"weeks": 10},
  "requirements": [{"id": "sso", "cost": 5, "needs": ["audit"]}, {"id": "audit", "cost": 3},
    {"id": "dark", "cost": 4, "value": 2}, {"id": "light", "cost": 1, "value": 3}],
  "customers": [{"id": "north", "profit": 20, "wants": ["sso"]},
    {"id": "south", "profit": 4, "wants": ["dark"]}],
  "rules": [{"kind": "excludes", "items": ["dark", "light"]}]}`

func TestPlanSelect(t *testing.T) {
	tt := terminal{T: t}
	problem := write(t, "r.json", releaseProblem)
	out := tt.run(0, "plan", "select", problem, "--format", "json")
	s := decoded(t, out)
	if s["profit"] != 23.0 || s["cost"] != 9.0 || s["optimal"] != true ||
		fmt.Sprint(s["requirements"]) != "[sso audit light]" || fmt.Sprint(s["customers"]) != "[north]" {
		t.Errorf("got %s", out)
	}
	tt.run(0, "plan", "check", problem, write(t, "s.json", out))
	broken := write(t, "b.json", strings.Replace(out, `"audit",`, "", 1))
	if out := tt.run(1, "plan", "check", problem, broken); !strings.Contains(out, "which it needs") {
		t.Errorf("the check says %s", out)
	}
	classic := write(t, "nrp.txt", "1\n3\n3 4 5\n1\n1 2\n2\n10 1 2\n6 1 3\n")
	c := decoded(t, tt.run(0, "plan", "select", classic, "--budget", "0.6", "--front", "--format",
		"json"))
	if c["budget"] != 7.0 || c["profit"] != 10.0 || fmt.Sprint(c["requirements"]) != "[1 2]" ||
		len(c["front"].([]any)) < 2 {
		t.Errorf("got %v", c)
	}
	if out := tt.run(0, "plan", "select", classic, "--budget", "7"); !strings.Contains(out,
		"proven to be the most") {
		t.Errorf("for people: %s", out)
	}
	for text, want := range map[string]string{
		strings.Replace(releaseProblem, `"needs": ["audit"]`, `"needs": ["odit"]`, 1): "requirements/0/needs",
		strings.Replace(releaseProblem, `"excludes"`, `"hates"`, 1):                   "rules/0",
		strings.Replace(releaseProblem, `"id": "dark"`, `"id": "sso"`, 1):             "used twice",
		strings.Replace(releaseProblem, `"weeks": `, `"weeks": -`, 1):                 `budgets: "weeks" is -`,
		"1\n2\n3 x": "line 3",
	} {
		if out := tt.run(2, "plan", "select", write(t, "bad", text), "--budget", "3"); !strings.Contains(
			out, want) {
			t.Errorf("%s, want %s", out, want)
		}
	}
	tt.run(2, "plan", "select", classic)
	tt.run(2, "plan", "select", classic, "--budget", "-1")
}

// What a solution says of itself is checked too; a byte order mark is no part of a model; what a
// name holds does not steer the terminal; locks that ask for too much are named.
func TestPlanTakesNothingAtItsWord(t *testing.T) {
	tt := terminal{T: t}
	model := write(t, "m.json", "\ufeff"+strings.Replace(roadmapModel, `"id": "audit"`,
		`"id": "audit", "lock": 0, "name": "red\u001b[31m\u202e"`, 1))
	out := tt.run(0, "plan", "schedule", model, "--format", "json")
	broken := strings.Replace(out, `"makespan": 5`, `"makespan": 4`, 1)
	if found := tt.run(1, "plan", "check", model, write(t, "s.json", broken)); !strings.Contains(found,
		"makespan: the solution says 4, its plan 5") {
		t.Errorf("the check says %s", found)
	}
	if out := tt.run(0, "plan", "schedule", model); strings.ContainsAny(out, "\x1b\u202e") {
		t.Errorf("the terminal is steered: %q", out)
	}
	locked := write(t, "l.json", strings.Replace(strings.Replace(roadmapModel, `"id": "audit"`,
		`"id": "audit", "lock": 0`, 1), `"id": "sso"`, `"id": "sso", "lock": 0`, 1))
	if out := tt.run(0, "plan", "schedule", locked); !strings.Contains(out,
		`the locks of "sso", "audit" ask for`) {
		t.Errorf("the locks are not named: %s", out)
	}
}

func TestForecastNamesTheDatesItCannotUse(t *testing.T) {
	tt := terminal{T: t}
	file := write(t, "f.csv", "id,finished\na,0026-01-01\nb,2026-01-01\n")
	if out := tt.run(2, "plan", "forecast", file, "--items", "3"); !strings.Contains(out,
		"from 0026-01-01 to 2026-01-01") {
		t.Errorf("got %s", out)
	}
}
