package main

import (
	"math"
	"strings"
	"testing"
)

// TestPlanOfMilestones reads a milestone in every answer about a plan.
func TestPlanOfMilestones(t *testing.T) {
	tt := terminal{T: t}
	model := write(t, "m.json", strings.Replace(roadmapModel, `"deps"`, `"milestones": [{"id": "beta",
    "name": "Beta", "requires": ["sso", "audit"], "due": {"at": 1}, "confidence": 0.9}],
  "deps"`, 1))
	if out := tt.run(0, "plan", "schedule", model); !strings.Contains(out, "◆ beta Beta") ||
		!strings.Contains(out, "late 2") {
		t.Errorf("scheduled: %s", out)
	}
	plan := write(t, "s.json", tt.run(0, "plan", "schedule", model, "--format", "json"))
	tt.run(0, "plan", "check", model, plan)
	out := tt.run(0, "plan", "simulate", model, "--plan", plan)
	for _, want := range []string{"◆ beta Beta", "with 90 % by", "P10 P50 P85  late  critical", "100 %"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in %s", want, out)
		}
	}
	s := decoded(t, tt.run(0, "plan", "simulate", model, "--plan", plan, "--format", "json"))
	beta := s["milestones"].([]any)[0].(map[string]any)
	if beta["p_late"] != 1.0 || beta["confidence"] != .9 || beta["p10"] == nil || beta["at"] == nil {
		t.Errorf("in JSON %v", beta)
	}
	if out := tt.run(0, "plan", "explain", model, "--no-levers"); !strings.Contains(out, "beta: Late 2") {
		t.Errorf("explained: %s", out)
	}
}

// TestNothingToPlan holds that every command says so of a model without items.
func TestNothingToPlan(t *testing.T) {
	tt := terminal{T: t}
	empty := write(t, "empty.json", "{}")
	for _, command := range []string{"schedule", "simulate", "explain"} {
		if out := tt.run(2, "plan", command, empty); !strings.Contains(out, "empty.json has no items") {
			t.Errorf("%s says %s", command, out)
		}
	}
	solution := write(t, "s.json", tt.run(0, "plan", "schedule", write(t, "m.json", roadmapModel),
		"--format", "json"))
	for _, command := range []string{"replan", "check"} {
		if out := tt.run(2, "plan", command, empty, solution); !strings.Contains(out, "has no items") {
			t.Errorf("%s says %s", command, out)
		}
	}
	if out := tt.run(2, "plan", "select", empty); !strings.Contains(out, "empty.json has no requirements") {
		t.Errorf("select says %s", out)
	}
	for _, line := range [][]string{{"rank"}, {"rank", "pairs"}, {"rank", "calibrate"}} {
		for _, text := range []string{"id,winner,loser,scorer,estimate,actual\n", "[]"} {
			out := tt.run(2, append(line, write(t, "rows.csv", text))...)
			if !strings.Contains(out, "rows.csv holds no records") {
				t.Errorf("%v of %q says %s", line, text, out)
			}
		}
	}
	done := write(t, "done.json", strings.ReplaceAll(roadmapModel, `"demands"`, `"state": "done", "demands"`))
	for _, command := range []string{"schedule", "simulate"} {
		if out := tt.run(0, "plan", command, done); !strings.Contains(out, "Everything is done") {
			t.Errorf("%s of what is done says %s", command, out)
		}
	}
}

// TestPlanFaultsHaveAPlace reads where a model is wrong.
func TestPlanFaultsHaveAPlace(t *testing.T) {
	tt := terminal{T: t}
	for _, c := range []struct{ from, to, want string }{
		{`"per_week": 300`, `"per_week": "x"`,
			`m.json, line 7, column 89: items[1].cod.per_week must be a number, not "x"`},
		{`"at": 3`, `"att": 3`, "m.json, line 10, column 14: items[2].due.att is no field that is known here"},
		{`"effort": 4}`, `"effort": "4"}`, "line 9, column 66: items[2].demands[0].effort is wrong"},
		{`"deps": [`, `"deps": [,`, "line 12, column 12: invalid character ','"},
	} {
		model := write(t, "m.json", strings.Replace(roadmapModel, c.from, c.to, 1))
		for _, command := range []string{"schedule", "simulate", "explain"} {
			if out := tt.run(2, "plan", command, model); !strings.Contains(out, c.want) {
				t.Errorf("%s says %s, want %s", command, out, c.want)
			}
		}
	}
	binary := write(t, "b.sm", "\xff\x00\x01")
	if out := tt.run(2, "plan", "schedule", binary); !strings.Contains(out, "b.sm is no text") {
		t.Errorf("of bytes: %s", out)
	}
}

// TestRankReadsRangesOfJSON holds what the help of rank promises.
func TestRankReadsRangesOfJSON(t *testing.T) {
	tt := terminal{T: t}
	rows := write(t, "r.json", `[{"id": "a", "reach": {"p10": 10, "p90": 40}},
 {"id": "b", "reach": {"p10": 2, "p50": 3, "p90": 9}}, {"id": "c", "reach": 7}]`)
	s := decoded(t, tt.run(0, "rank", rows, "--formula", "reach", "--format", "json"))
	for i, want := range []float64{20, 7, 3} {
		item := s["items"].([]any)[i].(map[string]any)
		if math.Abs(item["score"].(float64)-want) > .01 || (item["score_low"] == item["score_high"]) != (want == 7) {
			t.Errorf("place %d: %v, want %g", i+1, item, want)
		}
	}
}

// TestRankFaultsHaveAPlace reads where a file of items is wrong.
func TestRankFaultsHaveAPlace(t *testing.T) {
	tt := terminal{T: t}
	for _, c := range []struct{ name, text, want string }{
		{"r.json", "[{\"id\": \"a\"},\n {\"id\": \"b\", \"reach\": x}]",
			"r.json, line 2, column 23: invalid character 'x'"},
		{"r.json", "[{\"id\": \"a\"},\n 5]", "r.json, line 2, column 2: [1] must be an object, not 5"},
		{"r.jsonl", "{\"id\": \"a\"}\n{\"id\": }\n", "r.jsonl, line 2, column 8: invalid character '}'"},
		{"r.json", `[{"id": "a", "reach": {"p10": "x", "p90": 3}}]`, `r.json, record 1, reach: "x" is not`},
		{"r.csv", "id,reach\na,1\nb,many\n", `r.csv, line 3, reach: "many" is neither a number nor`},
		{"r.csv", "id,reach\na,1,2,3\n", "r.csv, line 2 has 4 cells, the header only 2"},
	} {
		out := tt.run(2, "rank", write(t, c.name, c.text), "--formula", "reach")
		if !strings.Contains(out, c.want) {
			t.Errorf("%q: %s, want %s", c.text, out, c.want)
		}
	}
}
