package flag

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// compiledFlags compiles flags given as members beside their variants a, b, off and default off.
func compiledFlags(t testing.TB, flags map[string]string) *Set {
	t.Helper()
	set, err := Compile(definition(flags))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func definition(flags map[string]string) []byte {
	var all []string
	for key, members := range flags {
		all = append(all, fmt.Sprintf(`%q: {"state": "ENABLED", "variants": {"a": 1, "b": 2, "off": 0},
			"defaultVariant": "off", %s}`, key, members))
	}
	return []byte(`{"flags": {` + strings.Join(all, ",") + `}}`)
}

func at(moment string) int64 {
	t, err := time.Parse(time.RFC3339, moment)
	if err != nil {
		panic(err)
	}
	return t.Unix()
}

func TestGatesShut(t *testing.T) {
	now := at("2027-01-14T09:00:00Z")
	for _, c := range [][2]string{
		{`"killed": true, "offVariant": "b", "targeting": {"cat": ["a"]}`, "b DISABLED killed"},
		{`"from": "2027-01-15T00:00:00Z", "targeting": "a"`, "off DEFAULT outside its time"},
		{`"until": "2027-01-14T09:00:00Z", "targeting": "a"`, "off DEFAULT outside its time"},
		{`"until": "2027-01-14T09:00:01Z", "targeting": "a"`, "a TARGETING_MATCH "},
		{`"prerequisites": [{"flag": "on", "variants": ["a", "b"]}], "targeting": "b"`, "b TARGETING_MATCH "},
		{`"prerequisites": [{"flag": "on", "variants": ["off"]}], "targeting": "b"`, "off DEFAULT prerequisite on"},
		{`"holdouts": [{"name": "h", "share": 100}], "targeting": "a"`, "off DEFAULT holdout h"},
		{`"holdouts": [{"name": "h", "share": 0}], "targeting": "a"`, "a TARGETING_MATCH "},
		{`"rules": [{"variant": "a", "if": {"==": [{"var": "plan"}, "pro"]}}, {"variant": "b"}]`,
			"b TARGETING_MATCH rule 2"},
		{`"rules": [{"variant": "a", "name": "staff", "if": {"==": [{"var": "targetingKey"}, "u"]}}]`,
			"a TARGETING_MATCH staff"},
		{`"rules": [{"variant": "a", "until": "2027-01-01T00:00:00Z"}]`, "off DEFAULT "},
		{`"rules": [{"variant": "a"}], "targeting": "b"`, "b TARGETING_MATCH "},
		{`"rules": [{"variant": "a", "prerequisites": [{"flag": "on", "variants": ["b"]}]}]`, "off DEFAULT "},
		{`"rules": [{"split": ["a"]}]`, ""},
		{`"rules": [{"split": [["a"]]}]`, "a SPLIT rule 1"},
		{`"rules": [{"split": [["a", 1]], "coverage": 0}]`, "off DEFAULT "},
		{`"rules": [{"split": [["a", 1]], "by": "company.id"}, {"variant": "b"}]`, "b TARGETING_MATCH rule 2"},
		{`"rules": [{"split": [["a", 1]], "layer": {"name": "l", "slots": [0, 1000]}}]`, "a SPLIT rule 1"},
		{`"rules": [{"split": [["a", 1]], "steps": [{"from": "2027-01-14T09:00:01Z", "coverage": 100}]}]`,
			"off DEFAULT "},
	} {
		members, want := c[0], c[1]
		set, err := Compile(definition(map[string]string{"f": members, "on": `"targeting": "a"`}))
		if (want == "") != (err != nil) {
			t.Errorf("%s: %v", members, err)
		}
		r := set.Evaluate("f", map[string]any{"targetingKey": "u"}, now)
		if got := fmt.Sprint(r.Variant, " ", r.Reason, " ", r.Because); got != want && want != "" {
			t.Errorf("%s: %s, want %s", members, got, want)
		}
	}
}

// TestMistakesOfGates names each with its place.
func TestMistakesOfGates(t *testing.T) {
	for _, c := range [][2]string{
		{`"offVariant": "x"`, "/flags/f/offVariant: there is no variant"},
		{`"from": "soon"`, "/flags/f/from: is"},
		{`"from": "2027-01-14T09:00:00Z", "until": "2027-01-14T09:00:00Z"`, "/flags/f/until: is not after"},
		{`"prerequisites": [{"flag": "none", "variants": ["a"]}]`, "/flags/f/prerequisites/0/flag: there is no"},
		{`"prerequisites": [{"flag": "g", "variants": ["x"]}]`, "/0/variants/0: g has no variant"},
		{`"prerequisites": [{"flag": "g"}]`, "/flags/f/prerequisites/0/variants: there are"},
		{`"prerequisites": [{"flag": "f", "variants": ["a"]}]`, "in a circle: f -> f"},
		{`"rules": [{"variant": "a", "prerequisites": [{"flag": "f", "variants": ["a"]}]}]`, "circle: f -> f"},
		{`"rules": [{}]`, "/flags/f/rules/0: expected either"},
		{`"rules": [{"variant": "a", "coverage": 5}]`, "/flags/f/rules/0: only a split"},
		{`"rules": [{"variant": "x"}]`, "/flags/f/rules/0/variant: there is"},
		{`"rules": [{"variant": "a", "if": {"guess": 1}}]`, "/flags/f/rules/0/if/guess: unknown"},
		{`"rules": [{"split": [["x", 1]]}]`, "/flags/f/rules/0/split/0/0: there"},
		{`"rules": [{"split": [["a", -1]]}]`, "/flags/f/rules/0/split/0/1: is -1"},
		{`"rules": [{"split": [["a", 0]]}]`, "/flags/f/rules/0/split: all shares"},
		{`"rules": [{"split": [["a", 50]], "hash": "growthbook2"}]`, "split: the shares add up to 50"},
		{`"rules": [{"split": [["a", 1]], "hash": "md5"}]`, "/flags/f/rules/0/hash: is"},
		{`"rules": [{"split": [["a", 1]], "coverage": 101}]`, "/coverage: is 101"},
		{`"rules": [{"split": [["a", 1]], "coverage": 1, "steps": []}]`, "has coverage and steps"},
		{`"rules": [{"split": [["a", 1]], "by": ["a","b","c","d","e"]}]`, "/by: there are 5"},
		{`"rules": [{"split": [["a", 1]], "layer": {"name": "l", "slots": [9, 9]}}]`, "/layer/slots: are"},
		{`"rules": [{"split": [["a", 1]], "layer": {"slots": [0, 9]}}]`, "/layer/name: is missing"},
		{`"rules": [{"split": [["a", 1]], "layer": {"name": "m", "slots": [0, 501]}}]`, "overlap with those of e"},
		{`"rules": [{"split": [["a", 1]], "layer": {"name": "m", "by": "x", "slots": [0, 9]}}]`, "goes by another id"},
		{`"rules": [{"split": [["a", 1]], "steps": [{"from": "2027-01-14T09:00:00Z", "coverage": 1},
			{"from": "2027-01-14T09:00:00Z", "coverage": 2}]}]`, "/steps/1/from: is not after"},
		{`"holdouts": [{}]`, "/holdouts/0/share: is missing"},
		{`"holdouts": [{"name": "h", "share": 6}]`, "has another share"},
		{`"rules": [` + strings.Repeat(`{"variant": "a"},`, 200) + `{"variant": "a"}]`, "/rules: there are 201"},
	} {
		members, want := c[0], c[1]
		_, err := Compile(definition(map[string]string{"f": members, "g": `"targeting": "a"`,
			"e": `"holdouts": [{"name": "h", "share": 5}], "rules": [{"split": [["a", 1]],
				"layer": {"name": "m", "slots": [500, 1000]}}]`}))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.100s: %v, want %s", members, err, want)
		}
	}
}

func TestCirclesAreNamed(t *testing.T) {
	needs := func(flag string) string {
		return fmt.Sprintf(`"prerequisites": [{"flag": %q, "variants": ["a"]}], "targeting": "b"`, flag)
	}
	set, err := Compile(definition(map[string]string{"x": needs("y"), "y": needs("z"), "z": needs("x"),
		"outside": needs("x"), "good": `"targeting": "a"`}))
	if err == nil || !strings.Contains(err.Error(), "x -> y -> z -> x") {
		t.Errorf("%v", err)
	}
	for flag, want := range map[string]string{"x": FlagNotFound, "outside": "", "good": ""} {
		if r := set.Evaluate(flag, nil, 0); r.Error != want {
			t.Errorf("%s: %+v", flag, r)
		}
	}
	if r := set.Evaluate("outside", nil, 0); r.Variant != "off" {
		t.Errorf("a prerequisite that cannot be is met: %+v", r)
	}
}

// TestRampsOfRules: as coverage grows nobody loses their variant or gets another, whatever the
// shares; at full coverage everybody has one, the one that flagd's split would give.
func TestRampsOfRules(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 20 {
		a, b := r.IntN(100), 1+r.IntN(100)
		hash := []string{"murmur3", "growthbook1", "growthbook2"}[round%3]
		shares := fmt.Sprintf(`[["a", %d], ["b", %d], ["off", 3]]`, a, b)
		if hash != "murmur3" {
			shares = fmt.Sprintf(`[["a", %v], ["b", %v]]`, float64(a)/100, float64(100-a)/100)
		}
		had := map[string]string{}
		for percent := range 11 {
			set := compiledFlags(t, map[string]string{"f": fmt.Sprintf(`"rules": [{"hash": %q, "split": %s,
				"coverage": %d}]`, hash, shares, percent*10), "full": `"targeting": {"fractional": [
				{"cat": ["f", {"var": "targetingKey"}]}, ` + strings.TrimPrefix(shares, "[") + `}`})
			reached := 0
			for i := range 500 {
				unit := fmt.Sprint("user ", i)
				context := map[string]any{"targetingKey": unit}
				got := set.Evaluate("f", context, 0)
				if had[unit] != "" && got.Variant != had[unit] {
					t.Fatalf("%s moved from %s to %s", unit, had[unit], got.Variant)
				}
				if got.Reason == Split {
					had[unit] = got.Variant
					reached++
				}
				if want := set.Evaluate("full", context, 0); percent == 10 && hash == "murmur3" &&
					got.Variant != want.Variant {
					t.Fatalf("%s has %s, by flagd's split %s", unit, got.Variant, want.Variant)
				}
			}
			if reached < percent*50-60 || reached > percent*50+60 {
				t.Errorf("%s %s at %d %%: %d of 500", hash, shares, percent*10, reached)
			}
		}
	}
}

// TestRampsFollowTheirSteps: the moment is given, and decides.
func TestRampsFollowTheirSteps(t *testing.T) {
	set := compiledFlags(t, map[string]string{"f": `"rules": [{"split": [["a", 1]], "steps": [
		{"from": "2027-01-01T00:00:00Z", "coverage": 5}, {"from": "2027-01-02T00:00:00+01:00", "coverage": 50},
		{"from": "2027-01-03T00:00:00Z", "coverage": 100}]}]`})
	for moment, want := range map[string][2]int{"2026-12-31T23:59:59Z": {0, 0},
		"2027-01-01T00:00:00Z": {20, 80}, "2027-01-01T23:00:00Z": {450, 550}, "2028-01-01T00:00:00Z": {1000, 1000}} {
		n := 0
		for i := range 1000 {
			if set.Evaluate("f", map[string]any{"targetingKey": fmt.Sprint(i)}, at(moment)).Variant == "a" {
				n++
			}
		}
		if n < want[0] || n > want[1] {
			t.Errorf("%s: %d of 1000", moment, n)
		}
	}
}

// TestLayersExclude: nobody is in two tests of a layer, and the tests split independently of it.
func TestLayersExclude(t *testing.T) {
	test := func(slots string) string {
		return `"rules": [{"split": [["a", 1], ["b", 1]], "layer": {"name": "checkout", "slots": ` + slots + `}}]`
	}
	set := compiledFlags(t, map[string]string{"x": test("[0, 400]"), "y": test("[400, 700]"),
		"held": `"holdouts": [{"name": "2027-q1", "share": 5}], "targeting": "a"`,
		"also": `"holdouts": [{"name": "2027-q1", "share": 5}], "targeting": "b"`})
	count := map[string]int{}
	for i := range 10_000 {
		context := map[string]any{"targetingKey": fmt.Sprint("u", i)}
		x, y := set.Evaluate("x", context, 0), set.Evaluate("y", context, 0)
		if x.Reason == Split && y.Reason == Split {
			t.Fatalf("u%d is in both", i)
		}
		count["x"+x.Variant]++
		count["y"+y.Variant]++
		held, also := set.Evaluate("held", context, 0), set.Evaluate("also", context, 0)
		if (held.Holdout == "") != (also.Holdout == "") || (held.Holdout == "") != (held.Variant == "a") {
			t.Fatalf("u%d: %+v and %+v", i, held, also)
		}
		count[held.Holdout]++
	}
	for what, want := range map[string]int{"xa": 2000, "xb": 2000, "ya": 1500, "yb": 1500, "2027-q1": 500} {
		if got := count[what]; got < want*9/10 || got > want*11/10 {
			t.Errorf("%s: %d, want about %d", what, got, want)
		}
	}
}

// TestStickyRulesRecall: who signs in keeps what they were given before.
func TestStickyRulesRecall(t *testing.T) {
	set := compiledFlags(t, map[string]string{"f": `"rules": [{"name": "test", "split": [["a", 1], ["b", 1]],
		"by": "userId", "sticky": ["anonymousId"], "salt": "s1", "record": true}]`,
		"g": `"rules": [{"split": [["a", 1], ["b", 1]], "by": ["userId", "anonymousId"], "sticky": []}]`})
	kept := map[string]string{"f s1 anonymousId=x": "b", "f s1 userId=gone": "no such", "g g anonymousId=x": "b"}
	recall := func(flag, phase, unit string) (string, bool) {
		v, ok := kept[flag+" "+phase+" "+unit]
		return v, ok
	}
	moved := 0
	for i := range 100 {
		context := map[string]any{"userId": fmt.Sprint(i), "anonymousId": "x"}
		for _, flag := range []string{"f", "g"} {
			r := set.Ask(flag, Query{Context: context, Recall: recall})
			if r.Variant != "b" || !r.Remember || r.Unit != fmt.Sprint(i) {
				t.Fatalf("%s: %+v", flag, r)
			}
		}
		if set.Evaluate("f", context, 0).Variant == "a" {
			moved++
		}
	}
	if moved == 0 {
		t.Error("nobody would have moved: the test shows nothing")
	}
	fresh := map[string]any{"userId": "gone", "anonymousId": 7.0}
	r := set.Ask("f", Query{Context: fresh, Recall: recall})
	units := fmt.Sprint(set.Units("f", fresh))
	if !r.Remember || !r.Record || r.Phase != "s1" || units != "[userId=gone anonymousId=7]" {
		t.Errorf("%+v, units %s", r, units)
	}
	if set.Ask("f", Query{Context: fresh}).Remember {
		t.Error("to be remembered where nothing is recalled")
	}
}

// TestSwitchedOffFlagsAreNoPrerequisites: nor does what is switched off in one place count there.
func TestSwitchedOffFlagsAreNoPrerequisites(t *testing.T) {
	set := compiledFlags(t, map[string]string{"on": `"targeting": "a"`,
		"f": `"prerequisites": [{"flag": "on", "variants": ["a"]}], "targeting": "b"`})
	staging := set.Where(func(key string) bool { return key != "on" })
	if r := staging.Evaluate("f", nil, 0); r.Variant != "off" || r.Because != "prerequisite on" {
		t.Errorf("%+v", r)
	}
	if r := staging.Evaluate("on", nil, 0); r.Reason != Disabled {
		t.Errorf("%+v", r)
	}
	if r := set.Evaluate("f", nil, 0); r.Variant != "b" {
		t.Errorf("%+v", r)
	}
}

// TestGrowthBookPlaces are n of GrowthBook's own hash, by its second version.
func TestGrowthBookPlaces(t *testing.T) {
	for value, want := range map[string]float64{"a": .8561, "user-123": .6193, "Zürich-œ": .5585,
		"日本語ユーザー": .1874} {
		d := newDivider("exp-d", growthBook2, nil)
		if got := d.place(value); got != want {
			t.Errorf("%s: %v, want %v", value, got, want)
		}
	}
}
