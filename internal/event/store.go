package event

import (
	"fmt"
	"slices"
	"strings"

	"github.com/throughlinehq/throughline/internal/platform/database"
)

// chunk is how many rows one statement takes; both databases allow more.
const chunk = 500

// numbered is a text and its number.
type numbered struct {
	Text   string
	Number int64
}

func knownNames(tx *database.Tx, wanted []string) (map[string]int64, error) {
	return lookUp(tx, `SELECT name AS text, number FROM event_name
		WHERE workspace_id = $1 AND name IN (`, wanted)
}

func knownPeople(tx *database.Tx, wanted []string) (map[string]int64, error) {
	return lookUp(tx, `SELECT external_id AS text, number FROM event_identity
		WHERE workspace_id = $1 AND external_id IN (`, wanted)
}

// lookUp completes a query that ends in a list of texts.
func lookUp(tx *database.Tx, query string, texts []string) (map[string]int64, error) {
	found := make(map[string]int64, len(texts))
	for part := range slices.Chunk(texts, chunk) {
		args := []any{tx.Workspace}
		for _, text := range part {
			args = append(args, text)
		}
		err := database.Each(tx, func(n numbered) error {
			found[n.Text] = n.Number
			return nil
		}, query+places(2, len(part))+")", args...)
		if err != nil {
			return nil, err
		}
	}
	return found, nil
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
	return insertRows(tx, "INSERT INTO event_name (workspace_id, number, name)", rows)
}

// addPeople gives new ids their numbers; each is a person of its own at first.
func addPeople(tx *database.Tx, fresh []string, known map[string]int64) error {
	rows, err := number(tx, "event_identity", fresh, known)
	if err != nil {
		return err
	}
	for i, row := range rows {
		rows[i] = append(row, row[0], false)
	}
	return insertRows(tx, `INSERT INTO event_identity
		(workspace_id, number, external_id, person, named)`, rows)
}

// number counts up for new texts and returns the rows of them, without the workspace.
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
		rows[i] = []any{known[text], text}
	}
	return rows, nil
}

// joinPeople makes an alias one of a person's ids, unless it belongs to somebody already.
func joinPeople(tx *database.Tx, person, alias int64) error {
	_, err := tx.Exec(`UPDATE event_identity SET named = TRUE
		WHERE workspace_id = $1 AND number = $2 AND NOT named`, tx.Workspace, person)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE event_identity SET person = (SELECT o.person FROM event_identity o
			WHERE o.workspace_id = $1 AND o.number = $2)
		WHERE workspace_id = $1 AND number = $3 AND person = number AND NOT named`,
		tx.Workspace, person, alias)
	return err
}

// insert stores events; those whose message is there already are left out.
func insert(tx *database.Tx, events []*Event, names, people map[string]int64) error {
	rows := make([][]any, len(events))
	for i, e := range events {
		rows[i] = []any{e.message(), string(e.Environment), names[e.Name], people[e.Person],
			e.At.UnixMicro(), tx.Now.UnixMicro(), string(e.Properties)}
	}
	return insertRows(tx, `INSERT INTO event (workspace_id, message, environment_id, name,
		identity, at, received_at, properties)`, rows)
}

// insertRows stores rows, which lack the workspace, in few statements.
func insertRows(tx *database.Tx, into string, rows [][]any) error {
	for part := range slices.Chunk(rows, chunk) {
		args := []any{tx.Workspace}
		var values strings.Builder
		for i, row := range part {
			if i > 0 {
				values.WriteString(", ")
			}
			values.WriteString("($1, " + places(len(args)+1, len(row)) + ")")
			args = append(args, row...)
		}
		_, err := tx.Exec(into+" VALUES "+values.String()+" ON CONFLICT DO NOTHING", args...)
		if err != nil {
			return err
		}
	}
	return nil
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
