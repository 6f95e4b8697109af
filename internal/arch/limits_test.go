package arch

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"strings"
	"unicode/utf8"
)

// limits say how large things may grow before a reader loses the thread.
type limits struct {
	function, complexity, params int // tests may be longer: a table of cases is data
	file, line                   int
	testLine                     int // a case of a table reads best on one line
	pkg                          int // lines of code files in one package
}

var houseLimits = limits{function: 60, complexity: 15, params: 5, file: 400, line: 100,
	testLine: 120, pkg: 4000}

func findTooLarge(tr *tree, max limits) []finding {
	var found []finding
	for _, s := range tr.files {
		found = append(found, longFile(s, max)...)
		if !s.test {
			found = append(found, largeFunctions(tr, s, max)...)
		}
	}
	for dir, files := range tr.packages() {
		total := 0
		for _, s := range files {
			total += len(s.lines)
		}
		if total > max.pkg {
			found = append(found, finding{rule: "package-length", path: files[0].path, line: 1,
				text: fmt.Sprintf("package %s has %d lines, %d are allowed: split it",
					dir, total, max.pkg)})
		}
	}
	return found
}

// Directives and struct tags cannot be broken over lines.
var unbreakable = regexp.MustCompile("^//go:|^\\s+\\w+\\s+[^`]+`\\w+:\"[^`]*`$")

func longFile(s *source, max limits) []finding {
	var found []finding
	if len(s.lines) > max.file {
		found = append(found, finding{rule: "file-length", path: s.path, line: 1,
			text: fmt.Sprintf("%d lines, %d are allowed", len(s.lines), max.file)})
	}
	most := max.line
	if s.test {
		most = max.testLine
	}
	for i, line := range s.lines {
		width := utf8.RuneCountInString(line) + 3*strings.Count(line, "\t")
		if width > most && !unbreakable.MatchString(line) {
			found = append(found, finding{rule: "line-length", path: s.path, line: i + 1,
				text: fmt.Sprintf("%d characters, %d are allowed", width, most)})
		}
	}
	return found
}

func largeFunctions(tr *tree, s *source, max limits) []finding {
	var found []finding
	for _, d := range s.ast.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Body == nil {
			continue
		}
		add := func(rule, what string, n, most int) {
			if n > most {
				found = append(found, finding{rule: rule, path: s.path, decl: declName(f),
					line: tr.line(f.Pos()),
					text: fmt.Sprintf("%s has %d %s, %d are allowed", f.Name.Name, n, what, most)})
			}
		}
		add("function-length", "lines", tr.line(f.End())-tr.line(f.Pos())+1, max.function)
		add("complexity", "ways through it", complexity(f), max.complexity)
		add("parameters", "parameters", params(f.Type), max.params)
	}
	return found
}

// complexity is McCabe's: one, and one for every place where the way forks.
func complexity(f *ast.FuncDecl) int {
	n := 1
	ast.Inspect(f.Body, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.IfStmt, *ast.ForStmt, *ast.RangeStmt:
			n++
		case *ast.CaseClause:
			if node.List != nil {
				n++
			}
		case *ast.CommClause:
			if node.Comm != nil {
				n++
			}
		case *ast.BinaryExpr:
			if node.Op == token.LAND || node.Op == token.LOR {
				n++
			}
		}
		return true
	})
	return n
}

func params(t *ast.FuncType) int {
	n := 0
	for _, field := range t.Params.List {
		n += max(1, len(field.Names))
	}
	return n
}
