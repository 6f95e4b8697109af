package flag

import (
	"encoding/json"
	"testing"
)

// TestChoices holds what the README says of values about which flagd's own evaluators differ.
func TestChoices(t *testing.T) {
	for _, c := range []struct {
		rule, value string
		want        bool
	}{
		{`{"==": [{"var": "v"}, 1]}`, `[1]`, true},
		{`{"==": [{"var": "v"}, 1]}`, `[1, 2]`, false},
		{`{"==": [{"var": "v"}, 0]}`, `[]`, true},
		{`{"==": [{"var": "v"}, ""]}`, `[]`, true},
		{`{"==": [{"var": "v"}, ""]}`, `{}`, false},
		{`{"<": [{"var": "v"}, 1]}`, `{}`, false},
		{`{"==": [{"var": "v"}, 0]}`, `null`, false},
		{`{"==": [{"var": "v"}, null]}`, `false`, false},
		{`{"<": [{"var": "v"}, 1]}`, `"abc"`, false},
		{`{"==": [{"var": "v"}, 1]}`, `" 1 "`, true},
		{`{">=": [{"var": "v"}, null]}`, `0`, true},
		{`{"in": [{"var": "v"}, "0a1"]}`, `0`, false},
		{`{"in": [{"var": "v"}, [null, "0"]]}`, `0`, false},
		{`{"==": [{"cat": ["x", {"var": "v"}]}, "x"]}`, `null`, true},
		{`{"==": [{"cat": ["x", {"var": "v"}]}, "x1"]}`, `[1]`, true},
		{`{"==": [{"cat": ["x", {"var": "v"}]}, "x"]}`, `{"a": 1}`, true},
		{`{"==": [{"+": [{"var": "v"}, 1]}, 1]}`, `null`, true},
		{`{"==": [{"+": [{"var": "v"}, 1]}, 2]}`, `true`, true},
		{`{"==": [{"+": [{"var": "v"}, 1]}, 1]}`, `"abc"`, false},
		{`{"/": [{"var": "v"}, 0]}`, `1`, true},
		{`{"==": [{"max": [{"var": "v"}, 0]}, 1]}`, `"1"`, true},
		{`{"missing": ["v"]}`, `null`, true},
		{`{"missing": ["v"]}`, `""`, true},
		{`{"all": [{"var": "v"}, true]}`, `null`, false},
		{`{"none": [{"var": "v"}, true]}`, `"abc"`, true},
		{`{"in": [1, {"merge": [{"var": "v"}, [2]]}]}`, `1`, true},
		{`{"==": [{"and": [{"var": "v"}, "t"]}, "t"]}`, `1`, true},
		{`{"fractional": [["yes", {"var": "v"}], ["yes", 0]]}`, `null`, true},
		{`{"fractional": [["yes", {"var": "v"}], ["yes", 1]]}`, `-1`, true},
		{`{"fractional": [["yes", {"var": "v"}], ["yes", 1]]}`, `1.5`, false},
		{`{"fractional": [["yes", {"var": "v"}], ["yes", 1]]}`, `"1"`, false},
	} {
		set, err := Compile(flagged(`{"if": [` + c.rule + `, "on", "off"]}`))
		if err != nil {
			t.Fatalf("%s: %v", c.rule, err)
		}
		context := map[string]any{"targetingKey": "u1"}
		var v any
		if err := json.Unmarshal([]byte(c.value), &v); err != nil {
			t.Fatal(err)
		}
		context["v"] = v
		if r := set.Evaluate("f", context, 0); r.Variant == "on" != c.want {
			t.Errorf("%s of %s is %s, want %t", c.rule, c.value, r.Variant, c.want)
		}
	}
}
