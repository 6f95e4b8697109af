package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

const module = "github.com/throughlinehq/throughline"

// tree is every Go and SQL file of a module, parsed once.
type tree struct {
	fset  *token.FileSet
	files []*source
	sql   []*script
	texts map[string]string // Markdown files and the manifests
	paths map[string]bool   // every file and folder
}

// source is one Go file; dir and path are relative to the module root, with slashes.
type source struct {
	path, dir string
	lines     []string
	ast       *ast.File
	test      bool
}

// script is one SQL file.
type script struct{ path, text string }

// finding is one violation: the rule, where it is (path, or path#declaration), and what to do.
type finding struct {
	rule, path, decl string
	line             int
	text             string
}

func (f finding) where() string {
	if f.decl == "" {
		return f.path
	}
	return f.path + "#" + f.decl
}

// skippedDirs hold nothing that the rules speak about, wherever they stand; built programs lie in
// bin at the top.
var skippedDirs = []string{"testdata", "node_modules", "vendor", "dist", "tools"}

var generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

// load parses the files below root. Generated Go files are left out.
func load(root string) (*tree, error) {
	tr := &tree{fset: token.NewFileSet(), texts: map[string]string{}, paths: map[string]bool{}}
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != root && (skipped(d.Name()) || name == filepath.Join(root, "bin")):
			return filepath.SkipDir
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		tr.paths[filepath.ToSlash(rel)] = true
		if d.IsDir() {
			return nil
		}
		return tr.add(name, filepath.ToSlash(rel))
	})
	return tr, err
}

func skipped(dir string) bool {
	return strings.HasPrefix(dir, ".") || slices.Contains(skippedDirs, dir)
}

func (tr *tree) add(name, rel string) error {
	ext := path.Ext(rel)
	prose := ext == ".md" || rel == "go.mod" || rel == "web/package.json"
	if ext != ".go" && ext != ".sql" && !prose {
		return nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if prose {
		tr.texts[rel] = string(text)
		return nil
	}
	if ext == ".sql" {
		tr.sql = append(tr.sql, &script{rel, string(text)})
		return nil
	}
	if generated.Match(text) {
		return nil
	}
	file, err := parser.ParseFile(tr.fset, name, text, parser.ParseComments)
	if err != nil {
		return err
	}
	tr.files = append(tr.files, &source{
		path: rel, dir: path.Dir(rel), ast: file,
		lines: strings.Split(strings.TrimSuffix(string(text), "\n"), "\n"),
		test:  strings.HasSuffix(rel, "_test.go"),
	})
	return nil
}

func (tr *tree) line(pos token.Pos) int { return tr.fset.Position(pos).Line }

// code gives the files that are not tests.
func (tr *tree) code() []*source {
	return slices.DeleteFunc(slices.Clone(tr.files), func(s *source) bool { return s.test })
}

// packages gives the files of each directory that are not tests.
func (tr *tree) packages() map[string][]*source {
	byDir := map[string][]*source{}
	for _, s := range tr.code() {
		byDir[s.dir] = append(byDir[s.dir], s)
	}
	return byDir
}

// declName names a top-level declaration: "F", "Type.Method", or the first name of a group.
func declName(d ast.Decl) string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv != nil && len(d.Recv.List) > 0 {
			return receiver(d.Recv.List[0].Type) + "." + d.Name.Name
		}
		return d.Name.Name
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				return spec.Name.Name
			case *ast.ValueSpec:
				return spec.Names[0].Name
			}
		}
	}
	return ""
}

func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.IndexListExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return "?"
}

// imports gives the imported paths of a file with the name each goes by in it.
func (s *source) imports() map[string]string {
	names := map[string]string{}
	for _, spec := range s.ast.Imports {
		p := strings.Trim(spec.Path.Value, `"`)
		name := path.Base(p)
		if regexp.MustCompile(`^v[0-9]+$`).MatchString(name) {
			name = path.Base(path.Dir(p))
		}
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = p
	}
	return names
}
