package flag

import (
	"fmt"
	"slices"
	"strings"

	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Filter chooses flags; empty fields choose all that are not archived.
type Filter struct {
	Words     string // part of the key or the description
	EnabledIn id.ID  // an environment in which it is on
}

// List returns flags by key.
func List(tx *database.Tx, filter Filter, request page.Request) (page.Page[Flag], error) {
	w := tx.Where("").And("deleted_at IS NULL")
	if filter.Words != "" {
		like := "%" + database.EscapeLike(strings.ToLower(filter.Words)) + "%"
		w.And(`(lower(key) LIKE $ ESCAPE '\' OR lower(description) LIKE $ ESCAPE '\')`, like, like)
	}
	if filter.EnabledIn != "" {
		place := database.EscapeLike(string(filter.EnabledIn))
		w.And(`enabled_in LIKE $ ESCAPE '\'`, `%"`+place+`"%`)
	}
	var last string
	switch more, err := request.After(&last); {
	case err != nil:
		return page.Page[Flag]{}, err
	case more:
		w.And("key > $", last)
	}
	limit := w.Place(request.Size() + 1)
	where, args := w.SQL()
	found, err := database.List[Flag](tx, "SELECT "+database.Columns[Flag]("")+
		" FROM flag "+where+" ORDER BY key LIMIT "+limit, args...)
	return page.Cut(found, request.Size(), func(f Flag) []any { return []any{f.Key} }), err
}

// Get returns one flag that is not archived.
func Get(tx *database.Tx, flag id.ID) (Flag, error) {
	return database.Get[Flag](tx, "flag", flag)
}

// History returns what a flag was, the newest version first.
func History(tx *database.Tx, flag id.ID, request page.Request) (page.Page[Version], error) {
	if _, err := Get(tx, flag); err != nil {
		return page.Page[Version]{}, err
	}
	w := tx.Where("").And("flag_id = $", flag)
	var before int64
	switch more, err := request.After(&before); {
	case err != nil:
		return page.Page[Version]{}, err
	case more:
		w.And("version < $", before)
	}
	limit := w.Place(request.Size() + 1)
	where, args := w.SQL()
	found, err := database.List[Version](tx, "SELECT "+database.Columns[Version]("")+
		" FROM flag_version "+where+" ORDER BY version DESC LIMIT "+limit, args...)
	return page.Cut(found, request.Size(), func(v Version) []any { return []any{v.Version} }), err
}

// Environments lists the workspace's environments in the order in which they were added.
func Environments(tx *database.Tx) ([]Environment, error) {
	return database.List[Environment](tx, "SELECT "+database.Columns[Environment]("")+`
		FROM environment WHERE workspace_id = $1 AND deleted_at IS NULL ORDER BY id`, tx.Workspace)
}

// Keys lists the keys of an environment, the oldest first.
func Keys(tx *database.Tx, environment id.ID) ([]ClientKey, error) {
	if _, err := database.Get[Environment](tx, "environment", environment); err != nil {
		return nil, err
	}
	return database.List[ClientKey](tx, "SELECT "+database.Columns[ClientKey]("")+`
		FROM client_key WHERE workspace_id = $1 AND environment_id = $2 AND deleted_at IS NULL
		ORDER BY id`, tx.Workspace, environment)
}

func allKeys(tx *database.Tx) ([]ClientKey, error) {
	return database.List[ClientKey](tx, "SELECT "+database.Columns[ClientKey]("")+`
		FROM client_key WHERE workspace_id = $1 AND deleted_at IS NULL`, tx.Workspace)
}

func allFlags(tx *database.Tx) ([]Flag, error) {
	return database.List[Flag](tx, "SELECT "+database.Columns[Flag]("")+`
		FROM flag WHERE workspace_id = $1 AND deleted_at IS NULL`, tx.Workspace)
}

// linkedFlags lists the flags that may depend on others, and the given one.
func linkedFlags(tx *database.Tx, flag id.ID) ([]Flag, error) {
	return database.List[Flag](tx, "SELECT "+database.Columns[Flag]("")+`
		FROM flag WHERE workspace_id = $1 AND deleted_at IS NULL AND (id = $2
		OR definition LIKE '%"prerequisites"%' OR definition LIKE '%"layer"%'
		OR definition LIKE '%"holdouts"%') ORDER BY key`, tx.Workspace, flag)
}

// flagsByKey lists those of the flags that there are.
func flagsByKey(tx *database.Tx, keys []string) (found []Flag, err error) {
	for part := range slices.Chunk(keys, 100) {
		args := []any{tx.Workspace}
		var places []string
		for _, key := range part {
			args = append(args, key)
			places = append(places, fmt.Sprintf("$%d", len(args)))
		}
		some, err := database.List[Flag](tx, "SELECT "+database.Columns[Flag]("")+`
			FROM flag WHERE workspace_id = $1 AND deleted_at IS NULL
			AND key IN (`+strings.Join(places, ",")+")", args...)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	return found, nil
}

// enabledCount is how many flags are on in an environment.
func enabledCount(tx *database.Tx, environment id.ID) (int64, error) {
	return database.Value[int64](tx, `SELECT count(*) FROM flag
		WHERE workspace_id = $1 AND deleted_at IS NULL AND enabled_in LIKE $2`,
		tx.Workspace, `%"`+string(environment)+`"%`)
}

// revisionOf is how often anything was changed that clients' answers depend on.
func revisionOf(tx *database.Tx) (int64, error) {
	return database.Value[int64](tx, `SELECT coalesce(max(value), 0) FROM counter
		WHERE workspace_id = $1 AND name = $2`, tx.Workspace, revision)
}
