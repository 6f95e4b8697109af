package flag

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestLintFindsWhatWasNotMeant(t *testing.T) {
	for _, c := range [][2]string{
		{`"targeting": {"if": [true, "a", {"var": "x"}, "b"]}`, "/targeting/if/2: is never reached"},
		{`"targeting": {"if": [false, "a", "b"]}`, "/targeting/if/0: never holds"},
		{`"targeting": {"if": [{"var": "x"}, "a", {"var": "x"}, "b"]}`, "/targeting/if/2: is never reached"},
		{`"targeting": {"if": [{"var": "x"}, "c"]}`, `/targeting/if/1: there is no variant "c"; there are a, b, off`},
		{`"targeting": {"fractional": [["a", 50], ["b", 40]]}`, "/fractional: the shares add up to 90"},
		{`"targeting": {"fractional": [["a", 1], ["c", 2]]}`, `/fractional/1/0: there is no variant "c"`},
		{`"targeting": "a", "rules": [{"variant": "b"}]`, "/rules/0: is never reached"},
		{`"rules": [{"variant": "b"}, {"variant": "a"}]`, "/rules/1: is never reached"},
		{`"rules": [{"variant": "b", "if": true}, {"variant": "a"}]`, "/rules/1: is never reached"},
		{`"rules": [{"variant": "b", "if": [0, ""]}]`, ""},
		{`"rules": [{"variant": "b", "if": 0}]`, "/rules/0/if: never holds"},
		{`"rules": [{"split": [["a", 20], ["b", 20], ["off", 20]]}]`, "/rules/0/split: the shares add up to 60"},
		{`"rules": [{"split": [["a", 1]], "steps": [{"from": "2027-01-01T00:00:00Z", "coverage": 5},
			{"from": "2027-01-02T00:00:00Z", "coverage": 4}]}]`, "/rules/0/steps/1/coverage: is less than before"},
		{`"rules": [{"variant": "b", "when": 1}]`, "/rules/0/when: is unknown"},
		{`"targetting": "a"`, "/targetting: is unknown"},
		{`"killed": true`, "/killed: nobody"},
		{`"targeting": {"if": [{"var": "x"}, "a"]}, "rules": [{"variant": "b", "until": "2027-01-01T00:00:00Z"},
			{"split": [["a", 1], ["b", 2]], "if": {"var": "y"}}, {"variant": "b"}]`, ""},
	} {
		set, found := Lint(definition(map[string]string{"f": c[0]}))
		text := ""
		for _, f := range found {
			text += f.Pointer + ": " + f.Detail + "\n"
		}
		if !strings.Contains(text, c[1]) || c[1] == "" && len(found) > 0 || len(found) > 1 {
			t.Errorf("%s: %s, want %s", c[0], text, c[1])
		}
		if len(found) > 0 && (!found[0].Warning || set.find("f") < 0) {
			t.Errorf("%s: a warning keeps the flag from being used", c[0])
		}
	}
}

func TestFindingsHaveTheirLine(t *testing.T) {
	document := `{
  "flags": {
    "a/b": {
      "state": "ON",
      "variants": {"x": 1},
      "rules": [
        {"variant": "x",
         "if": {"guess": 1}}
      ]
    },
    "f": {"state": "ENABLED", "variants": {"x": 1}, "defaultVariant": "y"}
  }
}`
	_, found := Lint([]byte(document))
	var lines []string
	for _, f := range found {
		lines = append(lines, fmt.Sprint(f.Line, " ", f.Pointer))
	}
	want := []string{"4 /flags/a~1b/state", "8 /flags/a~1b/rules/0/if/guess", "11 /flags/f/defaultVariant"}
	if !slices.Equal(lines, want) {
		t.Errorf("%q, want %q", lines, want)
	}
	got := Lines([]byte("{\"a\":\n{\n\"b\": [1,\n2, 3"), []string{"/a/b/1", "/a/c/d", "", "/a/b/9"})
	if fmt.Sprint(got) != "[4 2 1 3]" {
		t.Errorf("of a document that breaks off: %v", got)
	}
}

// TestSchemaKnowsEveryMember holds the JSON schema against what is read.
func TestSchemaKnowsEveryMember(t *testing.T) {
	raw, err := os.ReadFile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Definitions map[string]struct{ Properties map[string]any }
	}
	if err := json.Unmarshal(raw, &schema); err != nil {
		t.Fatal(err)
	}
	for name, of := range map[string]reflect.Type{"flag": reflect.TypeFor[writtenFlag](),
		"rule": reflect.TypeFor[writtenRule](), "layer": reflect.TypeFor[writtenLayer](),
		"holdout": reflect.TypeFor[writtenHoldout](), "prerequisite": reflect.TypeFor[writtenNeed](),
		"step": reflect.TypeFor[writtenStep]()} {
		var have []string
		for member := range schema.Definitions[name].Properties {
			have = append(have, member)
		}
		want := membersOf(of)
		slices.Sort(want)
		if slices.Sort(have); !slices.Equal(have, want) {
			t.Errorf("%s: the schema has %v, read are %v", name, have, want)
		}
	}
}
