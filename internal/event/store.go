package event

import (
	"fmt"
	"slices"
	"strings"

	"github.com/throughlinehq/throughline/internal/platform/database"
)

// chunk is how many texts one statement looks for. SQLite looks up each parameter among all.
const chunk = 100

// numbered is a text and its number.
type numbered struct {
	Text   string
	Number int64
}

// knownNames adds the numbers of those names that have one.
func knownNames(tx *database.Tx, wanted []string, known map[string]int64) error {
	return lookUp(tx, `SELECT name AS text, number FROM event_name
		WHERE workspace_id = $1 AND name IN (`, wanted, known)
}

// knownPeople adds the numbers of those ids that have one.
func knownPeople(tx *database.Tx, wanted []string, known map[string]int64) error {
	return lookUp(tx, `SELECT external_id AS text, number FROM event_identity
		WHERE workspace_id = $1 AND external_id IN (`, wanted, known)
}

// lookUp completes a query that ends in a list of texts.
func lookUp(tx *database.Tx, query string, texts []string, known map[string]int64) error {
	for part := range slices.Chunk(texts, chunk) {
		args := []any{tx.Workspace}
		for _, text := range part {
			args = append(args, text)
		}
		err := database.Each(tx, func(n numbered) error {
			known[n.Text] = n.Number
			return nil
		}, query+places(2, len(part))+")", args...)
		if err != nil {
			return err
		}
	}
	return nil
}

func countNames(tx *database.Tx) (int64, error) {
	return database.Value[int64](tx, "SELECT count(*) FROM event_name WHERE workspace_id = $1",
		tx.Workspace)
}

// addNames gives new names their numbers and notes them in known.
func addNames(tx *database.Tx, fresh []string, known map[string]int64) error {
	rows, err := number(tx, "event_name", fresh, known)
	if err != nil {
		return err
	}
	return tx.InsertNew("event_name", []string{"workspace_id", "number", "name"}, rows)
}

// addPeople gives new ids their numbers; each is a person of its own at first.
func addPeople(tx *database.Tx, fresh []string, known map[string]int64) error {
	rows, err := number(tx, "event_identity", fresh, known)
	if err != nil {
		return err
	}
	for i, row := range rows {
		rows[i] = append(row, row[1], false, int64(0))
	}
	return tx.InsertNew("event_identity", []string{"workspace_id", "number", "external_id",
		"person", "named", "joined"}, rows)
}

// number counts up for new texts and returns the beginnings of their rows.
func number(
	tx *database.Tx, counter string, fresh []string, known map[string]int64,
) ([][]any, error) {
	if len(fresh) == 0 {
		return nil, nil
	}
	next, err := tx.NextBlock(counter, int64(len(fresh)))
	if err != nil {
		return nil, err
	}
	rows := make([][]any, len(fresh))
	for i, text := range fresh {
		known[text] = next + int64(i)
		rows[i] = []any{string(tx.Workspace), known[text], text}
	}
	return rows, nil
}

// joinPeople makes an alias one of a person's ids, unless it belongs to somebody already; seq is
// the number of an event of the same group.
func joinPeople(tx *database.Tx, person, alias, seq int64) error {
	_, err := tx.Exec(`UPDATE event_identity SET named = TRUE
		WHERE workspace_id = $1 AND number = $2 AND NOT named`, tx.Workspace, person)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE event_identity SET joined = $4,
			person = (SELECT o.person FROM event_identity o
			WHERE o.workspace_id = $1 AND o.number = $2)
		WHERE workspace_id = $1 AND number = $3 AND person = number AND NOT named`,
		tx.Workspace, person, alias, seq)
	return err
}

var eventColumns = []string{"workspace_id", "message", "environment_id", "name", "identity", "at",
	"received_at", "properties", "seq"}

// insert stores events, numbered from first on; those whose message is there already are left
// out, and their numbers stay free.
func (k *keeping) insert(events []ready, first int64) error {
	rows := make([][]any, len(events))
	now := k.Now.UnixMicro()
	for i, e := range events {
		rows[i] = []any{string(k.Workspace), e.message, string(e.Environment), k.names[e.Name],
			k.people[e.Person], e.At.UnixMicro(), now, string(e.Properties), first + int64(i)}
	}
	return k.InsertNew("event", eventColumns, rows)
}

// places lists n parameters from $first on.
func places(first, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", first+i)
	}
	return b.String()
}
