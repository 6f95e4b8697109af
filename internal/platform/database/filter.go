package database

import (
	"strconv"
	"strings"
)

// Filter grows a WHERE clause. It always begins with the workspace.
type Filter struct {
	conditions []string
	args       []any
}

// Condition is a piece of a WHERE clause that one room hands to another, with "$" for each of
// its arguments.
type Condition struct {
	SQL  string
	Args []any
}

// Where starts a filter on the transaction's workspace; alias is the table's ("" or "f").
func (tx *Tx) Where(alias string) *Filter {
	column := "workspace_id = $"
	if alias != "" {
		column = alias + "." + column
	}
	return new(Filter).And(column, tx.Workspace)
}

// And adds a condition, in which each "$" stands for the next of values.
func (f *Filter) And(condition string, values ...any) *Filter {
	var b strings.Builder
	for _, value := range values {
		before, after, found := strings.Cut(condition, "$")
		if !found {
			panic("database: more values than places in a condition")
		}
		f.args = append(f.args, value)
		b.WriteString(before + "$" + strconv.Itoa(len(f.args)))
		condition = after
	}
	b.WriteString(condition)
	f.conditions = append(f.conditions, b.String())
	return f
}

// AndIn adds "column is one of values"; no values add nothing.
func AndIn[T any](f *Filter, column string, values []T) *Filter {
	if len(values) == 0 {
		return f
	}
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	return f.And(column+" IN ("+strings.TrimSuffix(strings.Repeat("$, ", len(values)), ", ")+")",
		args...)
}

// SQL returns "WHERE ..." and the arguments.
func (f *Filter) SQL() (string, []any) {
	return "WHERE " + strings.Join(f.conditions, " AND "), f.args
}

// Place adds an argument outside of the conditions (a LIMIT) and returns its "$N".
func (f *Filter) Place(value any) string {
	f.args = append(f.args, value)
	return "$" + strconv.Itoa(len(f.args))
}

// EscapeLike makes a text mean only itself in a pattern of LIKE ... ESCAPE '\'.
func EscapeLike(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}
