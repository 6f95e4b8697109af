package flow

import (
	"slices"
	"time"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Change is something that was done to the work, as Home tells it.
type Change struct {
	audit.Entry
	Record *Described // nil where the record is no step of the line, or is gone
	Times  int        // how often the same was done shortly before, this once included
}

const (
	changesRead  = 100       // entries looked at
	changesShown = 9         // lines told of them
	sameBout     = time.Hour // what was done within it is told as one
)

// beside are actions that say nothing about the work, or only what another entry says too.
var beside = []string{"signed_in", "signed_out", "signed_out_everywhere", "queued", "superseded",
	"configured"}

// recentChanges tells what changed lately, the newest first: what one actor did to several
// records of a kind within an hour is one line.
func recentChanges(tx *database.Tx) ([]Change, error) {
	entries, err := audit.List(tx, "", page.Request{Limit: changesRead})
	if err != nil {
		return nil, err
	}
	changes := boil(entries.Records)
	for n := range changes {
		record := changes[n].RecordID
		found, err := describe(tx, record.Kind(), []id.ID{record})
		if err != nil {
			return nil, err
		}
		if len(found) > 0 {
			changes[n].Record = &found[0]
		}
	}
	return changes, nil
}

// boil leaves out what says nothing, and counts what is the same as a newer entry.
func boil(entries []audit.Entry) []Change {
	var changes []Change
	for _, e := range entries {
		if slices.Contains(beside, e.Action) {
			continue
		}
		n := slices.IndexFunc(changes, func(c Change) bool {
			return c.Action == e.Action && c.ActorID == e.ActorID && c.ActorName == e.ActorName &&
				c.RecordID.Kind() == e.RecordID.Kind() && c.At.Sub(e.At) <= sameBout
		})
		switch {
		case n >= 0:
			changes[n].Times++
		case len(changes) < changesShown:
			changes = append(changes, Change{Entry: e, Times: 1})
		}
	}
	return changes
}
