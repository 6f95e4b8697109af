package feedback

import "fmt"

const (
	columns = "SELECT id, workspace_id FROM feedback f "
	lone    = "select id from feedback where id = $1" // want "names feedback"
)

const good = columns + "WHERE f.workspace_id = $1"

const bad = columns + "WHERE f.id = $1" // want "names feedback"

// Nothing here is SQL.
var english = []string{"Select a theme from feedback", "update feedback", "From feedback on"}

func use(where string) {
	query("SELECT v FROM setting WHERE id = $1")
	query("SELECT 1 FROM feedback WHERE " + where) // want "names feedback"
	query(fmt.Sprintf("SELECT %s FROM feedback WHERE workspace_id = $1", where))
	query("INSERT INTO feedback (workspace_id, id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
	query("INSERT INTO feedback (id) VALUES ($1) ON CONFLICT (workspace_id) DO NOTHING") // want "names"
	query("UPDATE feedback SET id = $1 WHERE id = $2 RETURNING workspace_id")            // want "names feedback"
	query("DELETE FROM feedback WHERE (workspace_id, id) = ($1, $2)")
	query(`SELECT c.id FROM feedback f JOIN customer c ON c.id = f.customer_id -- want "names customer"
		WHERE f.workspace_id = $1`)
	query(`SELECT c.id FROM feedback f
		JOIN customer c ON c.workspace_id = f.workspace_id AND c.id = f.customer_id
		WHERE f.workspace_id = $1`)
	query(`SELECT c.id FROM feedback f -- want "names feedback"
		JOIN customer c ON c.workspace_id = f.workspace_id -- want "names customer"
		WHERE f.id = $1`)
	query("SELECT id FROM feedback JOIN customer USING (workspace_id, id) WHERE workspace_id = $1")
	query("SELECT f.id FROM setting s, feedback f WHERE s.id = f.id") // want "names feedback"
	query(`WITH old AS (SELECT id FROM feedback WHERE workspace_id = $1)
		SELECT id FROM old`)
	query("SELECT id, (SELECT count(*) FROM customer WHERE id = f.id) FROM feedback f " + // want "customer"
		"WHERE f.workspace_id = $1")
	query("AND EXISTS (SELECT 1 FROM customer c WHERE c.id = $2)") // want "names customer"
	query("SELECT id FROM feedback WHERE workspace_id = $1 FOR UPDATE")
}

func list(tx tx) {
	where := tx.Where("f")
	query("SELECT f.id FROM feedback f " + where)
	query("SELECT f.id FROM feedback f")                                         // want "names feedback"
	query("SELECT f.id FROM feedback f JOIN customer c ON c.id = f.id " + where) // want "customer"
}

func listAll(tx tx) {
	where := tx.Where("")
	query("SELECT id FROM feedback " + where)
	query("SELECT id FROM feedback, customer " + where) // want "customer"
}
