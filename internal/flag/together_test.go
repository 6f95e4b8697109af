package flag

import (
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

const needsBase = `{"variants": {"on": true, "off": false}, "defaultVariant": "off", "targeting": {"cat": ["on"]},
	"prerequisites": [{"flag": "base", "variants": ["on"]}]}`

func (d desk) change(f Flag, definition string) error {
	return d.db.Write(d.Context(), d.in, func(tx *database.Tx) error {
		_, err := Change(tx, f.ID, f.Version, Patch{Definition: &definition})
		return err
	})
}

func TestFlagsThatNeedEachOther(t *testing.T) {
	each(t, func(d desk) {
		d.refused(fault.Invalid, func(tx *database.Tx) error {
			_, err := Create(tx, Input{Key: "early", Definition: needsBase})
			return err
		})
		base, other := d.create("base", plain), d.create("other", plain)
		needing := d.create("needing", needsBase)
		for want, err := range map[string]error{
			"circle: base -> needing -> base": d.change(base, strings.ReplaceAll(needsBase, `"base"`, `"needing"`)),
			`base has no variant "on"`:        d.change(base, `{"variants": {"yes": true}}`),
			"/prerequisites/0/flag: there is": d.change(needing, strings.ReplaceAll(needsBase, `"base"`, `"gone"`)),
		} {
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %s", err, want)
			}
		}
		d.refused(fault.Conflict, func(tx *database.Tx) error { return Archive(tx, base.ID, base.Version) })
		d.write(func(tx *database.Tx) error { return Archive(tx, other.ID, other.Version) })
		d.write(func(tx *database.Tx) error { return Archive(tx, needing.ID, needing.Version) })
		d.write(func(tx *database.Tx) error { return Archive(tx, base.ID, base.Version) })
	})
}

func TestSlotsOfALayerAreGivenOnce(t *testing.T) {
	d := desk{t, databasetest.SQLite(t), home}
	test := func(slots string) string {
		return `{"variants": {"a": 1, "b": 2}, "rules": [{"split": [["a", 1], ["b", 1]],
			"layer": {"name": "checkout", "slots": ` + slots + `}}]}`
	}
	d.create("first", test("[0, 500]"))
	err := d.refused(fault.Invalid, func(tx *database.Tx) error {
		_, err := Create(tx, Input{Key: "second", Definition: test("[499, 600]")})
		return err
	})
	if !strings.Contains(err.Error(), "/definition/rules/0/layer/slots") {
		t.Error(err)
	}
	d.create("second", test("[500, 600]"))
}

// TestPrerequisitesCountWhereTheyAreOn: an environment where the other flag is off holds both back.
func TestPrerequisitesCountWhereTheyAreOn(t *testing.T) {
	d := desk{t, databasetest.SQLite(t), home}
	production, staging := d.environment("production"), d.environment("staging")
	base := d.create("base", plain)
	needing := d.flip(d.create("needing", needsBase), production, true)
	d.flip(needing, staging, true)
	d.flip(base, staging, true)
	rules := d.load(nil)
	for place, want := range map[*Place]string{rules.Place(production.ID): `"off"`, rules.Place(staging.ID): `"on"`} {
		got, _ := rules.Append(nil, "needing", &Question{Place: place, Context: map[string]any{}})
		if !strings.Contains(string(got), want) {
			t.Errorf("%s: %s", place.Key, got)
		}
	}
}
