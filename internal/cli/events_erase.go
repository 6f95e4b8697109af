package cli

import (
	"fmt"

	"github.com/throughlinehq/throughline/internal/event"
	"github.com/throughlinehq/throughline/internal/flow"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// EraseEventsCommand erases a person.
type EraseEventsCommand struct {
	Store
	Workspace
	IDs []string `arg:"" name:"id" help:"What clients call the person; any of their ids will do."`
}

// Help says what is erased.
func (EraseEventsCommand) Help() string {
	return `Examples:
  throughline events erase ada@example.org --data ./data

Deleted for good are all ids that are joined to these, every event and exposure of the person, and
the variants that sticky rules remember. Feedback and customers are records of their own.

The embedded database belongs to one program at a time: stop the server first, or send
POST /api/v1/erasures to it.`
}

// Run erases the person and waits until the last event is gone.
func (c EraseEventsCommand) Run(env *Env) error {
	db, s, err := enter(env, c.OpenExisting, c.Workspace)
	if err != nil {
		return err
	}
	defer db.Close()
	var e event.Erasure
	err = db.Write(env.Context, s, func(tx *database.Tx) (err error) {
		e, err = flow.ErasePerson(tx, c.IDs)
		return err
	})
	if err != nil {
		return err
	}
	if err := event.RunIndex(env.Context, db, s, func(_, _ int64) {}); err != nil {
		return err
	}
	err = db.Read(env.Context, s, func(tx *database.Tx) (err error) {
		e, err = event.GetErasure(tx, e.ID)
		return err
	})
	if err == nil {
		_, err = fmt.Fprintf(env.Out, "Erased: %d ids, %d events, %d remembered variants.\n",
			e.Identities, e.Events, e.Assignments)
	}
	return err
}
