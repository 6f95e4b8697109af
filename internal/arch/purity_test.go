package arch

import (
	"go/ast"
	"slices"
	"strings"
)

// impure are packages that would make an engine's answer depend on more than its input.
var impure = map[string]string{
	"context":      "a budget is an argument; whoever calls decides when to stop",
	"crypto/rand":  "the same seed must give the same bytes: the seed is an argument",
	"database/sql": "plain structs in, plain structs out",
	"log":          "an engine returns what it has to say",
	"math/rand":    "its global source has no seed of the caller: use math/rand/v2 with one",
	"net":          "no data leaves the machine",
	"os":           "files are opened by the command, which hands over a reader",
	"syscall":      "the same answer on any machine",
	"unsafe":       "the same answer on any machine",
}

// libraries are the third-party modules that an engine may use: all pure computation.
var libraries = []string{
	"gonum.org/v1/gonum",
	"github.com/RoaringBitmap/roaring",
	"github.com/blevesearch/snowballstem",
	"github.com/kljensen/snowball",
	"golang.org/x/sys/cpu",
	"golang.org/x/text",
	"github.com/spaolacci/murmur3",
	"github.com/twmb/murmur3",
}

// clockCalls read the wall clock or wait for it.
var clockCalls = []string{"Now", "Since", "Until", "After", "AfterFunc", "Tick", "NewTicker",
	"NewTimer", "Sleep", "Local"}

// seeded are the names of math/rand/v2 that take a source; the others use the global one.
var seeded = []string{"New", "NewPCG", "NewChaCha8", "NewZipf", "Rand", "PCG", "ChaCha8", "Source",
	"Zipf"}

func findImpurity(tr *tree) []finding {
	var found []finding
	for _, s := range tr.code() {
		if !inside(s.dir, "engine") {
			continue
		}
		for _, spec := range s.ast.Imports {
			if text := judgeEngineImport(strings.Trim(spec.Path.Value, `"`)); text != "" {
				found = append(found, finding{rule: "purity", path: s.path,
					line: tr.line(spec.Pos()), text: text})
			}
		}
		found = append(found, selectors(tr, s, judgeEngineCall)...)
	}
	return found
}

func judgeEngineImport(p string) string {
	for name, reason := range impure {
		if p != "net/url" && p != "math/rand/v2" && inside(p, name) {
			return "an engine may not import " + p + ": " + reason
		}
	}
	first, _, _ := strings.Cut(p, "/")
	if !strings.Contains(first, ".") || inside(p, module) {
		return ""
	}
	if slices.ContainsFunc(libraries, func(l string) bool { return inside(p, l) }) {
		return ""
	}
	return p + " is not on the list of pure libraries in internal/arch"
}

// judgeEngineCall judges a use of name from the package with the import path p.
func judgeEngineCall(p, name string) string {
	switch {
	case p == "time" && slices.Contains(clockCalls, name):
		return "time." + name + " in an engine: time is an argument"
	case p == "math/rand/v2" && !slices.Contains(seeded, name):
		return "rand." + name + " uses the global source: take a *rand.Rand made from the seed"
	case p == "fmt" && strings.HasPrefix(name, "Print"):
		return "fmt." + name + " writes to standard output: an engine returns what it has to say"
	}
	return ""
}

// selectors gives the judge every pkg.Name of a file.
func selectors(tr *tree, s *source, judge func(p, name string) string) []finding {
	var found []finding
	names := s.imports()
	for _, d := range s.ast.Decls {
		ast.Inspect(d, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			x, ok := sel.X.(*ast.Ident)
			if !ok || names[x.Name] == "" {
				return true
			}
			if text := judge(names[x.Name], sel.Sel.Name); text != "" {
				found = append(found, finding{rule: "purity", path: s.path, decl: declName(d),
					line: tr.line(sel.Pos()), text: text})
			}
			return true
		})
	}
	return found
}
