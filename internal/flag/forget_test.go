package flag

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/platform/database"
)

// TestAssignmentsAreForgotten: those of people who come stay, however long ago they were given;
// those of people who stay away go, and those of a flag that is no more.
func TestAssignmentsAreForgotten(t *testing.T) {
	const keep = 90 * 24 * time.Hour
	each(t, func(d desk) {
		e := d.environment("production")
		f := d.flip(d.create("test", sticky), e, true)
		rules := d.load(nil)
		day := 0
		units := func() (list []string) {
			d.write(func(tx *database.Tx) (err error) {
				list, err = database.List[string](tx, `SELECT unit FROM flag_assignment
					WHERE workspace_id = $1 ORDER BY unit`, tx.Workspace)
				return err
			})
			return list
		}
		come := func(context map[string]any) (remembers bool) {
			d.write(func(tx *database.Tx) error {
				later := *tx
				later.Now = tx.Now.AddDate(0, 0, day)
				q := &Question{Place: rules.Place(e.ID), Context: context, Now: later.Now}
				if err := q.Recall(&later, rules.Units("test", q)); err != nil {
					return err
				}
				rules.Append(nil, "test", q)
				remembers = q.Remembers()
				return rules.Remember(&later, q)
			})
			return remembers
		}
		forget := func(keep time.Duration) (n int64) {
			d.write(func(tx *database.Tx) (err error) {
				later := *tx
				later.Now = tx.Now.AddDate(0, 0, day)
				n, err = Forget(&later, keep)
				return err
			})
			return n
		}
		comes := map[string]any{"visitor": "stays", "userId": "signed-in"}
		come(comes)
		come(map[string]any{"visitor": "away"})
		for day = 1; day <= 200; day++ {
			writes := come(comes)
			if due := day%7 == 0; writes != due {
				d.Errorf("day %d: written %v, due %v", day, writes, due)
			}
		}
		day = 89
		if n := forget(keep); n != 0 {
			d.Errorf("%d were forgotten too soon", n)
		}
		day = 200
		if n := forget(keep); n != 1 {
			d.Errorf("%d were forgotten, want the one of who stayed away", n)
		}
		if got, want := fmt.Sprint(units()), "[userId=signed-in visitor=stays]"; got != want {
			d.Errorf("kept %s, want %s", got, want)
		}
		d.write(func(tx *database.Tx) error { return Archive(tx, f.ID, f.Version) })
		if n := forget(keep); n != 2 || len(units()) != 0 {
			d.Errorf("%d of the archived flag were forgotten, %q are left", n, units())
		}
		d.write(func(tx *database.Tx) error {
			n, err := database.Value[int64](tx, `SELECT count(*) FROM job WHERE workspace_id = $1
				AND kind = $2`, tx.Workspace, ForgetJob)
			if n != 1 {
				d.Errorf("archiving asked for %d jobs", n)
			}
			return err
		})
	})
}

// TestPeopleAreForgotten: by their id alone, exactly as it is, whatever a rule calls it.
func TestPeopleAreForgotten(t *testing.T) {
	each(t, func(d desk) {
		e := d.environment("production")
		d.flip(d.create("test", sticky), e, true)
		rules := d.load(nil)
		ids := []string{"ada", "ADA", "a=da", "da", "%", "ada "}
		for _, who := range ids {
			d.ask(rules, &Question{Place: rules.Place(e.ID), Now: time.Unix(0, 0),
				Context: map[string]any{"userId": who, "visitor": who}})
		}
		var left []string
		d.write(func(tx *database.Tx) error {
			n, err := ForgetPerson(tx, []string{"ada", "%", "a=da", "nobody"})
			if n != 6 {
				d.Errorf("%d forgotten, want three ids under two names each", n)
			}
			if err == nil {
				left, err = database.List[string](tx, `SELECT DISTINCT person FROM flag_assignment
					WHERE workspace_id = $1`, tx.Workspace)
			}
			return err
		})
		slices.Sort(left)
		if fmt.Sprintf("%q", left) != `["ADA" "ada " "da"]` {
			d.Errorf("left: %q", left)
		}
	})
}
