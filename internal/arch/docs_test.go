package arch

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// selfEvident methods mean what the standard library says they mean.
var selfEvident = []string{"Error", "String", "Unwrap", "Is", "Len", "Less", "Swap", "Scan",
	"Value", "MarshalJSON", "UnmarshalJSON", "MarshalText", "UnmarshalText"}

func findUndocumented(tr *tree) []finding {
	var found []finding
	for dir, files := range tr.packages() {
		var documented []*source
		for _, s := range files {
			if s.ast.Doc != nil {
				documented = append(documented, s)
			}
		}
		switch {
		case len(documented) == 0:
			found = append(found, finding{rule: "docs", path: files[0].path,
				line: tr.line(files[0].ast.Package),
				text: "package " + dir + " has no doc comment"})
		case len(documented) > 1:
			for _, s := range documented[1:] {
				found = append(found, finding{rule: "docs", path: s.path,
					line: tr.line(s.ast.Package), text: fmt.Sprintf(
						"package %s has its doc comment in %s already", dir, documented[0].path)})
			}
		}
		for _, s := range files {
			found = append(found, undocumentedNames(tr, s)...)
		}
	}
	return found
}

func undocumentedNames(tr *tree, s *source) []finding {
	var found []finding
	add := func(name *ast.Ident, docs ...*ast.CommentGroup) {
		written := func(g *ast.CommentGroup) bool {
			return g != nil && strings.TrimSpace(g.Text()) != ""
		}
		if name.IsExported() && !slices.ContainsFunc(docs, written) {
			found = append(found, finding{rule: "docs", path: s.path, decl: name.Name,
				line: tr.line(name.Pos()), text: name.Name + " is exported and has no comment"})
		}
	}
	for _, d := range s.ast.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil || methodNeedsDoc(d) {
				add(d.Name, d.Doc)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					add(spec.Name, spec.Doc, spec.Comment, groupDoc(d))
				case *ast.ValueSpec:
					for _, name := range spec.Names {
						add(name, spec.Doc, spec.Comment, d.Doc)
					}
				}
			}
		}
	}
	return found
}

// groupDoc is the comment over a type that stands alone; over a group it speaks of the group.
func groupDoc(d *ast.GenDecl) *ast.CommentGroup {
	if d.Tok == token.TYPE && len(d.Specs) > 1 {
		return nil
	}
	return d.Doc
}

func methodNeedsDoc(d *ast.FuncDecl) bool {
	return ast.IsExported(receiver(d.Recv.List[0].Type)) &&
		!slices.Contains(selfEvident, d.Name.Name)
}
