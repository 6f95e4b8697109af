package main

import (
	"strings"
	"testing"
)

// TestFrontOfSeveralBudgets holds that a front may have several budgets and groups.
func TestFrontOfSeveralBudgets(t *testing.T) {
	tt := terminal{T: t}
	problem := write(t, "p.json", `{"budgets": {"days": 14, "money": 19}, "requirements": [
 {"id": "a", "cost": {"days": 2, "money": 3}, "value": 3}, {"id": "b", "cost": {"days": 1, "money": 5}, "needs": ["a"]},
 {"id": "c", "cost": {"days": 6, "money": 2}, "value": 9}, {"id": "d", "cost": {"days": 5, "money": 9}, "value": 8}],
 "customers": [{"id": "x", "profit": 7, "wants": ["b"]}], "rules": [{"kind": "excludes", "items": ["a", "c"]}]}`)
	c := decoded(t, tt.run(0, "plan", "select", problem, "--front", "--format", "json"))
	front := c["front"].([]any)
	last := front[len(front)-1].(map[string]any)
	if len(front) != 6 || last["profit"] != 18.0 || last["proven"] != true ||
		last["cost"].(map[string]any)["money"] != 17.0 || len(last["requirements"].([]any)) != 3 {
		t.Errorf("%d points, the last is %v", len(front), last)
	}
	if out := tt.run(0, "plan", "select", problem, "--front"); !strings.Contains(out,
		"days        money       profit") {
		t.Errorf("as a text: %s", out)
	}
}
