package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const checkoutPlan = `{"experiment": "checkout-v2", "control": "control", "treatment": "treatment",
 "window_days": 12, "pre_window_days": 14, "alpha": 0.05, "metrics": [
 {"name": "conversion", "kind": "proportion", "event": "purchase", "role": "primary"},
 {"name": "revenue_per_user", "kind": "mean", "event": "purchase", "role": "secondary"},
 {"name": "revenue_per_user_winsorized95", "kind": "mean", "event": "purchase",
  "role": "secondary", "cap_percentile": 0.95},
 {"name": "revenue_per_user_cuped", "kind": "mean", "event": "purchase", "role": "secondary",
  "cuped": true},
 {"name": "average_order_value_ratio", "kind": "ratio", "event": "purchase",
  "role": "secondary"}]}`

// TestExperimentReadAgreesWithTheReference goes from raw rows to every number of the reference.
func TestExperimentReadAgreesWithTheReference(t *testing.T) {
	dir := filepath.Join(statsData(t), "e2e")
	raw, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var known struct {
		Events     float64 `json:"events_after_dedupe"`
		Experiment map[string]any
	}
	if err := json.Unmarshal(raw, &known); err != nil {
		t.Fatal(err)
	}
	tt := terminal{T: t}
	args := []string{"experiment", "read", "--events", filepath.Join(dir, "events.csv"),
		"--exposures", filepath.Join(dir, "exposures.csv"), "--plan", write(t, "p.json", checkoutPlan)}
	got := decoded(t, tt.run(0, append(args, "--format", "json")...))
	for _, wrong := range differences("", map[string]any{"events_after_dedupe": known.Events,
		"exposed_users": known.Experiment["exposed_users"], "srm_p": known.Experiment["srm_p"],
		"multiple_exposure_users_excluded": known.Experiment["multiple_exposure_users_excluded"],
		"verdict":                          "wait"}, got, 1e-8, 1e-12) {
		t.Error(wrong)
	}
	for _, m := range got["metrics"].([]any) {
		m := m.(map[string]any)
		want := known.Experiment[m["name"].(string)].(map[string]any)
		for field, as := range map[string]string{"cap": "cap", "theta": "theta",
			"control": "control", "treatment": "treatment", "control_mean": "control",
			"treatment_mean": "treatment"} {
			if v, ok := want[field].(float64); ok {
				for _, wrong := range differences("/"+field, v, m[as], 1e-8, 1e-12) {
					t.Error(m["name"], wrong)
				}
			}
		}
		// The reference's t quantile has nine digits; ours agrees with the integral to twelve.
		for _, wrong := range differences("", want["relative"], m, 1e-8, 2e-9) {
			t.Error(m["name"], wrong)
		}
	}
	page := filepath.Join(t.TempDir(), "readout.html")
	tt.run(0, append(args, "--html", page)...)
	if html, err := os.ReadFile(page); err != nil || !strings.Contains(string(html), "checkout-v2") {
		t.Errorf("the page: %v", err)
	}
	if hash := fmt.Sprint(got["inputs_sha256"]); len(hash) != 64 {
		t.Errorf("inputs: %s", hash)
	}
	if out := tt.run(0, args...); !strings.Contains(out, "wait") || !strings.Contains(out, "inputs") {
		t.Errorf("for people: %s", out)
	}
}

// TestExperimentReadByLooks reads the reference's rows as the beginning of a longer test.
func TestExperimentReadByLooks(t *testing.T) {
	dir := filepath.Join(statsData(t), "e2e")
	for mode, want := range map[string]string{"group-sequential": "20 users", "fixed": "wait",
		"confidence-sequence": "58 users"} {
		plan := strings.Replace(checkoutPlan, `"alpha"`, fmt.Sprintf(
			`"users": 100, "mode": %q, "alpha"`, mode), 1)
		out := terminal{T: t}.run(0, "experiment", "read", "--events", filepath.Join(dir,
			"events.csv"), "--exposures", filepath.Join(dir, "exposures.csv"), "--plan",
			write(t, "p.json", plan))
		if !strings.Contains(out, want) {
			t.Errorf("%s: %s, want %s", mode, out, want)
		}
	}
}

func TestExperimentReadRefuses(t *testing.T) {
	tt := terminal{T: t}
	events := write(t, "e.csv", "timestamp,user_id,event\n2026-01-01T00:00:00Z,a,buy\n")
	exposures := write(t, "x.csv", "timestamp,user_id,variant,experiment\n"+
		"2026-01-01T00:00:00Z,a,control,checkout-v2\n")
	run := func(events, exposures, plan string) string {
		return tt.run(2, "experiment", "read", "--events", events, "--exposures", exposures, "--plan",
			write(t, "p.json", plan))
	}
	for want, out := range map[string]string{
		"at least 2": run(events, exposures, checkoutPlan),
		"primary":    run(events, exposures, strings.Replace(checkoutPlan, "primary", "secondary", 1)),
		"Alpha":      run(events, exposures, strings.Replace(checkoutPlan, "0.05", "5", 1)),
		"no column":  run(exposures, exposures, checkoutPlan),
		"line 2":     run(write(t, "b.csv", "timestamp,user_id,event\nsoon,a,buy\n"), exposures, checkoutPlan),
		"line 3: user_id is empty": run(events, write(t, "u.csv", "timestamp,user_id,variant\n"+
			"2026-01-01T00:00:00Z,a,control\n2026-01-01T00:00:00Z,,control\n"), checkoutPlan),
		"not a number": run(write(t, "n.csv", "timestamp,user_id,event,value\n"+
			"2026-01-01T00:00:00Z,a,buy,NaN\n"), exposures, checkoutPlan),
		"Mode": run(events, exposures, strings.Replace(checkoutPlan, `"alpha"`,
			`"mode": "hasty", "alpha"`, 1)),
		"users must be a whole number": run(events, exposures, strings.Replace(checkoutPlan,
			`"control"`, `"users": "many", "control"`, 1)),
		"not a plan?": run(events, exposures, `{"metric": []}`) + "not a plan?",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%s, want %s", out, want)
		}
	}
}

func TestExperimentSimulate(t *testing.T) {
	tt := terminal{T: t}
	plan := func(change ...string) string {
		text := strings.Replace(checkoutPlan, `"alpha"`, `"users": 800, "looks": 2, "alpha"`, 1)
		return write(t, "p.json", strings.NewReplacer(change...).Replace(text))
	}
	args := []string{"experiment", "simulate", "--rate", "0.3", "--effect", "0.3", "--runs", "50",
		"--plan"}
	if out := tt.run(0, append(args, plan())...); !strings.Contains(out, "50 runs of 800 users") ||
		!strings.Contains(out, "look 2") {
		t.Errorf("for people: %s", out)
	}
	first := tt.run(0, append(args, plan(), "--format", "json")...)
	got := decoded(t, first)
	if got["power"].(float64) < .4 || got["false_positives"].(float64) > .2 ||
		len(got["stopped_by_look"].([]any)) != 2 {
		t.Errorf("got %s", first)
	}
	if again := tt.run(0, append(args, plan(), "--format", "json")...); again != first {
		t.Errorf("the same seed: %s and %s", first, again)
	}
	for want, out := range map[string]string{
		"either --rate": tt.run(2, "experiment", "simulate", "--plan", plan()),
		"--mean":        tt.run(2, append(args, plan(`"kind": "proportion"`, `"kind": "mean"`))...),
		"Users: a sim":  tt.run(2, append(args, plan(`"users": 800, "looks": 2, `, ""))...),
		"cannot be":     tt.run(2, append(args, plan(), "--effect", "4")...),
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%s, want %s", out, want)
		}
	}
}

func TestExperimentPower(t *testing.T) {
	tt := terminal{T: t}
	size := decoded(t, tt.run(0, "experiment", "power", "--rate", "0.1", "--mde", "0.02", "--format",
		"json"))
	if n := size["n_control_pooled_null"].(float64); n < 3840 || n > 3841 {
		t.Errorf("got %v", size)
	}
	for want, args := range map[string][]string{
		"3,841 users":  {"--rate", "0.1", "--mde", "0.02"},
		"1,571 users":  {"--sd", "10", "--mde", "1"},
		"65.9 %":       {"--sd", "10", "--mde", "1.5", "--n", "500"},
		"with CUPED":   {"--sd", "10", "--n", "3140", "--rho", "0.6"},
		"0.7071 (0.56": {"--sd", "10", "--n", "3140", "--rho", "0.6"},
	} {
		if out := tt.run(0, append([]string{"experiment", "power"}, args...)...); !strings.Contains(out,
			want) {
			t.Errorf("%v: %s, want %s", args, out, want)
		}
	}
	tt.run(2, "experiment", "power")
	tt.run(2, "experiment", "power", "--rate", "2", "--mde", "0.1")
	tt.run(2, "experiment", "power", "--sd", "1", "--mde", "1", "--alpha", "7")
}
