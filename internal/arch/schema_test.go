package arch

import (
	"go/token"
	"slices"
	"strings"
)

const tenant = "workspace_id"

// rowNumber is the column by which a full-text index knows a row. Where there is one it comes
// first, because SQLite wants it as the row's own key.
const rowNumber = "docid"

// table is what a CREATE TABLE says, as far as the rules care.
type table struct {
	name string
	rows [][]word // columns and constraints
	line int
}

func (t table) tenant() bool {
	return slices.ContainsFunc(t.rows, func(row []word) bool { return row[0].text == tenant })
}

// createTable reads a CREATE TABLE with a list of columns.
func createTable(s statement) (table, bool) {
	i, ok := s.starts("create", "[temporary]", "[unlogged]", "table", "[if]", "[not]", "[exists]")
	if !ok {
		return table{}, false
	}
	if s.at(i+1) == "." {
		i += 2
	}
	if s.at(i+1) != "(" {
		return table{}, false
	}
	rows, _ := s.group(i + 1)
	rows = slices.DeleteFunc(rows, func(row []word) bool { return len(row) == 0 })
	return table{s.at(i), rows, s.words[i].line}, true
}

// passage is a piece of SQL with the place it stands in.
type passage struct {
	statement
	path, decl string
	line       int      // of the line before its first
	filtered   []string // aliases that the code around it holds to the workspace
}

// passages gives every statement of the SQL files and of the string literals in code.
func passages(tr *tree) []passage {
	var list []passage
	for _, f := range tr.sql {
		for _, s := range statements(f.text) {
			list = append(list, passage{statement: s, path: f.path})
		}
	}
	for _, q := range queries(tr) {
		for _, s := range statements(q.text) {
			list = append(list, passage{s, q.path, q.decl, q.line - 1, q.filtered})
		}
	}
	return list
}

// tenantTables names the tables whose rows belong to a workspace.
func tenantTables(list []passage) map[string]bool {
	names := map[string]bool{}
	for _, p := range list {
		if t, ok := createTable(p.statement); ok && t.tenant() {
			names[t.name] = true
		}
	}
	return names
}

// findSchema looks at the keys, indexes and references of tenant tables, and for triggers.
func findSchema(tr *tree) []finding {
	var found []finding
	list := passages(tr)
	tenants := tenantTables(list)
	for _, p := range list {
		add := func(name string, line int, text string) {
			found = append(found, finding{rule: "schema", path: p.path, decl: name,
				line: p.line + line, text: text})
		}
		_, ok := p.starts("create", "[or]", "[replace]", "[temp]", "[constraint]", "trigger")
		if ok {
			add("", p.words[0].line, "no triggers: they do not run on a sharded table")
		}
		if p.waiver != "" {
			continue
		}
		if t, ok := createTable(p.statement); ok && t.tenant() {
			judgeTable(t, tenants, add)
		}
		judgeIndex(p.statement, tenants, add)
	}
	return found
}

func judgeTable(t table, tenants map[string]bool, add func(name string, line int, text string)) {
	rows := t.rows
	if rows[0][0].text == rowNumber && len(rows) > 1 {
		rows = rows[1:]
	}
	if first := rows[0][0]; first.text != tenant {
		add(t.name+"."+first.text, first.line, "the first column of a tenant table is "+tenant)
	}
	for _, row := range t.rows {
		s, part := statement{words: row}, t.name+"."+row[0].text
		constraint := slices.Contains([]string{"primary", "unique", "foreign", "constraint",
			"check", "exclude"}, row[0].text)
		for i, w := range row {
			key := w.text == "primary" && s.at(i+1) == "key" || w.text == "unique"
			first := tenant
			if j := slices.IndexFunc(row[i:], func(w word) bool { return w.text == "(" }); j >= 0 {
				first = s.at(i + j + 1)
			}
			switch {
			case key && !constraint:
				add(part, w.line, "a key of one column spans workspaces: start with "+tenant)
			case (key || w.text == "foreign") && first != tenant:
				add(part, w.line, "keys start with "+tenant+", this one with "+first)
			case w.text == "references" && !constraint && tenants[s.at(i+1)]:
				add(part, w.line, "a reference to "+s.at(i+1)+" carries "+tenant)
			}
		}
	}
}

func judgeIndex(s statement, tenants map[string]bool,
	add func(name string, line int, text string)) {
	if _, ok := s.starts("create", "[unique]", "index"); !ok {
		return
	}
	on := slices.IndexFunc(s.words, func(w word) bool { return w.text == "on" })
	open := slices.IndexFunc(s.words, func(w word) bool { return w.text == "(" })
	if on < 0 || open < on || !tenants[s.at(on+1)] || s.at(on+2) == "using" {
		return
	}
	if s.at(open+1) != tenant {
		add(s.at(on-1), s.words[0].line,
			"indexes start with "+tenant+", this one with "+s.at(open+1))
	}
}

// findMigration refuses what destroys data unless somebody wrote down why.
func findMigration(tr *tree) []finding {
	var found []finding
	for _, f := range tr.sql {
		for _, s := range statements(f.text) {
			if s.waiver != "" {
				continue
			}
			line, text := destroys(s)
			if text != "" {
				found = append(found, finding{rule: "migrates", path: f.path, line: line,
					text: text + ": write `-- waiver: reason` above it"})
			}
		}
	}
	return found
}

func destroys(s statement) (line int, text string) {
	if line, ok := s.has("drop", "truncate", "cascade"); ok {
		return line, "DROP, TRUNCATE and CASCADE lose data"
	}
	_, bounded := s.has("where")
	_, deletes := s.starts("delete", "from")
	_, updates := s.starts("update")
	if (deletes || updates) && !bounded {
		return s.words[0].line, strings.ToUpper(s.at(0)) + " without WHERE changes every row"
	}
	return 0, ""
}

// query is a string of SQL in Go code.
type query struct {
	text, path, decl string
	line             int
	pos              token.Pos
	filtered         []string
}
