// Package lineage keeps the line: which record came from which. A link leads from an earlier
// step (a customer's words) to a later one (what came of them), and the line can be walked both
// ways from any record.
package lineage

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Kind says what a link means.
type Kind string

// The kinds of links, each from an earlier to a later step.
const (
	Says     Kind = "says"     // feedback -> theme
	Evidence Kind = "evidence" // feedback -> opportunity, by a quote
	Raised   Kind = "raised"   // theme -> opportunity
	Answers  Kind = "answers"  // opportunity -> item
	Planned  Kind = "planned"  // item -> plan
	Shipped  Kind = "shipped"  // item -> release
	Told     Kind = "told"     // release -> message
	Asked    Kind = "asked"    // feedback -> message: what the message answers
)

// Steps are the kinds of records on the line, in its order.
var Steps = []string{"feedback", "theme", "opportunity", "item", "plan", "release", "message"}

// Link is one step between two records.
type Link struct {
	FromID    id.ID
	ToID      id.ID
	Kind      Kind
	FromKind  string
	ToKind    string
	CreatedAt time.Time
	CreatedBy id.ID
}

// Connect adds a link; one that exists stays as it is.
func Connect(tx *database.Tx, from, to id.ID, kind Kind) error {
	_, err := tx.Exec(`
		INSERT INTO link (workspace_id, from_id, to_id, kind, from_kind, to_kind, created_at,
			created_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (workspace_id, from_id, to_id, kind) DO NOTHING`,
		tx.Workspace, from, to, kind, from.Kind(), to.Kind(), tx.Now, tx.Actor.ID)
	tx.Touch(from)
	tx.Touch(to)
	return err
}

// ConnectAll adds links from many records to one, with few statements.
func ConnectAll(tx *database.Tx, from []id.ID, to id.ID, kind Kind) error {
	for chunk := range slices.Chunk(from, 500) {
		args := []any{tx.Workspace, to, kind, to.Kind(), tx.Now, tx.Actor.ID}
		var rows []string
		for _, record := range chunk {
			args = append(args, record, record.Kind())
			rows = append(rows, fmt.Sprintf("($1, $%d, $2, $3, $%d, $4, $5, $6)",
				len(args)-1, len(args)))
			tx.Touch(record)
		}
		_, err := tx.Exec(`
			INSERT INTO link (workspace_id, from_id, to_id, kind, from_kind, to_kind, created_at,
				created_by) VALUES `+strings.Join(rows, ", ")+`
			ON CONFLICT (workspace_id, from_id, to_id, kind) DO NOTHING`, args...)
		if err != nil {
			return err
		}
	}
	tx.Touch(to)
	return nil
}

// Disconnect removes a link.
func Disconnect(tx *database.Tx, from, to id.ID, kind Kind) error {
	_, err := tx.Exec(`DELETE FROM link
		WHERE workspace_id = $1 AND from_id = $2 AND to_id = $3 AND kind = $4`,
		tx.Workspace, from, to, kind)
	tx.Touch(from)
	tx.Touch(to)
	return err
}

// Redirect moves every link of one record to another, when the two are merged.
func Redirect(tx *database.Tx, from, to id.ID) error {
	for _, column := range []string{"from_id", "to_id"} {
		other := map[string]string{"from_id": "to_id", "to_id": "from_id"}[column]
		_, err := tx.Exec(`
			UPDATE link SET `+column+` = $3 WHERE workspace_id = $1 AND `+column+` = $2
			AND NOT EXISTS (SELECT 1 FROM link twin WHERE twin.workspace_id = $1
				AND twin.`+column+` = $3 AND twin.`+other+` = link.`+other+`
				AND twin.kind = link.kind)`, tx.Workspace, from, to)
		if err != nil {
			return err
		}
		_, err = tx.Exec(`DELETE FROM link WHERE workspace_id = $1 AND `+column+` = $2`,
			tx.Workspace, from)
		if err != nil {
			return err
		}
	}
	tx.Touch(from)
	tx.Touch(to)
	return nil
}

// Next returns the links that lead on from a record to records of a kind.
func Next(tx *database.Tx, from id.ID, toKind string) ([]Link, error) {
	return database.List[Link](tx, `SELECT `+database.Columns[Link]("")+` FROM link
		WHERE workspace_id = $1 AND from_id = $2 AND to_kind = $3
		ORDER BY created_at, to_id`, tx.Workspace, from, toKind)
}

// Previous returns the links that lead to a record from records of a kind.
func Previous(tx *database.Tx, to id.ID, fromKind string) ([]Link, error) {
	return database.List[Link](tx, `SELECT `+database.Columns[Link]("")+` FROM link
		WHERE workspace_id = $1 AND to_id = $2 AND from_kind = $3
		ORDER BY created_at, from_id`, tx.Workspace, to, fromKind)
}

// WalkLimit is how many records of one kind a walk brings home; it counts all of them.
const WalkLimit = 200

// Line is everything on the line through one record.
type Line struct {
	Root    id.ID
	Records map[string][]id.ID // by kind, at most WalkLimit each
	Totals  map[string]int64   // by kind, all of them
	Links   []Link             // between the records brought home
}

// Walk follows the line from a record to its beginnings and to its ends.
func Walk(tx *database.Tx, root id.ID) (Line, error) {
	line := Line{Root: root, Records: map[string][]id.ID{root.Kind(): {root}},
		Totals: map[string]int64{root.Kind(): 1}}
	for _, back := range []bool{true, false} {
		if err := line.walk(tx, back); err != nil {
			return Line{}, err
		}
	}
	switch root.Kind() {
	case "feedback":
		line.keepOwnMessages()
	case "theme": // all its words lie on the line already
	default:
		return line, line.addThemes(tx)
	}
	return line, nil
}

// addThemes adds what the line's words say, most said first: quotes lead to what answers them past
// the themes of their records.
func (line *Line) addThemes(tx *database.Tx) error {
	words := line.Records["feedback"]
	if len(words) == 0 {
		return nil
	}
	f := tx.Where("").And("to_kind = 'theme'")
	database.AndIn(f, "from_id", words)
	where, args := f.SQL()
	links, err := database.List[Link](tx, `SELECT `+database.Columns[Link]("")+` FROM link `+where,
		args...)
	if err != nil {
		return err
	}
	known := line.Records["theme"]
	said := map[id.ID]int{}
	for _, l := range links {
		if said[l.ToID]++; !slices.Contains(known, l.ToID) {
			known = append(known, l.ToID)
			line.Links = append(line.Links, l)
		}
	}
	slices.SortStableFunc(known, func(a, b id.ID) int {
		return cmp.Or(said[b]-said[a], cmp.Compare(a, b))
	})
	line.Records["theme"] = known[:min(len(known), WalkLimit)]
	line.Totals["theme"] = max(line.Totals["theme"], int64(len(known)))
	return nil
}

// walk goes one way, a step of the line at a time, so that every record is expanded once.
func (line *Line) walk(tx *database.Tx, back bool) error {
	near, far := "from", "to"
	steps := slices.Clone(Steps)
	if back {
		near, far = far, near
		slices.Reverse(steps)
	}
	start := slices.Index(steps, line.Root.Kind())
	reached := map[string][]id.ID{line.Root.Kind(): {line.Root}}
	for _, step := range steps[max(start, 0):] {
		here := reached[step]
		if len(here) == 0 {
			continue
		}
		links, err := linksOf(tx, here, near+"_id")
		if err != nil {
			return err
		}
		line.Links = append(line.Links, links...)
		for _, l := range links {
			next, kind := l.ToID, l.ToKind
			if back {
				next, kind = l.FromID, l.FromKind
			}
			if !slices.Contains(reached[kind], next) && len(reached[kind]) < WalkLimit {
				reached[kind] = append(reached[kind], next)
			}
		}
		if err := line.count(tx, here, near, far, step); err != nil {
			return err
		}
	}
	for kind, ids := range reached {
		if kind != line.Root.Kind() {
			line.Records[kind] = ids
			line.Totals[kind] = max(line.Totals[kind], int64(len(ids)))
		}
	}
	return nil
}

// count finds how many records of each kind lie one step on, however many there are.
func (line *Line) count(tx *database.Tx, here []id.ID, near, far, step string) error {
	type total struct {
		Kind  string
		Count int64
	}
	f := tx.Where("")
	database.AndIn(f, near+"_id", here)
	where, args := f.SQL()
	totals, err := database.List[total](tx, `SELECT `+far+`_kind AS kind,
		count(DISTINCT `+far+`_id) AS count FROM link `+where+` GROUP BY `+far+`_kind`, args...)
	for _, t := range totals {
		if t.Kind != step {
			line.Totals[t.Kind] = max(line.Totals[t.Kind], t.Count)
		}
	}
	return err
}

// keepOwnMessages leaves out what other customers were told: from one record's words, only the
// messages that answer it lie on its line.
func (line *Line) keepOwnMessages() {
	own := map[id.ID]bool{}
	for _, l := range line.Links {
		if l.Kind == Asked && l.FromID == line.Root {
			own[l.ToID] = true
		}
	}
	line.Records["message"] = slices.DeleteFunc(line.Records["message"],
		func(m id.ID) bool { return !own[m] })
	line.Totals["message"] = int64(len(line.Records["message"]))
	line.Links = slices.DeleteFunc(line.Links,
		func(l Link) bool { return l.ToKind == "message" && !own[l.ToID] })
}

// linksOf returns the links at the records' near ends, the newest first and at most as many as
// a walk brings home of each kind.
func linksOf(tx *database.Tx, records []id.ID, column string) ([]Link, error) {
	f := tx.Where("")
	database.AndIn(f, column, records)
	limit := f.Place(max(WalkLimit, 10*len(records)))
	where, args := f.SQL()
	return database.List[Link](tx, `SELECT `+database.Columns[Link]("")+` FROM link `+where+`
		ORDER BY created_at DESC, from_id, to_id LIMIT `+limit, args...)
}
