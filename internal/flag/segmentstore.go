package flag

import (
	"strings"

	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// ListSegments returns segments by key; words choose those whose key or description holds them.
func ListSegments(
	tx *database.Tx, words string, request page.Request,
) (page.Page[Segment], error) {
	w := tx.Where("").And("deleted_at IS NULL")
	if words != "" {
		like := "%" + database.EscapeLike(strings.ToLower(words)) + "%"
		w.And(`(lower(key) LIKE $ ESCAPE '\' OR lower(description) LIKE $ ESCAPE '\')`, like, like)
	}
	var last string
	switch more, err := request.After(&last); {
	case err != nil:
		return page.Page[Segment]{}, err
	case more:
		w.And("key > $", last)
	}
	limit := w.Place(request.Size() + 1)
	where, args := w.SQL()
	found, err := database.List[Segment](tx, "SELECT "+database.Columns[Segment]("")+
		" FROM segment "+where+" ORDER BY key LIMIT "+limit, args...)
	return page.Cut(found, request.Size(), func(s Segment) []any { return []any{s.Key} }), err
}

// GetSegment returns one segment that is not in the bin.
func GetSegment(tx *database.Tx, segment id.ID) (Segment, error) {
	return database.Get[Segment](tx, "segment", segment)
}

// SegmentHistory returns what a segment was, the newest version first.
func SegmentHistory(
	tx *database.Tx, segment id.ID, request page.Request,
) (page.Page[SegmentVersion], error) {
	if _, err := GetSegment(tx, segment); err != nil {
		return page.Page[SegmentVersion]{}, err
	}
	w := tx.Where("").And("segment_id = $", segment)
	var before int64
	switch more, err := request.After(&before); {
	case err != nil:
		return page.Page[SegmentVersion]{}, err
	case more:
		w.And("version < $", before)
	}
	limit := w.Place(request.Size() + 1)
	where, args := w.SQL()
	found, err := database.List[SegmentVersion](tx, "SELECT "+
		database.Columns[SegmentVersion]("")+" FROM segment_version "+where+
		" ORDER BY version DESC LIMIT "+limit, args...)
	return page.Cut(found, request.Size(), func(v SegmentVersion) []any {
		return []any{v.Version}
	}), err
}

// sharedOf reads the segments as evaluators.
func sharedOf(tx *database.Tx) (shared, error) {
	found, err := database.List[Segment](tx, "SELECT "+database.Columns[Segment]("")+`
		FROM segment WHERE workspace_id = $1 AND deleted_at IS NULL`, tx.Workspace)
	if err != nil {
		return nil, err
	}
	all := shared{}
	for _, s := range found {
		b, err := s.belonging()
		if err != nil {
			return nil, err
		}
		all[s.Key] = b.evaluator()
	}
	return all, nil
}

// referringFlags lists the flags that may name a segment or have evaluators of their own: a dollar
// in a name can be written as an escape, too.
func referringFlags(tx *database.Tx) ([]Flag, error) {
	return database.List[Flag](tx, "SELECT "+database.Columns[Flag]("")+`
		FROM flag WHERE workspace_id = $1 AND deleted_at IS NULL
		AND (definition LIKE $2 OR definition LIKE $3 ESCAPE '!') ORDER BY key`,
		tx.Workspace, `%"$%`, `%\u%`)
}
