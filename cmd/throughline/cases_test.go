package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// statsData is the folder of reference cases; tests that need it are skipped without.
func statsData(t *testing.T) string {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "shared", "data", "stats")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no reference cases at %s", dir)
	}
	return dir
}

// referenceCase is a case whose answer is known, with how close it must be.
type referenceCase struct {
	ID       string
	Method   string
	Expected any
	Tol      struct{ Rel, Abs float64 }
	Output   any
	Error    string
}

// checkSuite runs a suite through a command and compares every number.
func checkSuite(t *testing.T, file string, command ...string) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var known, got struct{ Cases []referenceCase }
	if err := json.Unmarshal(raw, &known); err != nil {
		t.Fatal(err)
	}
	out := terminal{T: t}.run(0, append(command, file)...)
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Cases) != len(known.Cases) {
		t.Fatalf("%d answers to %d cases", len(got.Cases), len(known.Cases))
	}
	for i, c := range known.Cases {
		for _, wrong := range differences("", c.Expected, got.Cases[i].Output, c.Tol.Rel, c.Tol.Abs) {
			t.Errorf("%s (%s)%s", c.ID, c.Method, wrong)
		}
	}
}

// differences lists where an answer leaves the tolerance; more than is expected may be answered.
func differences(at string, want, got any, rel, abs float64) []string {
	switch w := want.(type) {
	case float64:
		g, ok := got.(float64)
		if !ok || math.Abs(g-w) > max(abs, rel*math.Abs(w)) {
			return []string{fmt.Sprintf("%s: %v, want %v", at, got, w)}
		}
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			return []string{fmt.Sprintf("%s: %v, want %v", at, got, w)}
		}
		var all []string
		for i := range w {
			all = append(all, differences(fmt.Sprintf("%s/%d", at, i), w[i], g[i], rel, abs)...)
		}
		return all
	case map[string]any:
		g, _ := got.(map[string]any)
		var all []string
		for name := range w {
			all = append(all, differences(at+"/"+name, w[name], g[name], rel, abs)...)
		}
		return all
	default:
		if want != got {
			return []string{fmt.Sprintf("%s: %v, want %v", at, got, want)}
		}
	}
	return nil
}

func TestValueAgreesWithTheReference(t *testing.T) {
	checkSuite(t, filepath.Join(statsData(t), "roi.json"), "value")
}

func TestStatisticsAgreeWithTheReference(t *testing.T) {
	for _, name := range []string{"proportions", "means", "ratio", "cuped", "quantile", "srm",
		"multiple", "power", "sequential", "bayes", "cluster", "ux", "hash"} {
		t.Run(name, func(t *testing.T) {
			checkSuite(t, filepath.Join(statsData(t), name+".json"), "experiment", "analyze")
		})
	}
}

func TestValueRefuses(t *testing.T) {
	tt := terminal{T: t}
	bad := `{"cases": [
	  {"id": "good", "method": "rate_conversion", "input": {"annual": 0.12}},
	  {"id": "typo", "method": "rate_conversion", "input": {"anual": 0.12}},
	  {"id": "zero", "method": "okr_score", "input": {"key_results": [{"start": 1, "target": 1, "current": 1}]}},
	  {"method": "alchemy", "input": {}}, {"id": "none"}]}`
	out := tt.run(2, "value", write(t, "bad.json", bad))
	for _, want := range []string{"monthly", "case typo", "anual", "start and target are both 1",
		"case 4", "alchemy", "case none"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in %s", want, out)
		}
	}
	huge := `{"cases": [{"id": "huge", "method": "npv_irr_payback", "input": {"rate": 0,
	  "finance_rate": 0, "reinvest_rate": 0, "cash_flows_t0_first": [-1e-300, 1e300]}},
	  {"id": "half", "method": "winners_curse", "input": {"estimates": [1, null], "ses": [1, 1],
	  "z_threshold": 1}}, {"id": "less", "method": "winners_curse", "input": {"estimates": [1],
	  "ses": [1]}},
	  {"id": "good", "method": "rate_conversion", "input": {"annual": 0.12}}]}`
	if out := tt.run(2, "value", write(t, "huge.json", huge)); !strings.Contains(out, "monthly") ||
		!strings.Contains(out, "case huge: the answer is too large") ||
		!strings.Contains(out, "case half: input/estimates/1 is null") ||
		!strings.Contains(out, "case less: input/z_threshold is missing") {
		t.Errorf("one answer without a number: %s", out)
	}
	tt.run(2, "value", write(t, "x.json", "[1"))
	metric := write(t, "m.json", `{"before": {"a": 2, "b": 3}, "after": {"a": 3, "b": 3}}`)
	if out := tt.run(0, "metric", "explain", metric); !strings.Contains(out, "+3") {
		t.Errorf("explained: %s", out)
	}
	tt.run(2, "metric", "explain", write(t, "n.json", `{"before": {"a": 0}, "after": {"a": 1}}`))
	tt.run(2, "metric", "explain", write(t, "o.json", `{}`))
}

func TestFlagsAgreeWithTheReference(t *testing.T) {
	file := filepath.Join(statsData(t), "flag_evaluation.json")
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	out := terminal{T: t}.run(0, "flag", "evaluate", file)
	var known, got struct{ Cases []map[string]any }
	if err := errors.Join(json.Unmarshal(raw, &known), json.Unmarshal([]byte(out), &got)); err != nil {
		t.Fatal(err)
	}
	for i, want := range known.Cases {
		if !reflect.DeepEqual(want, got.Cases[i]) {
			t.Errorf("case %d: %v, want %v", i, got.Cases[i], want)
		}
	}
}

func TestFlagLint(t *testing.T) {
	tt := terminal{T: t}
	good := `{"flags": {"a": {"state": "ENABLED", "variants": {"on": true}, "defaultVariant": "on"}}}`
	if out := tt.run(0, "flag", "lint", write(t, "a.json", good)); !strings.Contains(out, "1 flag") {
		t.Errorf("lint says %s", out)
	}
	bad := `{"flags": {"a": {"state": "ON", "variants": {}, "defaultVariant": "x",
	  "targeting": {"if": [{"$ref": "loop"}, {"guess": [1]}]}}},
	  "$evaluators": {"loop": {"!": {"$ref": "loop"}}}}`
	out := tt.run(2, "flag", "lint", write(t, "b.json", bad))
	for _, want := range []string{"/flags/a/state", "/flags/a/variants", "/flags/a/defaultVariant",
		"circle"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in %s", want, out)
		}
	}
	tt.run(2, "flag", "lint", write(t, "c.json", "{"))
	tt.run(2, "flag", "evaluate", write(t, "d.json", "{}"))
}

func TestFlagImport(t *testing.T) {
	tt := terminal{T: t}
	file := filepath.Join("..", "..", "engine", "flag", "testdata", "growthbook.json")
	out := tt.run(0, "flag", "import", "--from", "growthbook", file)
	for _, want := range []string{"growthbook2", `"checkout"`} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in %s", want, out)
		}
	}
	odd := write(t, "odd.json", "{\"features\": {\"a\": {\"defaultValue\": true, \"rules\": [\n"+
		`{"force": false, "condition": {"x": {"$type": "number"}}}]}}}`)
	out = tt.run(2, "flag", "import", "--from", "growthbook", odd)
	if !strings.Contains(out, "line 2: /features/a/rules/0/condition/x/$type") {
		t.Errorf("import says %s", out)
	}
	out = tt.run(0, "flag", "import", "--from", "growthbook", "--partial", odd)
	if !strings.Contains(out, `"on": true`) {
		t.Errorf("in part: %s", out)
	}
	tt.run(2, "flag", "import", "--from", "growthbook", write(t, "none.json", "{}"))
}

// TestHostileCases: every mistake is named with its place, in the words of JSON, and nothing is
// answered that was not asked.
func TestHostileCases(t *testing.T) {
	const flags = `{"definition": {"flags": {"a": {"state": "ENABLED", "variants": {"on": true},
		"defaultVariant": "on"}}}, "cases": [{"flag": "a"}, %s]}`
	asked := func(one string) string { return fmt.Sprintf(flags, one) }
	tt := terminal{T: t}
	for i, c := range []struct{ command, input, want string }{
		{"flag evaluate", asked(`{"context": {}}`), "case 2: flag is missing"},
		{"flag evaluate", asked(`{"flag": 5}`), "cases[1].flag must be a text, not 5"},
		{"flag evaluate", asked(`{"flag": "a", "contxt": {}}`), `case 2: context is missing, and "contxt"`},
		{"flag evaluate", asked(`{"flag": "a", "context": {"x": 1e999}}`),
			"cases[1].context.x is 1e999, which is larger"},
		{"flag evaluate", `{"definition": {"flags": {}}, "cases": {}}`, "cases must be a list, not an object"},
		{"flag evaluate", `{"definition": {"flags": {}}}`, "needs a definition and cases"},
		{"flag lint", `[]`, "the definition cannot be a JSON array"},
		{"flag lint", `{"flags": {"a": {"state": 5}}}`, "/flags/a/state: cannot be a JSON number"},
		{"flag lint", `{"flags": {"a": {"state": "ENABLED", "variants": {"a": 1},
			"rules": [{"split": [["a", 1, 2]]}]}}}`,
			"/flags/a/rules/split: cannot be something else"},
		{"experiment analyze", `{"method": "murmur3_x86_32", "input": {}}`, "input/key is missing"},
		{"experiment analyze", `{"method": "murmur3_x86_32", "input": {"key": "a", "seed": -1}}`,
			"input/seed must be a whole number of 0 or more, not -1"},
		{"experiment analyze", `{"method": "growthbook_v2", "input": {"seed": "a"}}`, "input/value is missing"},
		{"experiment analyze", `{"method": "assignment_counts", "input": {"key_format": "s:{i}, i=0..9",
			"weights": [1, 0.5]}}`, "weights/1: 0.5 is not a whole number"},
		{"experiment analyze", `{"method": "welch_delta_proportion", "input": {"x_control": "5"}}`,
			"input/x_control must be a number, not \"5\""},
		{"value", `{"cases": [{"method": 3}]}`, "case 1: method must be a text, not 3"},
		{"metric explain", `{"segments": {"web": {"n_before": 6, "rate_before": 0.1, "n_after": 5}}}`,
			"input/segments/web/rate_after is missing"},
		{"metric explain", `{"before": {"a": 1}, "after": {"a": null}}`, "input/after/a is null"},
	} {
		file := write(t, fmt.Sprint(i, ".json"), c.input)
		if out := tt.run(2, append(strings.Fields(c.command), file)...); !strings.Contains(out, c.want) {
			t.Errorf("%s %s: no %q in %s", c.command, c.input, c.want, out)
		}
	}
	for args, want := range map[string]string{
		"--rate 0.1 --mde 1e-15":      "1.41e+30 users",
		"--sd 1 --mde 1 --ratio 0":    "--ratio and --cluster must be more than 0",
		"--sd 1 --mde 1 --cluster=-1": "--ratio and --cluster must be more than 0",
	} {
		out := tt.run(map[bool]int{true: 0, false: 2}[strings.Contains(want, "users")],
			append([]string{"experiment", "power"}, strings.Fields(args)...)...)
		if !strings.Contains(out, want) {
			t.Errorf("power %s: %s", args, out)
		}
	}
}

// TestHostileRows: a message says which of the files, and shows little of what is in it, without
// characters that a terminal would obey.
func TestHostileRows(t *testing.T) {
	tt := terminal{T: t}
	plan := write(t, "p.json", `{"control": "a", "treatment": "b", "window_days": 1, "metrics": [
		{"name": "m", "kind": "mean", "event": "e", "role": "primary"}]}`)
	exposures := write(t, "x.csv", "timestamp,user_id,variant\n2026-01-01,u,a\n2026-01-01,v,b\n")
	for name, c := range map[string]struct{ rows, want string }{
		"wide.csv":  {strings.Repeat("a", 300_000) + ",user_id\n1,2\n", `aaaa…", user_id.`},
		"row.csv":   {"timestamp,user_id,event,value\n2026-01-01,u,e,NaN\n", `row.csv, line 2: "NaN" is not a number`},
		"time.csv":  {"timestamp,user_id,event\n" + strings.Repeat("x", 1_000_000) + ",u,e\n", `xxx…" is not a time`},
		"c1.csv":    {"t\u009b31m,user_id\n1,2\n", `It has: "t\u009b31m", user_id.`},
		"comma.csv": {"\"a, b\",user_id\n1,2\n", `It has: "a, b", user_id.`},
	} {
		out := tt.run(2, "experiment", "read", "--events", write(t, name, c.rows), "--exposures", exposures,
			"--plan", plan)
		if !strings.Contains(out, c.want) || len(out) > 400 {
			t.Errorf("%s: no %s in %.500s", name, c.want, out)
		}
	}
	twice := write(t, "twice.json", `{"control": "a", "treatment": "b", "window_days": 1, "metrics": [
		{"name": "m", "kind": "mean", "event": "e", "role": "primary"},
		{"name": "m", "kind": "count", "event": "e", "role": "guardrail"}]}`)
	events := write(t, "e.csv", "timestamp,user_id,event\n2026-01-01,u,e\n")
	out := tt.run(2, "experiment", "read", "--events", events, "--exposures", exposures, "--plan", twice)
	if !strings.Contains(out, "used twice") {
		t.Errorf("a name used twice: %s", out)
	}
}
