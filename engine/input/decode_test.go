package input

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

type inner struct {
	Count int                `json:"count"`
	Size  *float64           `json:"size"`
	By    map[string]float64 `json:"by"`
	Range effort             `json:"range"`
}

type outer struct {
	Name  string  `json:"name"`
	Items []inner `json:"items"`
	inner
}

// effort is a type that reads itself.
type effort struct{}

func (*effort) UnmarshalJSON(raw []byte) error {
	if string(raw) != "1" {
		return errors.New("expected 1")
	}
	return nil
}

func TestFaults(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`{"name": 3}`, "line 1, column 10: name must be a text, not 3"},
		{"{\"items\": [{},\n {\"count\": 1.5}]}", "line 2, column 12: items[1].count must be a whole number, not 1.5"},
		{"{\"items\": [{},\n {\"cuont\": 1}]}",
			"line 2, column 3: items[1].cuont is no field that is known here; there are count, size, by, range"},
		{"{\"items\": [{\n\"size\": 1e999\n},{}]}", "line 2, column 9: items[0].size is 1e999, which is larger"},
		{"{\"items\": [{\n\"range\": 2\n},{}]}", "line 2, column 10: items[0].range is wrong: expected 1"},
		{`{"items": [{"by": {"a": 1, "b": "x"}}]}`,
			"column 33: items[0].by.b must be a number, not \"x\""},
		{`{"items": {}}`, "column 11: items must be a list, not an object"},
		{`[]`, "line 1, column 1: must be an object, not a list"},
		{"{\"name\":\n NaN}", "line 2, column 2: invalid character 'N'"},
		{"{\"name\": \"é\", \"items\": x}", "line 1, column 24: invalid character 'x'"},
		{"{\"items\": [", "line 1, column 12: the JSON ends before it is complete"},
		{"", "the JSON ends before it is complete"},
		{"{}\n {}", "line 2, column 2: there is more after the JSON value"},
		{"{\"count\": \"x\"}", "count must be a whole number, not \"x\""},
	} {
		var into outer
		err := Strict([]byte(c.in), &into)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.in, err, c.want)
		}
	}
}

func TestDecodes(t *testing.T) {
	var o outer
	if err := Strict([]byte("\ufeff{\"name\": \"a\", \"items\": [{\"count\": 2}]}\n"), &o); err != nil ||
		o.Name != "a" || o.Items[0].Count != 2 {
		t.Errorf("%+v, %v", o, err)
	}
	if err := Loose([]byte(`{"other": 1, "name": "b"}`), &o); err != nil || o.Name != "b" {
		t.Errorf("%+v, %v", o, err)
	}
	err := Loose([]byte(`{"other": 1, "name": 7}`), &o)
	var f *Fault
	if !errors.As(err, &f) || f.Pointer != "name" || f.Column != 22 {
		t.Errorf("%v", err)
	}
}

// FuzzStrict holds that what encoding/json takes is taken, and what it refuses has a place.
func FuzzStrict(f *testing.F) {
	f.Add([]byte(`{"items": [{"count": 1, "by": {"a": 2}}], "name": "x"}`))
	f.Add([]byte(`{"items": [{"count": "\u00e9`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var a, b outer
		err := Loose(raw, &a)
		if plain := json.Unmarshal(raw, &b); (err == nil) != (plain == nil) &&
			!strings.HasPrefix(string(raw), "\ufeff") {
			t.Errorf("%v, encoding/json %v", err, plain)
		}
		var where *Fault
		if err != nil && (!errors.As(err, &where) || where.Line < 1 || where.Column < 1) {
			t.Errorf("%v has no place", err)
		}
	})
}

func TestWhole(t *testing.T) {
	type in struct {
		A     float64 `json:"a"`
		Least float64 `optional:""`
		B     struct {
			Of   []float64 `json:"of"`
			Pair [2]int64  `json:"pair"`
		} `json:"b"`
		By map[string]float64 `json:"by"`
		On bool               `json:"on"`
		To *float64           `json:"to"`
	}
	whole := `{"a": 1, "b": {"of": [1, 2], "pair": [1, 2]}, "by": {"x": 1, "y": 2}}`
	if err := Whole([]byte(whole), new(in)); err != nil {
		t.Error(err)
	}
	for _, c := range []struct{ is, becomes, want string }{
		{`"a": 1, `, ``, "input/a is missing"},
		{`"a": 1`, `"a": null`, "input/a is null"},
		{`"a": 1`, `"a": "1"`, `input/a must be a number, not "1"`},
		{`"a": 1`, `"a": 1e999`, "input/a is 1e999, which is larger than a number can be"},
		{`"a": 1`, `"a": 1, "c": 2`, "input/c is no field that is known here; there are a, least, b, "},
		{`[1, 2], "pair"`, `[1, null], "pair"`, "input/b/of/1 is null"},
		{`"pair": [1, 2]`, `"pair": [1]`, "input/b/pair has 1 elements, expected 2"},
		{`"pair": [1, 2]`, `"pair": [1.5, 2]`, "input/b/pair/0 must be a whole number, not 1.5"},
		{`{"x": 1, "y": 2}`, `{"x": null, "y": null}`, "input/by/x is null"},
		{whole, `[]`, "input must be an object, not a list"},
		{whole, `null`, "input is null"},
		{whole, `{`, "column 2: the JSON ends before it is complete"},
	} {
		err := Whole([]byte(strings.Replace(whole, c.is, c.becomes, 1)), new(in))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.becomes, err, c.want)
		}
	}
}
