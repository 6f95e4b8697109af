package flag

import (
	"encoding/json"
	"slices"

	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Unlist takes a person out of the lists of every segment, of what is in the bin and of every
// version that there was, and returns how many segments listed them. A condition that names a
// person stays: whoever wrote it takes the name out.
func Unlist(tx *database.Tx, ids []string) (int64, error) {
	type row struct {
		ID         id.ID
		Version    int64
		Definition string
	}
	touched := map[id.ID]bool{}
	for _, table := range []struct{ rows, change string }{
		{`SELECT id, version, definition FROM segment
			WHERE workspace_id = $1`,
			`UPDATE segment SET definition = $4 WHERE workspace_id = $1
			AND id = $2 AND version = $3`},
		{`SELECT segment_id AS id, version, definition FROM segment_version
			WHERE workspace_id = $1`,
			`UPDATE segment_version SET definition = $4 WHERE workspace_id = $1
			AND segment_id = $2 AND version = $3`},
	} {
		all, err := database.List[row](tx, table.rows, tx.Workspace)
		if err != nil {
			return 0, err
		}
		for _, r := range all {
			left, listed := unlisted(r.Definition, ids)
			if !listed {
				continue
			}
			touched[r.ID] = true
			if _, err := tx.Exec(table.change, tx.Workspace, r.ID, r.Version, left); err != nil {
				return 0, err
			}
		}
	}
	if len(touched) == 0 {
		return 0, nil
	}
	_, err := tx.Next(revision) // clients hear of it
	return int64(len(touched)), err
}

// unlisted is a definition without those ids in its lists, and whether they stood there.
func unlisted(definition string, ids []string) (string, bool) {
	var b belonging
	if json.Unmarshal([]byte(definition), &b) != nil {
		return definition, false
	}
	before := len(b.Include) + len(b.Exclude)
	theirs := func(key string) bool { return slices.Contains(ids, key) }
	b.Include = slices.DeleteFunc(b.Include, theirs)
	b.Exclude = slices.DeleteFunc(b.Exclude, theirs)
	if len(b.Include)+len(b.Exclude) == before {
		return definition, false
	}
	return quoted(b), true
}
