package flag

import (
	"slices"
	"strings"
	"testing"
	"time"

	engine "github.com/throughlinehq/throughline/engine/flag"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

const forBeta = `{"variants": {"on": true, "off": false}, "defaultVariant": "off",
	"targeting": {"if": [{"$ref": "beta"}, "on"]}}`

func (d desk) segment(key, definition string) (s Segment) {
	d.Helper()
	d.write(func(tx *database.Tx) (err error) {
		s, err = CreateSegment(tx, SegmentInput{Key: key, Definition: definition})
		return err
	})
	return s
}

func (d desk) redefine(s Segment, definition string) (out Segment, err error) {
	return out, d.db.Write(d.Context(), d.in, func(tx *database.Tx) (err error) {
		out, err = ChangeSegment(tx, s.ID, s.Version, Patch{Definition: &definition})
		return err
	})
}

// variant is what a flag is for a user on a plan.
func variant(r *Rules, e Environment, key, user, plan string) string {
	got, out := r.Append(nil, key, &Question{Place: r.Place(e.ID), Now: time.Unix(0, 0),
		Context: map[string]any{"targetingKey": user, "plan": plan}})
	_, rest, _ := strings.Cut(string(got), `"variant":"`)
	name, _, _ := strings.Cut(rest, `"`)
	return name + out.Code
}

func TestWhoBelongsToASegment(t *testing.T) {
	each(t, func(d desk) {
		e := d.environment("production")
		const gold = `{"if": {"==": [{"var": "plan"}, "gold"]}`
		s := d.segment("beta", `{}`)
		d.flip(d.create("f", forBeta), e, true)
		for definition, want := range map[string]string{
			`{"include": []}`:                    "off off off off",
			`{"include": ["ada"]}`:               "on off off off",
			gold + `}`:                           "off on off off",
			gold + `, "include": ["ada", "cy"]}`: "on on on off",
			gold + `, "include": ["ada", "cy"], "exclude": ["cy", "bob"]}`:               "on off off off",
			`{"if": {"in": [{"var": "environment"}, "production"]}, "exclude": ["ada"]}`: "off on on on",
			`{"if": null, "exclude": ["ada"]}`:                                           "off off off off",
			`{"if": true}`:                                                               "on on on on",
		} {
			var err error
			if s, err = d.redefine(s, definition); err != nil {
				t.Fatal(err)
			}
			rules := d.load(nil)
			got := []string{variant(rules, e, "f", "ada", ""), variant(rules, e, "f", "bob", "gold"),
				variant(rules, e, "f", "cy", ""), variant(rules, e, "f", "", "")}
			if strings.Join(got, " ") != want {
				t.Errorf("%s: %v, want %s", definition, got, want)
			}
		}
	})
}

// TestAChangedSegmentChangesEveryFlagThatNamesIt: those flags are compiled anew, the tags of all
// environments move, and other flags are as they were.
func TestAChangedSegmentChangesEveryFlagThatNamesIt(t *testing.T) {
	each(t, func(d desk) {
		production, staging := d.environment("production"), d.environment("staging")
		s := d.segment("beta", `{"include": ["ada"]}`)
		d.segment("inner", `{"if": {"$ref": "beta"}}`)
		d.flip(d.create("direct", forBeta), production, true)
		d.flip(d.create("through", strings.ReplaceAll(forBeta, "beta", "inner")), production, true)
		d.create("ruled", `{"variants": {"on": 1}, "rules": [{"if": {"$ref": "beta"}, "variant": "on"}]}`)
		d.create("other", plain)
		before := d.load(nil)
		if _, err := d.redefine(s, `{"include": ["bob"]}`); err != nil {
			t.Fatal(err)
		}
		after := d.load(before)
		for _, key := range []string{"direct", "through"} {
			if got := variant(before, production, key, "ada", "") + variant(after, production, key, "ada", "") +
				variant(after, production, key, "bob", ""); got != "onoffon" {
				t.Errorf("%s: %s", key, got)
			}
		}
		if before.byKey["other"] != after.byKey["other"] || before.byKey["ruled"] == after.byKey["ruled"] {
			t.Error("not exactly the flags that name a segment were compiled anew")
		}
		for _, e := range []Environment{production, staging} {
			if before.Place(e.ID).Tag(time.Unix(0, 0)) == after.Place(e.ID).Tag(time.Unix(0, 0)) {
				t.Errorf("the tag of %s is the same", e.Key)
			}
		}
	})
}

func TestEveryChangeOfASegmentIsAVersion(t *testing.T) {
	each(t, func(d desk) {
		s := d.segment("beta", `{"include": ["ada"]}`)
		changed, err := d.redefine(s, `{"include": ["bob"]}`)
		if err != nil || changed.Version != 2 {
			t.Fatal(changed.Version, err)
		}
		if again, err := d.redefine(changed, `{"include": ["bob"]}`); err != nil || again.Version != 2 {
			t.Errorf("the same again is version %d, %v", again.Version, err)
		}
		if _, err := d.redefine(s, `{}`); !fault.Is(err, fault.Stale) {
			t.Errorf("a change of version 1: %v", err)
		}
		d.write(func(tx *database.Tx) error {
			history, err := SegmentHistory(tx, s.ID, page.Request{Limit: 1})
			if err != nil {
				return err
			}
			rest, err := SegmentHistory(tx, s.ID, page.Request{Limit: 1, Cursor: history.Next})
			for i, v := range append(history.Records, rest.Records...) {
				if v.Version != int64(2-i) || v.Action != []string{"updated", "created"}[i] || v.ActorName != "test" {
					t.Errorf("%+v", v)
				}
			}
			return err
		})
	})
}

func TestWhatIsInUseStays(t *testing.T) {
	each(t, func(d desk) {
		s, inner := d.segment("beta", `{"include": ["ada"]}`), d.segment("inner", `{"if": {"$ref": "beta"}}`)
		f := d.create("direct", strings.ReplaceAll(forBeta, `"$ref"`, `"\u0024ref"`))
		remove := func(tx *database.Tx) error { return RemoveSegment(tx, s.ID, s.Version) }
		const users = "the flag direct and the segment inner"
		if err := d.refused(fault.Conflict, remove); !strings.Contains(err.Error(), users) {
			t.Error(err)
		}
		d.write(func(tx *database.Tx) error { return RemoveSegment(tx, inner.ID, inner.Version) })
		d.write(func(tx *database.Tx) error { return Archive(tx, f.ID, f.Version) })
		d.write(remove)
		d.refused(fault.Invalid, func(tx *database.Tx) error { _, err := Restore(tx, f.ID); return err })
		d.refused(fault.Invalid, func(tx *database.Tx) error { _, err := RestoreSegment(tx, inner.ID); return err })
		d.write(func(tx *database.Tx) error { _, err := RestoreSegment(tx, s.ID); return err })
		d.write(func(tx *database.Tx) error { _, err := RestoreSegment(tx, inner.ID); return err })
		d.write(func(tx *database.Tx) error { _, err := Restore(tx, f.ID); return err })
	})
}

func TestSegmentsAreChecked(t *testing.T) {
	d := desk{t, databasetest.SQLite(t), home}
	beta := d.segment("beta", `{}`)
	d.segment("inner", `{"if": {"!": [{"$ref": "beta"}]}}`)
	for text, place := range map[string]string{
		`{`:                                  "/definition",
		`null`:                               "/definition",
		`[]`:                                 "/definition",
		`{"members": []}`:                    "/definition/members",
		`{"include": "ada"}`:                 "/definition/include",
		`{"include": ["ada", 1]}`:            "/definition/include/1",
		`{"exclude": [""]}`:                  "/definition/exclude/0",
		`{"if": {"guess": 1}}`:               "/definition/if/guess",
		`{"if": {"$ref": "gone"}}`:           "/definition/if/$ref",
		`{"if": {"!": [{"$ref": "inner"}]}}`: "in a circle",
		`{"if": ` + strings.Repeat(`{"!":`, 3000) + `1` + strings.Repeat(`}`, 3000) + `}`: "deeper",
		`{"include": ["` + strings.Repeat("a", MaxSegmentDefinition) + `"]}`:              "at most",
	} {
		if _, err := d.redefine(beta, text); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), place) {
			t.Errorf("%.80s: %v, want %s", text, err, place)
		}
	}
	own := `{"variants": {"on": 1}, "targeting": {"if": [{"$ref": "own"}, "on"]}, "$evaluators": {"own": true}}`
	d.create("f", own)
	for key, kind := range map[string]fault.Kind{"beta": fault.Conflict, "own": fault.Conflict, "a b": fault.Invalid} {
		d.refused(kind, func(tx *database.Tx) error {
			_, err := CreateSegment(tx, SegmentInput{Key: key, Definition: `{}`})
			return err
		})
	}
	for definition, place := range map[string]string{
		strings.ReplaceAll(own, "own", "beta"):      "/definition/$evaluators/beta",
		strings.ReplaceAll(forBeta, "beta", "gone"): `/definition/targeting/if/0/$ref: there is no evaluator "gone"`,
	} {
		err := d.refused(fault.Invalid, func(tx *database.Tx) error {
			_, err := Create(tx, Input{Key: "g", Definition: definition})
			return err
		})
		if !strings.Contains(err.Error(), place) {
			t.Errorf("%v, want %s", err, place)
		}
	}
}

// TestASegmentMayNotOutgrowItsFlags: a flag that names a large list often is refused the growth.
func TestASegmentMayNotOutgrowItsFlags(t *testing.T) {
	d := desk{t, databasetest.SQLite(t), home}
	s := d.segment("beta", `{}`)
	d.create("often", `{"variants": {"on": 1}, "targeting": {"if": [{"or": [`+
		strings.Repeat(`{"$ref": "beta"},`, 20)+`false]}, "on"]}}`)
	_, err := d.redefine(s, `{"include": ["`+strings.Repeat("a", MaxSegmentDefinition-50)+`"]}`)
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "the flag often") {
		t.Error(err)
	}
}

func TestSegmentsAreOfOneWorkspace(t *testing.T) {
	each(t, func(d desk) {
		s := d.segment("beta", `{}`)
		other := desk{t, d.db, scope.ForSystem("workspace_01jdb2m0f8s2v9q7c4x6n5t3rb", "test")}
		for _, do := range []func(tx *database.Tx) error{
			func(tx *database.Tx) error { _, err := GetSegment(tx, s.ID); return err },
			func(tx *database.Tx) error { return RemoveSegment(tx, s.ID, s.Version) },
			func(tx *database.Tx) error { _, err := SegmentHistory(tx, s.ID, page.Request{}); return err },
		} {
			other.refused(fault.NotFound, do)
		}
		other.refused(fault.Invalid, func(tx *database.Tx) error {
			_, err := Create(tx, Input{Key: "f", Definition: forBeta})
			return err
		})
		other.segment("beta", `{}`)
	})
}

// TestExportedFlagsStandAlone: what is exported compiles by itself, lints without a finding, and
// gives everybody what the rules give here.
func TestExportedFlagsStandAlone(t *testing.T) {
	each(t, func(d desk) {
		e := d.environment("production")
		d.segment("beta", `{"include": ["ada"], "exclude": ["cy"]}`)
		own := `{"variants": {"on": 1, "off": 0}, "targeting": {"if": [{"or": [{"$ref": "mine"}, {"$ref": "beta"}]},
			"on", "off"]}, "$evaluators": {"mine": {"==": [{"var": "plan"}, "gold"]}}}`
		keys := []string{"first", "second", "third"}
		d.flip(d.create("first", own), e, true)
		d.flip(d.create("second", strings.ReplaceAll(own, "gold", "silver")), e, true)
		d.flip(d.create("third", forBeta), e, true)
		d.create("off", plain)
		var raw []byte
		d.write(func(tx *database.Tx) (err error) {
			raw, err = Export(tx, e)
			return err
		})
		set, found := engine.Lint(raw)
		if len(found) > 0 || !slices.Equal(set.Keys(), []string{"first", "off", "second", "third"}) {
			t.Fatalf("%v in %s", found, raw)
		}
		rules := d.load(nil)
		for _, key := range keys {
			for _, user := range []string{"ada", "bob", "cy"} {
				for _, plan := range []string{"gold", "silver", ""} {
					want := variant(rules, e, key, user, plan)
					got := set.Evaluate(key, map[string]any{"targetingKey": user, "plan": plan}, 0)
					if got.Variant != want {
						t.Errorf("%s for %s %s: %s, want %s", key, user, plan, got.Variant, want)
					}
				}
			}
		}
		if off := set.Evaluate("off", nil, 0); off.Reason != engine.Disabled {
			t.Errorf("off: %+v", off)
		}
	})
}
