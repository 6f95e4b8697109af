package flag

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

const plain = `{"variants": {"on": true, "off": false}, "defaultVariant": "on"}`

var home = scope.ForSystem("workspace_01jdb2m0f8s2v9q7c4x6n5t3ra", "test")

// desk works on the flags of one workspace.
type desk struct {
	testing.TB
	db *database.DB
	in scope.Scope
}

func each(t *testing.T, test func(d desk)) {
	t.Helper()
	databasetest.Each(t, func(t *testing.T, db *database.DB) { test(desk{t, db, home}) })
}

// write does something that must succeed.
func (d desk) write(fn func(tx *database.Tx) error) {
	d.Helper()
	if err := d.db.Write(context.Background(), d.in, fn); err != nil {
		d.Fatal(err)
	}
}

// refused does something that must be refused with a fault of that kind.
func (d desk) refused(kind fault.Kind, fn func(tx *database.Tx) error) error {
	d.Helper()
	err := d.db.Write(context.Background(), d.in, fn)
	if !fault.Is(err, kind) {
		d.Fatalf("got %v, want a fault of kind %d", err, kind)
	}
	return err
}

func (d desk) create(key, definition string) (f Flag) {
	d.Helper()
	d.write(func(tx *database.Tx) (err error) {
		f, err = Create(tx, Input{Key: key, Definition: definition})
		return err
	})
	return f
}

func (d desk) environment(key string) (e Environment) {
	d.Helper()
	d.write(func(tx *database.Tx) (err error) {
		e, err = AddEnvironment(tx, key, key)
		return err
	})
	return e
}

func (d desk) flip(f Flag, e Environment, on bool) (out Flag) {
	d.Helper()
	d.write(func(tx *database.Tx) (err error) {
		out, err = Switch(tx, f.ID, f.Version, e.ID, on)
		return err
	})
	return out
}

func (d desk) load(before *Rules) (r *Rules) {
	d.Helper()
	if err := d.db.Read(d.Context(), d.in, func(tx *database.Tx) (err error) {
		r, err = Load(tx, before)
		return err
	}); err != nil {
		d.Fatal(err)
	}
	return r
}

func TestEveryChangeIsAVersion(t *testing.T) {
	each(t, func(d desk) {
		production := d.environment("production")
		f := d.create("new-editor", plain)
		f = d.flip(f, production, true)
		d.write(func(tx *database.Tx) (err error) {
			words := "Who may use it"
			f, err = Change(tx, f.ID, f.Version, Patch{Description: &words})
			return err
		})
		again := d.flip(f, production, true) // it is on already
		if again.Version != f.Version || !f.On(production.ID) {
			t.Errorf("version %d after %d, on: %v", again.Version, f.Version, f.EnabledIn)
		}
		d.refused(fault.Stale, func(tx *database.Tx) error { return Archive(tx, f.ID, 1) })
		d.write(func(tx *database.Tx) error {
			history, err := History(tx, f.ID, page.Request{Limit: 2})
			if err != nil {
				return err
			}
			rest, err := History(tx, f.ID, page.Request{Limit: 2, Cursor: history.Next})
			var actions []string
			for _, v := range append(history.Records, rest.Records...) {
				actions = append(actions, fmt.Sprintf("%d %s %d", v.Version, v.Action, len(v.EnabledIn)))
			}
			if got := strings.Join(actions, ", "); got != "3 updated 1, 2 enabled 1, 1 created 0" {
				t.Errorf("history: %s", got)
			}
			return err
		})
		d.write(func(tx *database.Tx) error { return Archive(tx, f.ID, f.Version) })
		d.refused(fault.NotFound, func(tx *database.Tx) error { return Archive(tx, f.ID, 4) })
		d.create("new-editor", plain) // the key is free again
		d.write(func(tx *database.Tx) error {
			n, err := audit.Verify(tx)
			if n != 6 {
				t.Errorf("%d audit entries", n)
			}
			return err
		})
	})
}

func TestListIsByKey(t *testing.T) {
	each(t, func(d desk) {
		e := d.environment("production")
		for n := range 5 {
			d.create(fmt.Sprintf("flag_%d", n), plain)
		}
		d.flip(d.create("flagX3", plain), e, true)
		for filter, want := range map[Filter]string{
			{}:                              "flagX3 flag_0 flag_1 flag_2 flag_3 flag_4",
			{Words: "FLAG_"}:                "flag_0 flag_1 flag_2 flag_3 flag_4",
			{EnabledIn: e.ID}:               "flagX3",
			{EnabledIn: "environment_none"}: "",
		} {
			var keys []string
			d.write(func(tx *database.Tx) error {
				for next := (page.Request{Limit: 2}); ; {
					p, err := List(tx, filter, next)
					for _, f := range p.Records {
						keys = append(keys, f.Key)
					}
					if next.Cursor = p.Next; err != nil || p.Next == "" {
						return err
					}
				}
			})
			if got := strings.Join(keys, " "); got != want {
				t.Errorf("%+v lists %s, want %s", filter, got, want)
			}
		}
	})
}

func TestDefinitionsAreChecked(t *testing.T) {
	d := desk{t, databasetest.SQLite(t), home}
	for text, places := range map[string]string{
		`{`:    "/definition",
		`null`: "/definition",
		`[]`:   "/definition",
		`{}`:   "/definition/variants",
		`{"variants": {"on": true}, "state": "ENABLED"}`:                      "/definition/state",
		`{"variants": {"on": true}, "variant": 1}`:                            "/definition/variant",
		`{"variants": {"on": true}, "defaultVariant": "x"}`:                   "/definition/defaultVariant",
		`{"variants": {"a": 1, "b": "2"}}`:                                    "/variants/a /variants/b",
		`{"variants": {"a": null}}`:                                           "/definition/variants/a",
		`{"variants": {"a": 1}, "metadata": {"m": []}}`:                       "/definition/metadata/m",
		`{"variants": {"a": 1}, "targeting": {"guess": 1}}`:                   "/definition/targeting/guess",
		`{"variants": {"a": 1}, "targeting": {"if": [{"$ref": "x"}, "a"]}}`:   "/definition/targeting/if/0/$ref",
		`{"variants": {"a": 1}, "x": ` + strings.Repeat(" ", 70_000) + `"a"}`: "/definition",
		`{"variants": {"a": 1}, "targeting": ` + strings.Repeat(`{"!":`, 3000) + `1` +
			strings.Repeat(`}`, 3000) + `}`: "deeper",
	} {
		err := d.refused(fault.Invalid, func(tx *database.Tx) error {
			_, err := Create(tx, Input{Key: "f", Definition: text})
			return err
		})
		for place := range strings.FieldsSeq(places) {
			if !strings.Contains(err.Error(), place) {
				t.Errorf("%.80s: %v", text, err)
			}
		}
	}
	for _, key := range []string{"", "a b", "a/b", ".a", strings.Repeat("a", 101)} {
		d.refused(fault.Invalid, func(tx *database.Tx) error {
			_, err := Create(tx, Input{Key: key, Definition: plain})
			return err
		})
	}
	d.create("f", plain)
	d.refused(fault.Conflict, func(tx *database.Tx) error {
		_, err := Create(tx, Input{Key: "f", Definition: plain})
		return err
	})
}

func TestKeysOpenOneEnvironment(t *testing.T) {
	each(t, func(d desk) {
		production, staging := d.environment("production"), d.environment("staging")
		d.refused(fault.Conflict, func(tx *database.Tx) error {
			_, err := AddEnvironment(tx, "staging", "Another")
			return err
		})
		var secret string
		var key ClientKey
		d.write(func(tx *database.Tx) (err error) {
			secret, key, err = AddKey(tx, production.ID, "the shop")
			return err
		})
		if in, ours := WorkspaceOf(secret); !ours || in != home.Workspace {
			t.Errorf("%s is of %s", secret, in)
		}
		rules := d.load(nil)
		if c := rules.Client(secret); c == nil || c.Place.ID != production.ID {
			t.Errorf("the key opens %+v", c)
		}
		if rules.Client(secret+"x") != nil || rules.Client("") != nil {
			t.Error("a wrong key opens something")
		}
		d.refused(fault.Conflict, func(tx *database.Tx) error {
			return RemoveEnvironment(tx, production.ID, production.Version)
		})
		d.write(func(tx *database.Tx) error { return RevokeKey(tx, key.ID) })
		if d.load(rules).Client(secret) != nil {
			t.Error("a revoked key still opens something")
		}
		d.write(func(tx *database.Tx) error {
			return RemoveEnvironment(tx, production.ID, production.Version)
		})
		d.refused(fault.NotFound, func(tx *database.Tx) error {
			_, _, err := AddKey(tx, production.ID, "late")
			return err
		})
		other := desk{t, d.db, scope.ForSystem("workspace_01jdb2m0f8s2v9q7c4x6n5t3rb", "test")}
		other.refused(fault.NotFound, func(tx *database.Tx) error {
			_, _, err := AddKey(tx, staging.ID, "not mine")
			return err
		})
	})
}

func TestOnlyWhatChangedIsCompiled(t *testing.T) {
	each(t, func(d desk) {
		production, staging := d.environment("production"), d.environment("staging")
		f, other := d.create("f", plain), d.create("other", plain)
		first := d.load(nil)
		if again := d.load(first); again != first {
			t.Error("nothing changed, and the rules are others")
		}
		d.flip(f, production, true)
		second := d.load(first)
		if second.byKey["other"] != first.byKey["other"] || second.byKey["f"] == first.byKey["f"] {
			t.Error("not exactly the changed flag was compiled anew")
		}
		for e, same := range map[id.ID]bool{production.ID: false, staging.ID: true} {
			if (first.Place(e).Tag(time.Unix(0, 0)) == second.Place(e).Tag(time.Unix(0, 0))) != same {
				t.Errorf("%s: same tag is not %v", e, same)
			}
		}
		d.write(func(tx *database.Tx) error { return Archive(tx, other.ID, other.Version) })
		if third := d.load(second); third.byKey["other"] != nil || len(third.flags) != 1 {
			t.Error("an archived flag is served")
		}
	})
}

func TestAnswers(t *testing.T) {
	d := desk{t, databasetest.SQLite(t), home}
	e := d.environment("production")
	for key, definition := range map[string]string{
		"big":  `{"variants": {"n": 12345678901234567890}, "defaultVariant": "n"}`,
		"code": `{"variants": {"on": true}, "metadata": {"reason": "x", "a": 1}}`,
		"half": `{"variants": {"a": "A", "b": "B"}, "targeting": {"fractional": [["a", 1], ["b", 1]]}}`,
		"here": `{"variants": {"y": {}, "n": {"a": [1]}}, "targeting": {"if": [
			{"==": [{"var": "environment"}, "production"]}, "y", "n"]}}`,
		"static": plain,
		"wrong":  `{"variants": {"a": 1}, "targeting": {"cat": ["b"]}}`,
	} {
		d.flip(d.create(key, definition), e, true)
	}
	d.create("off", plain)
	rules, now := d.load(nil), time.Unix(0, 0)
	context := map[string]any{"environment": "staging"}
	place := rules.Place(e.ID)
	for key, want := range map[string]string{
		"big":    `{"key":"big","value":12345678901234567890,"variant":"n","reason":"STATIC"}`,
		"code":   `{"key":"code","metadata":{"a":1,"reason":"x"},"reason":"STATIC"}`,
		"half":   "TARGETING_KEY_MISSING",
		"here":   `{"key":"here","value":{},"variant":"y","reason":"TARGETING_MATCH"}`,
		"none":   "FLAG_NOT_FOUND",
		"off":    `{"key":"off","reason":"DISABLED"}`,
		"static": `{"key":"static","value":true,"variant":"on","reason":"STATIC"}`,
		"wrong":  "GENERAL",
	} {
		got, outcome := rules.Append(nil, key, &Question{Place: place, Context: context, Now: now})
		if string(got)+outcome.Code != want {
			t.Errorf("%s: %s %s, want %s", key, got, outcome.Code, want)
		}
	}
	all := string(rules.AppendAll(nil, &Question{Place: place,
		Context: map[string]any{"targetingKey": "u"}, Now: now}))
	for _, want := range []string{`[{"key":"big"`, `{"key":"wrong","errorCode":"GENERAL"`,
		`"reason":"DISABLED"},{"key":"static"`, `{"key":"half","value":"`} {
		if !strings.Contains(all, want) {
			t.Errorf("no %s in %s", want, all)
		}
	}
}
