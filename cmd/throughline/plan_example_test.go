package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPlanExample holds that the example of the model's documentation works in every command.
func TestPlanExample(t *testing.T) {
	tt := terminal{T: t}
	model := filepath.Join("..", "..", "docs", "examples", "plan.json")
	out := tt.run(0, "plan", "schedule", model, "--schedules", "2000")
	for _, want := range []string{"by the objective: lateness 0", "mode 2", "left out: search-bought"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in %s", want, out)
		}
	}
	plan := write(t, "plan.json", tt.run(0, "plan", "schedule", model, "--schedules", "2000", "--format", "json"))
	tt.run(0, "plan", "check", model, plan)
	if out := tt.run(0, "plan", "simulate", model, "--plan", plan); !strings.Contains(out, "with 80 % by") {
		t.Errorf("simulated: %s", out)
	}
	if out := tt.run(0, "plan", "explain", model, "search-bought", "--plan", plan); !strings.Contains(out,
		`Left out of the plan: Bought search excludes "search"`) {
		t.Errorf("explained: %s", out)
	}
	if out := tt.run(0, "plan", "replan", model, plan); !strings.HasPrefix(out, "0 moved") {
		t.Errorf("replanned: %s", out)
	}
	text, err := os.ReadFile(model)
	if err != nil {
		t.Fatal(err)
	}
	for from, want := range map[string]string{
		`"skill": "sql"`:       `Item "audit": asks for skill "cobol" of team "platform", which does not have it`,
		`"date": "2027-03-12"`: `due on "soon"`,
		`"split": true`:        "items[3].demands[0].splitt is no field that is known here",
	} {
		to := map[string]string{`"skill": "sql"`: `"skill": "cobol"`, `"date": "2027-03-12"`: `"date": "soon"`,
			`"split": true`: `"splitt": true`}[from]
		wrong := write(t, "wrong.json", strings.Replace(string(text), from, to, 1))
		if out := tt.run(2, "plan", "schedule", wrong); !strings.Contains(out, want) {
			t.Errorf("%s: %s", to, out)
		}
	}
}
