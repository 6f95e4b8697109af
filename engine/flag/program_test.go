package flag

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
)

// randomRule writes JsonLogic, mostly of the shapes that are specialised.
func randomRule(r *rand.Rand, depth int) any {
	names := []string{"age", "name", "tags", "user.tier", "user", "none", "v", "yes", "a.", ""}
	constants := []any{1.0, 18.0, 0.0, "", "ab", "gold", "1.2.3", "18", true, false, nil,
		[]any{"ab", "gold"}, []any{1.0, "ab"}, []any{}, []any{18.0}}
	pick := func(all ...string) string { return all[r.IntN(len(all))] }
	constant := func() any { return constants[r.IntN(len(constants))] }
	variable := func() any { return map[string]any{"var": names[r.IntN(len(names))]} }
	inner := func() any { return randomRule(r, depth-1) }
	op := func(name string, args ...any) any { return map[string]any{name: args} }
	if depth == 0 {
		if r.IntN(2) == 0 {
			return constant()
		}
		return variable()
	}
	switch r.IntN(8) {
	case 0, 1:
		return op(pick("==", "===", "!=", "!==", "<", "<=", ">", ">=", "in", "starts_with",
			"ends_with"), variable(), constant())
	case 2:
		return op(pick("==", "!==", "<", ">=", "in", "starts_with"), inner(), inner())
	case 3:
		return op(pick("and", "or", "if", "?:"), inner(), inner(), inner())
	case 4:
		return op(pick("!", "!!"), inner())
	case 5:
		return op("sem_ver", variable(), pick("=", "<", "^", "~", "?"), constant())
	case 6:
		return map[string]any{"fractional": []any{variable(), []any{pick("x", "y"), constant()},
			[]any{"z", float64(r.IntN(3))}}}
	}
	return op(pick("some", "filter"), variable(), inner())
}

// TestProgramsMeanTheSame holds programs against the closures of the expressions.
func TestProgramsMeanTheSame(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 7))
	contexts := []map[string]any{nil, somebody,
		{"age": 18, "name": "ab", "v": "1.2.4", "yes": true, "user": map[string]any{"tier": "ab"},
			"tags": []any{"ab", 18.0, nil}, "a": "gold", "none": "18"},
		{"age": "18", "name": 1.0, "v": 1.0, "tags": "xaby", "user": []any{"gold"}, "a": []any{}},
	}
	for range 20_000 {
		raw, err := json.Marshal(randomRule(r, 1+r.IntN(4)))
		if err != nil {
			t.Fatal(err)
		}
		plain, err := (&compiler{}).compile(raw, "", 0)
		if err != nil {
			t.Fatalf("%s: %v", raw, err)
		}
		a := &assembler{variants: []string{"ab", "x"}}
		begin, no := a.value(plain), a.add(instruction{op: end})
		asked := a.test(plain, a.add(instruction{op: end, more: 1}), no)
		for _, context := range contexts {
			e := env{flag: &name{key: "f"}, context: context}
			want, got := plain.rule(e), a.yielded(&state{env: e}, begin)
			holds := a.run(&state{env: e}, asked, nil)
			if fmt.Sprint(got.plain(e)) != fmt.Sprint(want.plain(e)) ||
				(holds == 1) != want.truthy() {
				t.Fatalf("%s with %v: %v, want %v", raw, context, got, want)
			}
		}
	}
}

// yielded is what a program makes of an expression, as a value.
func (a *assembler) yielded(s *state, at uint16) value {
	var v value
	n := a.run(s, at, &v)
	switch {
	case n < 0:
		return v
	case n < len(a.variants):
		return ofText(a.variants[n])
	}
	return a.results[n-len(a.variants)]
}

// TestSharingMeansTheSame asks flags of a set one by one and all together, also with what was
// shared by another set.
func TestSharingMeansTheSame(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 5))
	other, _ := Compile(flagged(tenRules))
	for range 200 {
		flags := map[string]any{}
		for n := range 20 {
			flags[fmt.Sprint("f", n)] = map[string]any{"state": "ENABLED", "defaultVariant": "x",
				"variants":  map[string]any{"x": 1, "y": 2, "z": 3, "ab": 4},
				"targeting": randomRule(r, 1+r.IntN(3))}
		}
		flags["needy"] = map[string]any{"state": "ENABLED", "defaultVariant": "x",
			"variants":      map[string]any{"x": 1, "y": 2},
			"prerequisites": []any{map[string]any{"flag": "f1", "variants": []any{"x", "z"}}},
			"rules":         []any{map[string]any{"variant": "y", "if": map[string]any{"var": "user.tier"}}}}
		raw, err := json.Marshal(map[string]any{"flags": flags})
		if err != nil {
			t.Fatal(err)
		}
		set, err := Compile(raw)
		if err != nil {
			t.Fatalf("%s: %v", raw, err)
		}
		for _, context := range []map[string]any{nil, somebody, {"age": 18, "name": "ab", "a": "gold"}} {
			q := Query{Context: context}
			all, foreign := set.Where(func(key string) bool { return key != "f3" }).Share(q), other.Share(q)
			for _, key := range set.Keys() {
				alone := fmt.Sprint(set.Ask(key, q))
				one, two := fmt.Sprint(set.Ask(key, all)), fmt.Sprint(set.Ask(key, foreign))
				if one != alone && key != "f3" || two != alone {
					t.Fatalf("%s of %s: %s, and %s, %s among others", key, raw, alone, one, two)
				}
			}
		}
	}
}
