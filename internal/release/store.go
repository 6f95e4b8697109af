package release

import (
	"fmt"

	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Get returns a release.
func Get(tx *database.Tx, record id.ID) (Release, error) {
	return database.Get[Release](tx, "release", record)
}

// List returns releases, the newest first.
func List(tx *database.Tx, request page.Request) (page.Page[Release], error) {
	w := tx.Where("").And("deleted_at IS NULL")
	var at int64
	var last id.ID
	switch more, err := request.After(&at, &last); {
	case err != nil:
		return page.Page[Release]{}, err
	case more:
		w.And("(created_at, id) < ($, $)", at, last)
	}
	limit := w.Place(request.Size() + 1)
	where, args := w.SQL()
	found, err := database.List[Release](tx, "SELECT "+database.Columns[Release]("")+
		" FROM release "+where+" ORDER BY created_at DESC, id DESC LIMIT "+limit, args...)
	return page.Cut(found, request.Size(), func(r Release) []any {
		return []any{r.CreatedAt.UnixMicro(), r.ID}
	}), err
}

// Items returns what is in a release.
func Items(tx *database.Tx, record id.ID) ([]id.ID, error) {
	return database.List[id.ID](tx, `SELECT item_id FROM release_item
		WHERE workspace_id = $1 AND release_id = $2 ORDER BY item_id`, tx.Workspace, record)
}

// Holding returns the releases that hold an item; there is at most one.
func Holding(tx *database.Tx, item id.ID) ([]id.ID, error) {
	return database.List[id.ID](tx, `SELECT release_id FROM release_item
		WHERE workspace_id = $1 AND item_id = $2`, tx.Workspace, item)
}

func clearItems(tx *database.Tx, record id.ID) error {
	_, err := tx.Exec("DELETE FROM release_item WHERE workspace_id = $1 AND release_id = $2",
		tx.Workspace, record)
	return err
}

func pointer(i int) string { return fmt.Sprintf("/item_ids/%d", i) }

// ToTell is a message with the names that a list shows.
type ToTell struct {
	Message
	CustomerName string
	AccountName  string
}

const toTellFrom = ` FROM message m
	JOIN customer c ON c.workspace_id = m.workspace_id AND c.id = m.customer_id
	LEFT JOIN account a ON a.workspace_id = c.workspace_id AND a.id = c.account_id `

var toTellColumns = database.Columns[Message]("m.") +
	", c.name AS customer_name, a.name AS account_name"

// Messages returns the messages of a release in a fixed order; states choose some of them.
func Messages(
	tx *database.Tx, record id.ID, states []string, request page.Request,
) (page.Page[ToTell], error) {
	w := tx.Where("m").And("m.release_id = $", record)
	database.AndIn(w, "m.state", states)
	var last id.ID
	switch more, err := request.After(&last); {
	case err != nil:
		return page.Page[ToTell]{}, err
	case more:
		w.And("m.id > $", last)
	}
	limit := w.Place(request.Size() + 1)
	where, args := w.SQL()
	found, err := database.List[ToTell](tx, "SELECT "+toTellColumns+toTellFrom+where+
		" ORDER BY m.id LIMIT "+limit, args...)
	return page.Cut(found, request.Size(), func(m ToTell) []any { return []any{m.ID} }), err
}

// LoadMessage returns one message with its names.
func LoadMessage(tx *database.Tx, record id.ID) (ToTell, error) {
	m, err := database.Get[Message](tx, "message", record)
	if err != nil {
		return ToTell{}, err
	}
	return database.One[ToTell](tx, "SELECT "+toTellColumns+toTellFrom+
		"WHERE m.workspace_id = $1 AND m.id = $2", tx.Workspace, m.ID)
}

// Asker is a customer who asked for something in a release and has no message about it yet: one
// row for each record of theirs and item that answers it.
type Asker struct {
	CustomerID   id.ID
	CustomerName string
	Email        string
	FeedbackID   id.ID
	Text         string
	SaidAt       int64
	ItemID       id.ID
	ItemTitle    string
}

// askers finds who asked: the customers whose words are evidence for an opportunity that an item
// of the release answers, or say the theme that raised it. A child counts as an answer to what
// its parents answer. CROSS JOIN keeps SQLite from walking all feedback.
const askers = `
	WITH RECURSIVE answer (item_id, above_id) AS (
		SELECT item_id, item_id FROM release_item WHERE workspace_id = $1 AND release_id = $2
		UNION
		SELECT a.item_id, i.parent_id FROM answer a
		JOIN item i ON i.workspace_id = $1 AND i.id = a.above_id WHERE i.parent_id <> ''
	), opportunity_of (item_id, opportunity_id) AS (
		SELECT a.item_id, l.from_id FROM answer a
		JOIN link l ON l.workspace_id = $1 AND l.to_id = a.above_id AND l.kind = 'answers'
	), asked (item_id, feedback_id) AS (
		SELECT o.item_id, l.from_id FROM opportunity_of o
		JOIN link l ON l.workspace_id = $1 AND l.to_id = o.opportunity_id AND l.kind = 'evidence'
		UNION
		SELECT o.item_id, s.from_id FROM opportunity_of o
		JOIN link l ON l.workspace_id = $1 AND l.to_id = o.opportunity_id AND l.kind = 'raised'
		JOIN link s ON s.workspace_id = $1 AND s.to_id = l.from_id AND s.kind = 'says'
	), who (customer_id) AS (
		SELECT DISTINCT f.customer_id FROM asked q CROSS JOIN feedback f
		WHERE f.workspace_id = $1 AND f.id = q.feedback_id AND f.customer_id <> ''
			AND f.deleted_at IS NULL AND NOT EXISTS (
			SELECT 1 FROM message m WHERE m.workspace_id = $1 AND m.release_id = $2
			AND m.customer_id = f.customer_id)
		ORDER BY f.customer_id LIMIT $3
	)
	SELECT c.id AS customer_id, c.name AS customer_name, c.email, f.id AS feedback_id, f.text,
		f.said_at, i.id AS item_id, i.title AS item_title
	FROM asked q CROSS JOIN feedback f
	JOIN who w ON w.customer_id = f.customer_id
	JOIN customer c ON c.workspace_id = $1 AND c.id = w.customer_id
	JOIN item i ON i.workspace_id = $1 AND i.id = q.item_id
	WHERE f.workspace_id = $1 AND f.id = q.feedback_id AND f.deleted_at IS NULL
	ORDER BY c.id, f.said_at DESC, f.id, i.id`

// Askers returns who asked and has no message yet, at most that many customers.
func Askers(tx *database.Tx, record id.ID, customers int) ([]Asker, error) {
	return database.List[Asker](tx, askers, tx.Workspace, record, customers)
}
