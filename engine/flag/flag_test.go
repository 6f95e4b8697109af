package flag

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestHash(t *testing.T) {
	for key, want := range map[string]uint32{"": 0, "a": 0x3c2569b2, "ab": 0x9bbfd75f,
		"abc": 0xb3dd93fa, "hello": 0x248bfa47, "hello, world": 0x149bbb7f} {
		if got := Hash(key, 0); got != want {
			t.Errorf("%q: %#x, want %#x", key, got, want)
		}
	}
	if got := Hash("", 1); got != 0x514e28b7 {
		t.Errorf("seed 1: %#x", got)
	}
	if Bucket(1<<32-1, 100) != 99 || Bucket(0, 100) != 0 {
		t.Error("buckets leave their range")
	}
}

func flagged(targeting string) []byte {
	return fmt.Appendf(nil, `{"flags": {"f": {"state": "ENABLED", "defaultVariant": "off",
		"variants": {"on": true, "off": false, "1": 1, "true": 2}, "targeting": %s}},
		"$evaluators": {"adult": {">=": [{"var": "age"}, 18]}}}`, targeting)
}

func TestOperators(t *testing.T) {
	context := map[string]any{"targetingKey": "u1", "age": 20.0, "name": "Zoë", "empty": "",
		"tags": []any{"a", "b"}, "user": map[string]any{"tier": "gold", "n": []any{1.0, 2.0}}}
	for rule, want := range map[string]bool{
		`{"==": [1, "1"]}`:                                        true,
		`{"===": [1, "1"]}`:                                       false,
		`{"!=": [null, 0]}`:                                       true,
		`{"<": [1, {"var": "age"}, 30]}`:                          true,
		`{"<": ["10", "9"]}`:                                      true,
		`{"and": [true, {"$ref": "adult"}]}`:                      true,
		`{"or": ["", 0, []]}`:                                     false,
		`{"!": {"var": "nothing"}}`:                               true,
		`{"in": ["b", {"var": "tags"}]}`:                          true,
		`{"in": ["oë", {"var": "name"}]}`:                         true,
		`{"==": [{"var": "user.tier"}, "gold"]}`:                  true,
		`{"==": [{"var": ["user.age", 7]}, 7]}`:                   true,
		`{"==": [{"var": "user.n.1"}, 2]}`:                        true,
		`{"==": [{"cat": ["a", 1, null, true]}, "a1true"]}`:       true,
		`{"==": [{"substr": ["Zoë!", -2, 1]}, "ë"]}`:              true,
		`{"==": [{"+": [1, "2", 3]}, 6]}`:                         true,
		`{"==": [{"%": [7, 4]}, 3]}`:                              true,
		`{"==": [{"max": [1, 5, 2]}, 5]}`:                         true,
		`{"missing": ["age", "empty"]}`:                           true,
		`{"missing_some": [1, ["age", "x"]]}`:                     false,
		`{"all": [{"var": "user.n"}, {">": [{"var": ""}, 0]}]}`:   true,
		`{"some": [{"var": "tags"}, {"==": [{"var": ""}, "c"]}]}`: false,
		`{"none": [{"var": "tags"}, {"==": [{"var": ""}, "c"]}]}`: true,
		`{"==": [{"reduce": [{"var": "user.n"}, {"+": [{"var": "current"}, {"var": "accumulator"}]}, 0]}, 3]}`: true,
		`{"starts_with": [{"var": "name"}, "Z"]}`:                                                              true,
		`{"ends_with": [{"var": "age"}, "0"]}`:                                                                 false,
		`{"sem_ver": ["v1.5.0", "^", "1.2.0"]}`:                                                                true,
		`{"sem_ver": ["1.5.0", "~", "1.2.0"]}`:                                                                 false,
		`{"sem_ver": ["2.0.0-rc.2", "<", "2.0.0-rc.10"]}`:                                                      true,
		`{"sem_ver": ["2.0.0-rc.1", "<", "2.0.0"]}`:                                                            true,
		`{"sem_ver": ["bad", "!=", "1.0.0"]}`:                                                                  false,
		`{"==": [{"var": "$flagd.flagKey"}, "f"]}`:                                                             true,
		`{"==": [{"var": "$flagd.timestamp"}, 99]}`:                                                            true,
	} {
		set, err := Compile(flagged(`{"if": [` + rule + `, "on", "off"]}`))
		if err != nil {
			t.Errorf("%s: %v", rule, err)
			continue
		}
		if r := set.Evaluate("f", context, 99); r.Value != want || r.Reason != TargetingMatch {
			t.Errorf("%s: %+v", rule, r)
		}
	}
	for targeting, want := range map[string]Result{
		`null`:            {Value: false, Variant: "off", Reason: Static},
		`{}`:              {Value: false, Variant: "off", Reason: Static},
		`{"if": [false]}`: {Value: false, Variant: "off", Reason: TargetingMatch, Error: General},
		`{"var": "x"}`:    {Value: false, Variant: "off", Reason: Default},
		`"nobody"`:        {Reason: Failed, Error: General},
		`{"!": false}`:    {Value: 2.0, Variant: "true", Reason: TargetingMatch},
		`{"+": [0, 1]}`:   {Value: 1.0, Variant: "1", Reason: TargetingMatch},
	} {
		set, err := Compile(flagged(targeting))
		if err != nil {
			t.Fatal(err)
		}
		r := set.Evaluate("f", context, 0)
		r.Detail = ""
		if r != want && targeting != `{"if": [false]}` {
			t.Errorf("%s: %+v, want %+v", targeting, r, want)
		}
	}
}

// TestRampsNeverMoveUsers: whoever has the variant at a small share keeps it at a larger one.
// TestFractionalIsFlagds holds the edges of fractional against what flagd's own evaluators give.
func TestFractionalIsFlagds(t *testing.T) {
	context := map[string]any{"targetingKey": "k3", "number": 7.0, "nothing": nil, "none": map[string]any{}}
	for rule, want := range map[string]Reason{
		`{"fractional": [["on", "1"], ["off", 1]]}`:                               Default,
		`{"fractional": [["on", true], ["off", 1]]}`:                              Default,
		`{"fractional": [["on", 1.5], ["off", 1]]}`:                               Default,
		`{"fractional": [["on", {"var": "targetingKey"}], ["off", 1]]}`:           Default,
		`{"fractional": [["on", -1], ["off", 1]]}`:                                TargetingMatch,
		`{"fractional": [["on", {"var": "number"}], ["off", 1]]}`:                 TargetingMatch,
		`{"fractional": [{"var": "number"}, ["on", 1], ["off", 1]]}`:              Default,
		`{"fractional": [{"var": "missing"}, ["on", 1], ["off", 1]]}`:             TargetingMatch,
		`{"fractional": [{"var": "nothing"}, ["on", 1], ["off", {"+": [0, 1]}]]}`: TargetingMatch,
		`{"if": [{"var": "none"}, "on"]}`:                                         Default,
	} {
		set, err := Compile(flagged(rule))
		if err != nil {
			t.Errorf("%s: %v", rule, err)
			continue
		}
		if r := set.Evaluate("f", context, 99); r.Reason != want {
			t.Errorf("%s: %+v, want %s", rule, r, want)
		}
	}
}

func TestRampsNeverMoveUsers(t *testing.T) {
	had := map[string]bool{}
	for _, share := range []int{1, 5, 20, 50, 100} {
		set, err := Compile(flagged(fmt.Sprintf(`{"fractional": [["on", %d], ["off", %d]]}`, share,
			100-share)))
		if err != nil {
			t.Fatal(err)
		}
		on := 0
		for i := range 20_000 {
			key := fmt.Sprint("user-", i)
			is := set.Evaluate("f", map[string]any{"targetingKey": key}, 0).Variant == "on"
			if had[key] && !is {
				t.Fatalf("%s lost the variant at %d %%", key, share)
			}
			if had[key] = is; is {
				on++
			}
		}
		if got := 100 * float64(on) / 20_000; got < float64(share)*.9-.3 || got > float64(share)*1.1+.3 {
			t.Errorf("%d %% became %.2f %%", share, got)
		}
	}
}

func TestHostileDefinitions(t *testing.T) {
	deep := strings.Repeat(`{"!":`, 10_000) + "true" + strings.Repeat("}", 10_000)
	for want, targeting := range map[string]string{
		"nested deeper":  strings.Repeat(`{"!":`, 500) + "true" + strings.Repeat("}", 500),
		"larger than":    `{"or": [` + strings.Repeat("1,", 30_000) + "1]}",
		"unknown":        `{"eval": ["x"]}`,
		"2":              `{"a": 1, "b": 2}`,
		"no evaluator":   `{"$ref": "nobody"}`,
		"two arguments":  `{"==": [1]}`,
		"variants":       `{"fractional": []}`,
		"exceeded":       deep,
		"no variants to": `{"fractional": [{"var": "x"}]}`,
	} {
		_, err := Compile(flagged(targeting))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v, want %s", targeting, err, want)
		}
	}
	set, err := Compile([]byte(`{"flags": {"bad": 7, "good": {"state": "ENABLED",
		"variants": {"on": true}, "defaultVariant": "on"}}}`))
	if err == nil || set.Evaluate("good", nil, 0).Value != true ||
		set.Evaluate("bad", nil, 0).Error != FlagNotFound {
		t.Errorf("one bad flag spoils the others: %v", err)
	}
}

const tenRules = `{"if": [
	{"==": [{"var": "country"}, "XX"]}, "off", {"==": [{"var": "plan"}, "old"]}, "off",
	{"starts_with": [{"var": "email"}, "test"]}, "off", {"ends_with": [{"var": "email"}, ".bad"]}, "off",
	{"sem_ver": [{"var": "version"}, "<", "1.0.0"]}, "off", {"<": [{"var": "age"}, 13]}, "off",
	{"in": [{"var": "country"}, ["YY", "ZZ"]]}, "off", {"==": [{"var": "user.tier"}, "none"]}, "off",
	{"and": [{"var": "blocked"}, true]}, "off", {"fractional": [["on", 50], ["off", 50]]}]}`

var somebody = map[string]any{"targetingKey": "user-1", "country": "DE", "plan": "pro",
	"email": "a@b.example", "version": "1.9.2", "age": 30.0, "user": map[string]any{"tier": "gold"}}

func TestEvaluationAllocatesNothing(t *testing.T) {
	set, err := Compile(flagged(tenRules))
	if err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(100, func() { set.Evaluate("f", somebody, 0) }); n > 0 {
		t.Errorf("%g allocations", n)
	}
}

// BenchmarkTenRules evaluates a flag with ten rules, all of which are asked.
func BenchmarkTenRules(b *testing.B) {
	set, err := Compile(flagged(tenRules))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		set.Evaluate("f", somebody, 0)
	}
}

// BenchmarkThousandFlags evaluates a thousand such flags for one user.
func BenchmarkThousandFlags(b *testing.B) {
	file := map[string]any{"flags": map[string]any{}}
	for i := range 1000 {
		var one struct{ Flags map[string]any }
		if err := json.Unmarshal(flagged(tenRules), &one); err != nil {
			b.Fatal(err)
		}
		file["flags"].(map[string]any)[fmt.Sprint("flag-", i)] = one.Flags["f"]
	}
	raw, err := json.Marshal(file)
	if err != nil {
		b.Fatal(err)
	}
	set, err := Compile(raw)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		q := set.Share(Query{Context: somebody})
		for _, key := range set.Keys() {
			set.Ask(key, q)
		}
	}
}

func FuzzCompile(f *testing.F) {
	f.Add(flagged(tenRules))
	f.Add([]byte(`{"flags": {"a": {"targeting": {"reduce": [[1], {"var": "current"}, 0]}}}}`))
	f.Add(definition(map[string]string{"f": `"rules": [{"split": [["a", 1], ["b", 2]], "coverage": 5}],
		"prerequisites": [{"flag": "g", "variants": ["a"]}], "holdouts": [{"name": "h", "share": 5}]`,
		"g": `"rules": [{"variant": "a", "if": {"reduce": [[1], {"var": "accumulator"}, 0]}}]`}))
	f.Fuzz(func(t *testing.T, definition []byte) {
		set, _ := Lint(definition)
		q := set.Share(Query{Context: somebody, Now: 1})
		for _, key := range set.Keys() {
			alone, shared := set.Evaluate(key, somebody, 1), set.Ask(key, q)
			if fmt.Sprint(alone) != fmt.Sprint(shared) {
				t.Errorf("%s is %v, and %v among others", key, alone, shared)
			}
		}
	})
}
