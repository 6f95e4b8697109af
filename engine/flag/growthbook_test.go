package flag

import (
	"encoding/json"
	"fmt"
	reference "hash/fnv"
	"os"
	"slices"
	"strings"
	"testing"
)

// n1 and n2 are GrowthBook's two hashes, for texts of ASCII.
func n1(seed, value string) float64 {
	h := reference.New32a()
	h.Write([]byte(value + seed))
	return float64(h.Sum32()%1000) / 1000
}

func n2(seed, value string) float64 {
	h, again := reference.New32a(), reference.New32a()
	h.Write([]byte(seed + value))
	fmt.Fprint(again, h.Sum32())
	return float64(again.Sum32()%10000) / 10000
}

// person is somebody as a GrowthBook SDK knows them.
type person struct {
	id, email, country, plan, version, company string
	age                                        float64
	tags, groups                               []any
	beta                                       any
}

func (p person) context() map[string]any {
	return map[string]any{"id": p.id, "email": p.email, "country": p.country, "plan": p.plan,
		"version": p.version, "company": p.company, "age": p.age, "tags": p.tags, "groups": p.groups, "beta": p.beta}
}

// growthBook is what GrowthBook makes of the features in testdata, written down by hand.
func growthBook(p person) map[string]any {
	search := strings.HasSuffix(p.email, "@northpier.example") ||
		(p.country == "NO" || p.country == "SE") && p.plan != "free" && n1("new-search", p.id) <= .4
	checkout := "usual"
	place, space := n2("s-checkout", p.id), n1("__payments", p.id)
	if p.age >= 18 && p.beta == nil && space >= .25 && space < .8 {
		switch {
		case place >= .5 && place < .5+.6*.3:
			checkout = "quick"
		case place >= .5+.3 && place < .5+.3+.6*.2:
			checkout = "one page"
		}
	}
	express := 1.0
	switch {
	case !search: // null there: the import says so
	case checkout != "usual":
		express = 3
	case p.version != "1.9.0" && slices.Contains(p.groups, any("pilot")) && n1("express-old", p.company) >= .5:
		express = 2.5
	}
	colour := "teal"
	if !slices.Contains([]string{"u1", "u2", "u3"}, p.id) && len(p.tags) == 2 {
		colour = "red"
	}
	return map[string]any{"new-search": search, "checkout": checkout, "express": express,
		"theme": map[string]any{"colour": colour}}
}

// TestImportedFlagsMeanTheSame asks imported flags for three thousand people.
func TestImportedFlagsMeanTheSame(t *testing.T) {
	payload, err := os.ReadFile("testdata/growthbook.json")
	if err != nil {
		t.Fatal(err)
	}
	made, err := FromGrowthBook(payload, false)
	if err != nil || len(made.Left) > 0 || len(made.Notes) != 1 {
		t.Fatalf("%v, left %v, notes %v", err, made.Left, made.Notes)
	}
	set, found := Lint(made.Definition)
	if len(found) > 0 {
		t.Errorf("%v", found)
	}
	different := map[string]bool{}
	for i := range 3000 {
		pick := func(all ...string) string { return all[(i/7+i*i)%len(all)] }
		p := person{id: fmt.Sprint("u", i), email: pick("a@b.example", "m@northpier.example", "x"),
			country: pick("NO", "DE", "SE", "FR", "NO"), plan: pick("free", "pro", "pro", "max"),
			version: pick("1.9.0", "1.10.0", "2.0.0-rc.1"), company: fmt.Sprint("c", i%400), age: float64(i % 40),
			tags: [][]any{{"x"}, {"x", "y"}, nil}[i%3], groups: [][]any{{"pilot"}, {"a"}}[i%2]}
		if i%11 == 0 {
			p.beta = true
		}
		for key, want := range growthBook(p) {
			r := set.Evaluate(key, p.context(), 0)
			if fmt.Sprint(r.Value) != fmt.Sprint(want) {
				t.Fatalf("%s for %+v: %+v, want %v", key, p, r, want)
			}
			different[fmt.Sprint(key, want)] = true
		}
	}
	if len(different) != 2+3+3+2 {
		t.Errorf("only %v were seen", different)
	}
	anew, err := FromGrowthBook(payload, true)
	if err != nil || !strings.Contains(fmt.Sprint(anew.Notes), "assigned anew") ||
		strings.Contains(string(anew.Definition), "growthbook") {
		t.Errorf("%v %v", err, anew.Notes)
	}
}

// TestWhatCannotBeImportedIsNamed: nothing is dropped in silence.
func TestWhatCannotBeImportedIsNamed(t *testing.T) {
	for _, c := range [][2]string{
		{`{"condition": {"a": {"$regex": "^a.*b"}}, "force": true}`, "/condition/a/$regex: only patterns"},
		{`{"condition": {"a": {"$type": "string"}}, "force": true}`, "/condition/a/$type: the operator"},
		{`{"condition": {"$where": 1}, "force": true}`, "/condition/$where: the operator"},
		{`{"condition": {"a": [1]}, "force": true}`, "/condition/a: lists and objects"},
		{`{"condition": {"a": {"$inGroup": "none"}}, "force": true}`, "/condition/a/$inGroup: there is no saved"},
		{`{"condition": {"$or": [{"a": {"$ini": ["x"]}}]}, "force": true}`, "/condition/$or/0/a/$ini: the operator"},
		{`{"filters": [], "force": true}`, "/filters: cannot be said"},
		{`{"ranges": [[0, 1]], "variations": [1, 2]}`, "/ranges: cannot be said"},
		{`{"variations": [true]}`, "/variations: an experiment has"},
		{`{"variations": [true, null]}`, "/variations/1: null and lists"},
		{`{"force": [1]}`, "/force: null and lists"},
		{`{"hashVersion": 3, "force": true, "coverage": 1}`, "/hashVersion: is 3"},
		{`{"namespace": ["x", 0.5, 0.5], "variations": [true, false]}`, "/namespace: is not a name"},
		{`{"parentConditions": [{"id": "none"}], "force": true}`, "/parentConditions/0/id: there is no"},
		{`{"parentConditions": [{"id": "g", "condition": {"value": 7}}], "force": true}`, "/0/condition: no value"},
		{`7`, "/features/f/rules/0: is no rule"},
		{`{"parentConditions": [{"id": "f", "condition": {"value": true}}], "force": true}`, "circle: f -> f"},
	} {
		payload := `{"features": {"g": {"defaultValue": true}, "f": {"defaultValue": false, "rules": [` + c[0] +
			`, {"force": true, "coverage": 0.5}]}}}`
		made, err := FromGrowthBook([]byte(payload), false)
		if err != nil || !strings.Contains(Error(made.Left).Error(), c[1]) {
			t.Errorf("%s: %v, left %v, want %s", c[0], err, made.Left, c[1])
		}
		var out struct {
			Flags map[string]struct{ Rules []any }
		}
		if err := json.Unmarshal(made.Definition, &out); err != nil {
			t.Error(err)
		}
		if n := len(out.Flags["f"].Rules); n != 1 && !strings.Contains(c[1], "circle") {
			t.Errorf("%s: %d rules", c[0], n)
		}
	}
	for payload, want := range map[string]string{`{}`: "/features: there are none", `[]`: "cannot unmarshal",
		`{"encryptedFeatures": "x"}`: "is encrypted"} {
		if _, err := FromGrowthBook([]byte(payload), false); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", payload, err)
		}
	}
}

func FuzzFromGrowthBook(f *testing.F) {
	payload, err := os.ReadFile("testdata/growthbook.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(payload)
	f.Fuzz(func(t *testing.T, payload []byte) {
		made, err := FromGrowthBook(payload, false)
		if err != nil {
			return
		}
		set, _ := Compile(made.Definition)
		for _, key := range set.Keys() {
			set.Evaluate(key, somebody, 1)
		}
	})
}
