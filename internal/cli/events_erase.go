package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/throughlinehq/throughline/internal/event"
	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/flow"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// EraseEventsCommand erases a person.
type EraseEventsCommand struct {
	Store
	Workspace
	IDs    []string `arg:"" name:"id" help:"What clients or the desk call the person, or their address."`
	DryRun bool     `help:"Say what would be deleted, and delete nothing."`
}

// Help says what is erased.
func (EraseEventsCommand) Help() string {
	return `Examples:
  throughline events erase ada@example.org --dry-run
  throughline events erase ada@example.org --data ./data

Deleted for good are all ids that are joined to these, every event and exposure of the person, the
variants that sticky rules remember, their places in the lists of segments, and the customers who go
by one of the ids or have it for an address, with everything that they said and were told. See by
--dry-run which customers these are: an id of the desk may be somebody else's in the product.

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
	if c.DryRun {
		return c.tell(env, db, s)
	}
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
		fmt.Fprintf(env.Out, "Erased: %s.\n", erased(e, e.Events))
	}
	return err
}

// errDryRun takes back what was only tried.
var errDryRun = errors.New("a dry run")

// tell erases the person and takes it back, so that it says what an erasure would.
func (c EraseEventsCommand) tell(env *Env, db *database.DB, s scope.Scope) error {
	var e event.Erasure
	var events int64
	var customers []feedback.Customer
	err := db.Write(env.Context, s, func(tx *database.Tx) (err error) {
		if customers, err = feedback.KnownAs(tx, c.IDs); err != nil {
			return err
		}
		if e, err = flow.ErasePerson(tx, c.IDs); err != nil {
			return err
		}
		if events, err = event.Erasing(tx, e.ID); err != nil {
			return err
		}
		return errDryRun
	})
	if !errors.Is(err, errDryRun) {
		return err
	}
	fmt.Fprintf(env.Out, "Would be erased: %s.\n", erased(e, events))
	for _, each := range customers {
		fmt.Fprintf(env.Out, "The customer %s.\n", oneLine(strings.TrimSpace(
			fmt.Sprintf("%s %s %s", each.Name, each.Email, each.Title)), 120))
	}
	return nil
}

func erased(e event.Erasure, events int64) string {
	return fmt.Sprintf("%s, %s, %s, listed in %s, %s with %d of feedback and %s",
		counted(int(e.Identities), "id"), counted(int(events), "event"),
		counted(int(e.Assignments), "remembered variant"), counted(int(e.Listings), "segment"),
		counted(int(e.Customers), "customer"), e.Feedback, counted(int(e.Messages), "message"))
}
