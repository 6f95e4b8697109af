package flag

import (
	"slices"
	"strings"

	engine "github.com/throughlinehq/throughline/engine/flag"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// checkTogether refuses a flag that cannot be beside the others: a prerequisite that there is not,
// flags that need each other in a circle, slots of a layer that another flag has, and a change
// that takes away what another flag needs.
func checkTogether(tx *database.Tx, segments shared, f *Flag) error {
	var c fault.Check
	_, next, err := compile(f.Key, f.Definition, segments)
	if failEach(&c, f.Key, err); err != nil {
		return c.Err() // of a flag from the bin; others were checked before
	}
	mistakes, err := mistakesWith(tx, segments, f.ID, next)
	if err != nil {
		return err
	}
	own := "/flags/" + f.Key + "/"
	for _, m := range mistakes {
		if at, mine := strings.CutPrefix(m.Pointer, own); mine {
			c.Fail("/definition/"+at, "%s", m.Detail)
		} else {
			c.Fail("/definition", "another flag needs it otherwise: %s: %s", m.Pointer, m.Detail)
		}
	}
	return c.Err()
}

// refuseNeeded refuses to take a flag away that others need.
func refuseNeeded(tx *database.Tx, f *Flag) error {
	segments, err := sharedOf(tx)
	if err != nil {
		return err
	}
	mistakes, err := mistakesWith(tx, segments, f.ID, nil)
	if err != nil || len(mistakes) == 0 {
		return err
	}
	return fault.New(fault.Conflict, "Another flag needs it: %s: %s. Change that one first.",
		mistakes[0].Pointer, mistakes[0].Detail)
}

// mistakesWith are those that there would be if a flag were compiled like this, or gone, and that
// there are not yet.
func mistakesWith(
	tx *database.Tx, segments shared, flag id.ID, next *engine.Compiled,
) (engine.Error, error) {
	stored, err := linkedFlags(tx, flag)
	if err != nil {
		return nil, err
	}
	var before, after []*engine.Compiled
	var needed []string
	add := func(f Flag) {
		_, compiled, err := compile(f.Key, f.Definition, segments)
		if err != nil {
			return // it was valid once, and is not served
		}
		needed = append(needed, compiled.Needs()...)
		before = append(before, compiled)
		if f.ID != flag {
			after = append(after, compiled)
		}
	}
	for _, f := range stored {
		add(f)
	}
	if next != nil {
		after = append(after, next)
		needed = append(needed, next.Needs()...)
	}
	rest, err := flagsByKey(tx, missingFrom(needed, before))
	if err != nil {
		return nil, err
	}
	for _, f := range rest {
		add(f)
	}
	old, found := mistakesOf(before), mistakesOf(after)
	return slices.DeleteFunc(found, func(m engine.Mistake) bool {
		return slices.Contains(old, m)
	}), nil
}

func mistakesOf(flags []*engine.Compiled) engine.Error {
	slices.SortFunc(flags, func(a, b *engine.Compiled) int {
		return strings.Compare(a.Key(), b.Key())
	})
	_, mistakes := engine.NewSet(flags)
	return mistakes
}

// missingFrom lists the keys that are none of the flags', each once.
func missingFrom(keys []string, flags []*engine.Compiled) []string {
	have := map[string]bool{}
	for _, f := range flags {
		have[f.Key()] = true
	}
	return slices.DeleteFunc(keys, func(key string) bool {
		gone := have[key]
		have[key] = true
		return gone
	})
}
