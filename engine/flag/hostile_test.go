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
