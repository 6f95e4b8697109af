package cli

import (
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/throughlinehq/throughline/internal/bin"
	"github.com/throughlinehq/throughline/internal/flow"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// BinCommand shows what was removed, brings it back, or deletes it for good.
type BinCommand struct {
	List    BinListCommand    `cmd:"" help:"List what was removed, the last first."`
	Restore BinRestoreCommand `cmd:"" help:"Bring removed records back."`
	Empty   BinEmptyCommand   `cmd:"" help:"Delete for good what was removed 30 days ago or before."`
}

// BinListCommand lists what is in the bin.
type BinListCommand struct {
	Store
	Workspace
	Kind   string `help:"Only records of this kind: item." placeholder:"KIND"`
	Format string `help:"What is printed: text or json." enum:"text,json" default:"text"`
}

// Help shows examples below the flags.
func (BinListCommand) Help() string {
	return `Examples:
  throughline bin list
  throughline bin list --kind item --format json`
}

// binRow is a line of the list.
type binRow struct {
	ID        id.ID      `json:"id"`
	Kind      string     `json:"kind"`
	Title     string     `json:"title"`
	RemovedAt time.Time  `json:"removed_at"`
	RemovedBy string     `json:"removed_by"`
	DueAt     *time.Time `json:"due_at"`
}

// Run prints every record that can be brought back.
func (c BinListCommand) Run(env *Env) error {
	if _, known := flow.Restorable()[c.Kind]; c.Kind != "" && !known {
		return fault.New(fault.Invalid, "No records of the kind %q can be removed.", c.Kind)
	}
	db, s, err := enter(env, c.OpenBeside, c.Workspace)
	if err != nil {
		return err
	}
	defer db.Close()
	rows := []binRow{}
	request := page.Request{Limit: page.MaxLimit}
	for first := true; first || request.Cursor != ""; first = false {
		err := db.Read(env.Context, s, func(tx *database.Tx) error {
			found, err := flow.Bin(tx, c.Kind, request)
			for _, r := range found.Records {
				rows = append(rows, binRow{r.RecordID, r.Kind, r.Title, r.RemovedAt,
					r.RemovedByName, r.DueAt})
			}
			request.Cursor = found.Next
			return err
		})
		if err != nil {
			return err
		}
	}
	if c.Format == "json" {
		return printJSON(env, rows)
	}
	return printBin(env, rows)
}

func printBin(env *Env, rows []binRow) error {
	if len(rows) == 0 {
		_, err := fmt.Fprintln(env.Out, "The bin is empty.")
		return err
	}
	w := tabwriter.NewWriter(env.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "KIND\tTITLE\tREMOVED\tBY\tDELETED FOR GOOD\tID")
	for _, r := range rows {
		due := "never"
		if r.DueAt != nil {
			due = r.DueAt.Format(time.DateOnly)
		}
		title := []rune(r.Title)
		if len(title) > 50 {
			title = append(title[:49], '…')
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", r.Kind, string(title),
			r.RemovedAt.Format(time.DateOnly), r.RemovedBy, due, r.ID)
	}
	return w.Flush()
}

// BinRestoreCommand brings records back.
type BinRestoreCommand struct {
	Store
	Workspace
	IDs []string `arg:"" name:"id" help:"Of the records, as the list says them."`
}

// Help says what must not run meanwhile.
func (BinRestoreCommand) Help() string {
	return `Examples:
  throughline bin restore item_01jdb2m0f8s2v9q7c4x6n5t3ra --data ./data

All come back or none. The embedded database belongs to one program at a time: stop the server
first, or bring them back on its page.`
}

// Run brings all of them back, or none.
func (c BinRestoreCommand) Run(env *Env) error {
	db, s, err := enter(env, c.OpenExisting, c.Workspace)
	if err != nil {
		return err
	}
	defer db.Close()
	err = db.Write(env.Context, s, func(tx *database.Tx) error {
		for _, text := range c.IDs {
			record := id.ID(text)
			if err := flow.Restore(tx, record.Kind(), record); err != nil {
				return fmt.Errorf("%s: %w", record, err)
			}
		}
		return nil
	})
	if err == nil {
		_, err = fmt.Fprintf(env.Out, "Brought back: %d.\n", len(c.IDs))
	}
	return err
}

// BinEmptyCommand deletes for good what a server deletes once a day.
type BinEmptyCommand struct {
	Store
	Workspace
	DryRun bool `help:"Only say what would be deleted. Works beside a running server."`
}

// Help shows examples below the flags.
func (BinEmptyCommand) Help() string {
	return `Examples:
  throughline bin empty --dry-run
  throughline bin empty --data ./data

A server does this by itself once a day. The embedded database belongs to one program at a time.`
}

// Run deletes what is due, or counts it.
func (c BinEmptyCommand) Run(env *Env) error {
	if c.DryRun {
		return c.count(env)
	}
	db, s, err := enter(env, c.OpenExisting, c.Workspace)
	if err != nil {
		return err
	}
	defer db.Close()
	total := int64(0)
	for some := int64(1); some > 0; total += some {
		err := db.Write(env.Context, s, func(tx *database.Tx) (err error) {
			some, err = flow.EmptyBin(tx)
			return err
		})
		if err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(env.Out, "Deleted for good: %d records.\n", total)
	return err
}

// count says how many records of each kind are due.
func (c BinEmptyCommand) count(env *Env) error {
	db, s, err := enter(env, c.OpenBeside, c.Workspace)
	if err != nil {
		return err
	}
	defer db.Close()
	var due []bin.Count
	err = db.Read(env.Context, s, func(tx *database.Tx) (err error) {
		due, err = flow.CountDue(tx, tx.Now)
		return err
	})
	if err == nil && len(due) == 0 {
		_, err = fmt.Fprintln(env.Out, "Nothing would be deleted.")
	}
	for _, n := range due {
		fmt.Fprintf(env.Out, "Would be deleted for good: %d of the kind %s.\n", n.Records, n.Kind)
	}
	return err
}
