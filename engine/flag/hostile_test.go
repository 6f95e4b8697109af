package flag

import (
	"fmt"
	"strings"
	"testing"
)

// TestValuesStopGrowing: a rule that doubles a value with each element of a list ends.
func TestValuesStopGrowing(t *testing.T) {
	for _, grow := range []string{"cat", "merge"} {
		set, err := Compile(flagged(`{"reduce": [[` + strings.Repeat("1,", 60) + `1],
			{"` + grow + `": ["x", {"var": "accumulator"}, {"var": "accumulator"}]}, "on"]}`))
		if err != nil {
			t.Fatal(err)
		}
		if r := set.Evaluate("f", nil, 0); r.Value == true {
			t.Errorf("%s: %+v", grow, r)
		}
	}
}

// TestListsCountWhereverTheyAreReferredTo: references cannot make a small definition large.
func TestListsCountWhereverTheyAreReferredTo(t *testing.T) {
	list := "[" + strings.Repeat("1,", 20_000) + "1]"
	_, err := Compile(fmt.Appendf(nil, `{"flags": {"f": {"state": "ENABLED", "variants": {"on": 1},
		"targeting": {"or": [%s 1]}}}, "$evaluators": {"b": %s}}`,
		strings.Repeat(`{"$ref": "b"},`, 1000), list))
	if err == nil || !strings.Contains(err.Error(), "lists of the rule are larger") {
		t.Errorf("%v", err)
	}
}

// TestEvaluationsEnd: whatever a rule does with what it is asked about, an evaluation takes a
// bounded number of steps, and says which flag was too much. What must not take long is shown by
// the test's being over.
func TestEvaluationsEnd(t *testing.T) {
	long := make([]any, 1000)
	for i := range long {
		long[i] = "x"
	}
	big := strings.Repeat("1", 1<<20)
	context := map[string]any{"l": long, "big": big, "big2": "1" + big[1:], "targetingKey": big}
	nest := func(operator string) string {
		return `{"` + operator + `": [{"var": "l"}, {"` + operator + `": [{"var": ""}, {"some": [[1,2,3], false]}]}]}`
	}
	loops := func(depth int, body string) string {
		for range depth {
			body = `{"none": [[` + strings.Repeat("1,", 99) + `1], ` + body + `]}`
		}
		return body
	}
	many := func(rule string) string { return `{"or": [` + strings.Repeat(rule+",", 2000) + `false]}` }
	for name, rule := range map[string]string{
		"loops in loops":   loops(8, "false"),
		"reduce in reduce": `{"reduce": [[1,2,3,4,5,6,7,8,9], ` + loops(6, `{"var": "accumulator"}`) + `, 0]}`,
		"nested lists": `{"reduce": [[` + strings.Repeat("1,", 60) + `1],
			[{"var": "accumulator"}, {"var": "accumulator"}], 1]}`,
		"texts":    many(`{"!=": [{"cat": [{"var": "big"}]}, {"cat": [{"var": "big2"}]}]}`),
		"compares": many(`{"!==": [{"var": "big"}, {"var": "big2"}]}`),
		"within":   many(`{"in": [{"cat": [{"var": "big"}, "2"]}, {"var": "big"}]}`),
		"parts":    many(`{"!": {"substr": [{"var": "big"}, 0, 5]}}`),
		"splits":   many(`{"==": [{"fractional": [{"var": "big"}, ["x", 1]]}, "y"]}`),
		"lists":    many(`{"in": ["y", {"var": "l"}]}`),
		"wide":     `{"cat": [[` + strings.Repeat(`{"var": "big"},`, 10_000) + `1]]}`,
		"merges":   many(`{"!": {"merge": [[1], {"var": "l"}]}}`),
	} {
		set, err := Compile(flagged(`{"if": [` + rule + `, "on", "off"]}`))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		r := set.Evaluate("f", context, 0)
		if r.Error != General && name != "wide" || r.Error != "" && !strings.Contains(r.Detail, "flag f takes") {
			t.Errorf("%s: %+v", name, r)
		}
	}
	for name, rule := range map[string]string{
		"numbers":  many(`{"==": [{"var": "big"}, 1]}`),
		"versions": many(`{"sem_ver": [{"var": "big"}, ">", "1.0.0"]}`),
		"texts":    many(`{"starts_with": [{"var": "big"}, "x"]}`),
		"loops":    nest("some"),
		"one of":   many(`{"in": [{"var": "big"}, ["a", "b"]]}`),
	} {
		set, err := Compile(flagged(`{"if": [` + rule + `, "on", "off"]}`))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if r := set.Evaluate("f", context, 0); r.Variant == "" {
			t.Errorf("%s, which is cheap: %+v", name, r)
		}
	}
}

// TestManyFlags: ten thousand flags are read, linted and evaluated, each needing the next.
func TestManyFlags(t *testing.T) {
	flags := map[string]string{}
	for i := range 10_000 {
		flags[fmt.Sprintf("f%05d", i)] = fmt.Sprintf(`"targeting": "a", "prerequisites": [
			{"flag": "f%05d", "variants": ["a"]}]`, i+1)
	}
	flags["f10000"] = `"targeting": "a"`
	set, found := Lint(definition(flags))
	if len(found) != 9901 || !strings.Contains(found[0].Detail, "more than 100 evaluations") {
		t.Errorf("%d findings, %v", len(found), found[:1])
	}
	if r := set.Evaluate("f09950", nil, 0); r.Variant != "a" {
		t.Errorf("%+v", r)
	}
	if r := set.Evaluate("f00000", nil, 0); r.Error != FlagNotFound {
		t.Errorf("%+v", r)
	}
}
