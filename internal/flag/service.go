package flag

import (
	"slices"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Create adds a flag that is off everywhere. Its key must be free.
func Create(tx *database.Tx, in Input) (Flag, error) {
	if err := people.Can(tx.Actor, people.WriteFlags); err != nil {
		return Flag{}, err
	}
	f := Flag{Key: in.Key, EnabledIn: []id.ID{}}
	Patch{&in.Description, &in.Definition}.apply(&f)
	segments, err := sharedOf(tx)
	if err != nil {
		return f, err
	}
	if err := f.check(segments); err != nil {
		return f, err
	}
	if err := refuseTaken(tx, f.Key); err != nil {
		return f, err
	}
	if err := checkTogether(tx, segments, &f); err != nil {
		return f, err
	}
	if err := tx.Insert("flag", &f); err != nil {
		return f, err
	}
	return f, keep(tx, &f, "created", map[string]any{"key": f.Key})
}

// Change edits a flag that is still of the version which was read.
func Change(tx *database.Tx, flag id.ID, version int64, patch Patch) (Flag, error) {
	f, err := forChange(tx, flag, version)
	if err != nil {
		return f, err
	}
	changed := patch.apply(&f)
	if len(changed) == 0 {
		return f, nil
	}
	segments, err := sharedOf(tx)
	if err != nil {
		return f, err
	}
	if err := f.check(segments); err != nil {
		return f, err
	}
	if err := checkTogether(tx, segments, &f); err != nil {
		return f, err
	}
	return update(tx, f, "updated", map[string]any{"changed": changed})
}

// Switch turns a flag on or off in one environment.
func Switch(tx *database.Tx, flag id.ID, version int64, where id.ID, on bool) (Flag, error) {
	f, err := forChange(tx, flag, version)
	if err != nil {
		return f, err
	}
	e, err := database.Get[Environment](tx, "environment", where)
	if err != nil || f.On(e.ID) == on {
		return f, err
	}
	action := "disabled"
	if on {
		action = "enabled"
		f.EnabledIn = append(f.EnabledIn, e.ID)
		slices.Sort(f.EnabledIn)
	} else {
		f.EnabledIn = slices.DeleteFunc(f.EnabledIn, func(i id.ID) bool { return i == e.ID })
	}
	return update(tx, f, action, map[string]any{"environment": e.Key})
}

func forChange(tx *database.Tx, flag id.ID, version int64) (Flag, error) {
	if err := people.Can(tx.Actor, people.WriteFlags); err != nil {
		return Flag{}, err
	}
	return database.GetVersion[Flag](tx, "flag", flag, version)
}

func update(tx *database.Tx, f Flag, action string, detail map[string]any) (Flag, error) {
	if err := tx.Update("flag", &f); err != nil {
		return f, err
	}
	return f, keep(tx, &f, action, detail)
}

// keep writes down what the flag is now, and who made it so, and lets clients hear of it.
func keep(tx *database.Tx, f *Flag, action string, detail map[string]any) error {
	err := tx.Insert("flag_version", Version{FlagID: f.ID, Version: f.Version, At: tx.Now,
		ActorID: tx.Actor.ID, ActorName: tx.Actor.Name, Action: action,
		Description: f.Description, Definition: f.Definition, EnabledIn: f.EnabledIn})
	if err != nil {
		return err
	}
	return changed(tx, action, f.ID, detail)
}

// revision is the name of the counter of changes, by which [Load] knows whether its rules are
// those of the database.
const revision = "flag_revision"

// changed counts and audits a change of anything that clients' answers depend on.
func changed(tx *database.Tx, action string, record id.ID, detail map[string]any) error {
	if _, err := tx.Next(revision); err != nil {
		return err
	}
	return audit.Log(tx, action, record, detail)
}

func refuseTaken(tx *database.Tx, key string) error {
	type use struct{ Total, Same int64 }
	n, err := database.One[use](tx, `SELECT count(*) AS total,
		coalesce(sum(CASE WHEN key = $2 THEN 1 ELSE 0 END), 0) AS same
		FROM flag WHERE workspace_id = $1 AND deleted_at IS NULL`, tx.Workspace, key)
	switch {
	case err != nil:
		return err
	case n.Same > 0:
		return fault.New(fault.Conflict, "There is a flag with the key %s already.", key)
	case n.Total >= MaxFlags:
		return fault.New(fault.Conflict, "A workspace has at most %d flags. Archive some.",
			MaxFlags)
	}
	return nil
}
