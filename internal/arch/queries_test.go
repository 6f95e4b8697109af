package arch

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// gap stands for the part of a query that is known only at run time.
const gap = " ? "

// A string is SQL if it begins like a statement (in one case throughout: "Select a theme from
// feedback" is English), or in capitals like a piece of one.
var (
	sqlWhole = regexp.MustCompile(`^[\s(]*(?:` +
		`(?:SELECT|select)\s(?s:.*)\b(?:FROM|from)\b|(?:WITH|with)\s+\w+(?s:.*)\b(?:AS|as)\s*\(|` +
		`(?:WITH|with)\s+(?:RECURSIVE|recursive)\b|` +
		`(?:INSERT|insert)\s+(?:OR|or|INTO|into)\b|(?:REPLACE|replace)\s+(?:INTO|into)\b|` +
		`(?:UPDATE|update)\s+[\w."]+\s+(?:\w+\s+|(?:AS|as)\s+\w+\s+)?(?:SET|set)\b|` +
		`(?:DELETE|delete)\s+(?:FROM|from)\b|(?:CREATE|create)\s+\w+|(?:ALTER|alter)\s+\w+|` +
		`(?:DROP|drop)\s+\w+)`)
	sqlPiece = regexp.MustCompile(
		`^[\s(]*(?:FROM|JOIN|LEFT JOIN|LEFT OUTER JOIN|INNER JOIN|CROSS JOIN|WHERE|AND|OR|EXISTS|` +
			`UNION|SELECT|NOT EXISTS)\b`)
)

// folder joins the parts of constant strings in one package.
type folder struct {
	consts map[string]ast.Expr
	joined map[string]bool // constants used within a concatenation
	alone  map[string]bool // constants used in any other way
}

// queries finds the SQL in the string literals of the code; concatenations are read as one.
func queries(tr *tree) []query {
	var list []query
	for _, files := range tr.packages() {
		f := newFolder(files)
		for _, s := range files {
			for _, d := range s.ast.Decls {
				filters := filtered(d)
				for _, q := range f.collect(d) {
					if strings.Contains(q.text, gap) {
						q.filtered = filters
					}
					if sqlWhole.MatchString(q.text) || sqlPiece.MatchString(q.text) {
						q.path, q.decl, q.line = s.path, declName(d), tr.line(q.pos)
						list = append(list, q)
					}
				}
			}
		}
	}
	return list
}

// filtered gives the aliases of the tables for which a declaration begins a filter with
// tx.Where("alias"): its conditions hold them to the transaction's workspace.
func filtered(d ast.Decl) []string {
	var aliases []string
	ast.Inspect(d, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 1 {
			return true
		}
		method, ok := call.Fun.(*ast.SelectorExpr)
		alias, isText := call.Args[0].(*ast.BasicLit)
		if ok && isText && method.Sel.Name == "Where" {
			aliases = append(aliases, strings.Trim(alias.Value, "\"`"))
		}
		return true
	})
	return aliases
}

func newFolder(files []*source) *folder {
	f := &folder{map[string]ast.Expr{}, map[string]bool{}, map[string]bool{}}
	for _, s := range files {
		for _, d := range s.ast.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, spec := range g.Specs {
				v := spec.(*ast.ValueSpec)
				for i, value := range v.Values {
					f.consts[v.Names[i].Name] = value
				}
			}
		}
	}
	for _, s := range files {
		f.noteUses(s.ast)
	}
	return f
}

// noteUses tells constants that are only parts of a longer text from those used as they are.
func (f *folder) noteUses(file *ast.File) {
	part := map[*ast.Ident]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			for _, side := range []ast.Expr{n.X, n.Y} {
				if id, ok := side.(*ast.Ident); ok && n.Op == token.ADD {
					part[id] = true
				}
			}
		case *ast.ValueSpec:
			for _, id := range n.Names {
				part[id] = f.consts[id.Name] != nil
			}
		case *ast.Ident:
			if f.consts[n.Name] == nil {
				break
			}
			if part[n] {
				f.joined[n.Name] = f.joined[n.Name] || n.Obj == nil || n.Pos() != n.Obj.Pos()
			} else {
				f.alone[n.Name] = true
			}
		}
		return true
	})
}

// collect folds every string expression of a declaration.
func (f *folder) collect(d ast.Decl) []query {
	var list []query
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ValueSpec:
			return len(n.Names) != 1 || !f.joined[n.Names[0].Name] || f.alone[n.Names[0].Name]
		case *ast.BinaryExpr:
			if n.Op != token.ADD {
				return true
			}
			text, rest := f.fold(n, 0)
			list = append(list, query{text: text, pos: n.Pos()})
			for _, e := range rest {
				list = append(list, f.collect(wrap(e))...)
			}
			return false
		case *ast.BasicLit:
			if n.Kind == token.STRING {
				text, _ := f.fold(n, 0)
				list = append(list, query{text: text, pos: n.Pos()})
			}
		}
		return true
	})
	return list
}

// wrap lets an expression be inspected like a declaration.
func wrap(e ast.Expr) ast.Decl {
	return &ast.GenDecl{Tok: token.VAR, Specs: []ast.Spec{
		&ast.ValueSpec{Names: []*ast.Ident{ast.NewIdent("_")}, Values: []ast.Expr{e}}}}
}

// fold gives the text of an expression and the parts that it could not read.
func (f *folder) fold(e ast.Expr, depth int) (text string, rest []ast.Expr) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(e.Value); err == nil {
			return text, nil
		}
	case *ast.ParenExpr:
		return f.fold(e.X, depth)
	case *ast.BinaryExpr:
		x, restX := f.fold(e.X, depth)
		y, restY := f.fold(e.Y, depth)
		return x + y, append(restX, restY...)
	case *ast.Ident:
		if value := f.consts[e.Name]; value != nil && depth < 10 {
			text, _ := f.fold(value, depth+1)
			return text, nil
		}
	}
	return gap, []ast.Expr{e}
}

// uncounted are the clauses in which naming workspace_id keeps nothing apart.
var uncounted = map[string]bool{"select": true, "group": true, "order": true, "returning": true,
	"conflict": true, "set": true, "partition": true}

var clauses = map[string]bool{"from": true, "where": true, "on": true, "using": true, "into": true,
	"values": true, "having": true, "join": true}

// guard tells how a statement keeps workspaces apart.
type guard struct {
	qualified map[string]bool // aliases whose workspace_id is compared
	free      int             // comparisons without an alias
	anchored  bool            // one of them is with a value, not with another table's
}

func guards(s statement) guard {
	g := guard{qualified: map[string]bool{}}
	stack := []string{""}
	for i, w := range s.words {
		top := len(stack) - 1
		switch {
		case w.text == "(":
			stack = append(stack, stack[top])
		case w.text == ")" && top > 0:
			stack = stack[:top]
		case uncounted[w.text] || clauses[w.text]:
			stack[top] = w.text
		case w.text != tenant || uncounted[stack[top]]:
		case stack[top] == "using":
			g.free += 2
		case s.at(i-1) == ".":
			g.qualified[s.at(i-2)] = true
			g.anchored = g.anchored || !s.pairs(i)
		default:
			g.free++
			g.anchored = g.anchored || !s.pairs(i)
		}
	}
	return g
}

// pairs reports whether the workspace_id at i is compared with that of another table.
func (s statement) pairs(i int) bool {
	before := i - 1
	if s.at(before) == "." {
		before -= 2
	}
	after := i + 2
	if s.at(after+1) == "." {
		after += 2
	}
	return s.at(before) == "=" && s.at(before-1) == tenant ||
		s.at(i+1) == "=" && s.at(after) == tenant
}

// findTenancy finds SQL that names a tenant table without keeping to one workspace.
func findTenancy(tr *tree) []finding {
	var found []finding
	list := passages(tr)
	tenants := tenantTables(list)
	for _, p := range list {
		if p.waiver != "" || p.at(0) == "create" || p.at(0) == "alter" || p.at(0) == "drop" {
			continue
		}
		for _, ref := range unguarded(p, tenants) {
			found = append(found, finding{rule: "tenancy", path: p.path, decl: p.decl,
				line: p.line + ref.line, text: "names " + ref.table + " (as " + ref.alias +
					") and does not hold it to one workspace: compare its " + tenant})
		}
	}
	return found
}

func unguarded(p passage, tenants map[string]bool) []reference {
	g := guards(p.statement)
	for _, alias := range p.filtered {
		if alias == "" {
			g.free++
		}
		g.qualified[alias], g.anchored = true, true
	}
	if !slices.Contains([]string{"select", "with", "update", "delete"}, p.at(0)) {
		g.anchored = true // a piece: what it joins is anchored elsewhere
	}
	var open []reference
	for _, ref := range p.references() {
		guarded := g.anchored && (g.qualified[ref.alias] || g.qualified[ref.table])
		if tenants[ref.table] && !guarded {
			open = append(open, ref)
		}
	}
	if g.anchored {
		open = open[min(g.free, len(open)):]
	}
	return open
}
