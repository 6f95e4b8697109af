package demo

import (
	"github.com/throughlinehq/throughline/internal/flag"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// places are where the sample product runs.
var places = []struct{ key, name string }{{"production", "Production"}, {"staging", "Staging"}}

// switchable is a flag of the story, and where it is on.
type switchable struct {
	key, description, definition string
	on                           []string
}

var switches = []switchable{
	{"safe-start", "Start without add-ons after two crashes in a row.",
		`{"variants": {"on": true, "off": false}, "defaultVariant": "on"}`,
		[]string{"production", "staging"}},
	{"keep-both-versions", "Keep both texts when two devices changed one note.",
		`{"variants": {"on": true, "off": false}, "defaultVariant": "off", "targeting": {"if": [
			{"ends_with": [{"var": "email"}, "@harbor.example"]}, "on",
			{"fractional": [["on", 10], ["off", 90]]}]}}`,
		[]string{"production", "staging"}},
	{"index-batch", "Messages that are indexed at once.",
		`{"variants": {"small": 100, "large": 1000}, "defaultVariant": "small"}`,
		[]string{"staging"}},
}

// flags puts the work that is on its way behind flags.
func (w *walk) flags(tx *database.Tx) error {
	where := map[string]id.ID{}
	for _, p := range places {
		made, err := flag.AddEnvironment(tx, p.key, p.name)
		if err != nil {
			return err
		}
		where[p.key] = made.ID
	}
	for _, s := range switches {
		f, err := flag.Create(tx, flag.Input{Key: s.key, Description: s.description,
			Definition: s.definition})
		if err != nil {
			return err
		}
		for _, place := range s.on {
			if f, err = flag.Switch(tx, f.ID, f.Version, where[place], true); err != nil {
				return err
			}
		}
	}
	return nil
}
