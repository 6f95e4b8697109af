package arch

import (
	"bufio"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// exception is one line of exceptions.txt.
type exception struct {
	rule, where, reason string
	line                int
}

var exceptionLine = regexp.MustCompile(`^(\S+) (\S+): (\S.*)$`)

func readExceptions(t testing.TB, name string) []exception {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var list []exception
	in := bufio.NewScanner(f)
	for n := 1; in.Scan(); n++ {
		text := strings.TrimSpace(in.Text())
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		m := exceptionLine.FindStringSubmatch(text)
		if m == nil {
			t.Errorf("%s:%d: want `rule path: reason` or `rule path#declaration: reason`", name, n)
			continue
		}
		list = append(list, exception{m[1], m[2], m[3], n})
	}
	return list
}

// apply drops the findings that an exception covers and tells which exceptions cover nothing.
func apply(findings []finding, exceptions []exception) (left []finding, stale []exception) {
	used := make([]bool, len(exceptions))
	for _, f := range findings {
		excused := false
		for i, e := range exceptions {
			if e.rule == f.rule && (e.where == f.path || e.where == f.where()) {
				used[i], excused = true, true
			}
		}
		if !excused {
			left = append(left, f)
		}
	}
	for i, e := range exceptions {
		if !used[i] {
			stale = append(stale, e)
		}
	}
	return left, stale
}

// repository is this module, parsed once for all tests.
var repository = sync.OnceValues(func() (*tree, error) { return load("../..") })

// rules is every rule of this package over the whole module.
var rules = map[string]func(*tree) []finding{
	"imports":   findImports,
	"purity":    findImpurity,
	"egress":    findEgress,
	"docs":      findUndocumented,
	"limits":    func(tr *tree) []finding { return findTooLarge(tr, houseLimits) },
	"modules":   findUnexplained,
	"links":     findDeadLinks,
	"catalogue": findUncatalogued,
	"tenancy":   findTenancy,
	"schema":    findSchema,
	"migrates":  findMigration,
}

func TestRepository(t *testing.T) {
	exceptions := readExceptions(t, "exceptions.txt")
	tr, err := repository()
	if err != nil {
		t.Fatal(err)
	}
	var all []finding
	for name, rule := range rules {
		found := rule(tr)
		all = append(all, found...)
		t.Run(name, func(t *testing.T) {
			left, _ := apply(found, exceptions)
			slices.SortFunc(left, func(a, b finding) int {
				return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.line, b.line))
			})
			for _, f := range left {
				t.Errorf("%s %s (line %d): %s", f.rule, f.where(), f.line, f.text)
			}
		})
	}
	_, stale := apply(all, exceptions)
	for _, e := range stale {
		t.Errorf("exceptions.txt:%d: %q excuses nothing any more: remove the line", e.line, e.where)
	}
}

var wanted = regexp.MustCompile(`(?://|--|<!--) want "([^"]+)"`)

// TestPlanted runs each rule over testdata/<rule>, where a comment `want "text"` marks every
// line that must be found; anything else found there is a failure too.
func TestPlanted(t *testing.T) {
	planted := map[string]func(*tree) []finding{}
	for name, rule := range rules {
		planted[name] = rule
	}
	small := limits{function: 3, complexity: 2, params: 1, file: 40, line: 60, testLine: 70, pkg: 50}
	planted["limits"] = func(tr *tree) []finding { return findTooLarge(tr, small) }
	for name, rule := range planted {
		t.Run(name, func(t *testing.T) {
			tr, err := load(filepath.Join("testdata", name))
			if err != nil {
				t.Fatal(err)
			}
			checkWanted(t, tr, rule(tr))
		})
	}
}

func checkWanted(t *testing.T, tr *tree, found []finding) {
	t.Helper()
	want := map[string][]string{}
	note := func(path string, lines []string) {
		for i, line := range lines {
			for _, m := range wanted.FindAllStringSubmatch(line, -1) {
				at := fmt.Sprintf("%s:%d", path, i+1)
				want[at] = append(want[at], m[1])
			}
		}
	}
	for _, s := range tr.files {
		note(s.path, s.lines)
	}
	for path, text := range tr.texts {
		note(path, strings.Split(text, "\n"))
	}
	for _, s := range tr.sql {
		note(s.path, strings.Split(s.text, "\n"))
	}
	if len(want) == 0 {
		t.Fatal("nothing is planted")
	}
	for _, f := range found {
		at := fmt.Sprintf("%s:%d", f.path, f.line)
		i := slices.IndexFunc(want[at], func(w string) bool {
			return strings.Contains(f.rule+" "+f.text, w)
		})
		if i < 0 {
			t.Errorf("%s: unexpected: %s %s", at, f.rule, f.text)
			continue
		}
		want[at] = slices.Delete(want[at], i, i+1)
	}
	for at, texts := range want {
		for _, text := range texts {
			t.Errorf("%s: not found: %q", at, text)
		}
	}
}

func TestExceptions(t *testing.T) {
	name := filepath.Join(t.TempDir(), "exceptions.txt")
	text := "# why\n\nlimits a.go#F: a table\nlimits b.go: long ago\n"
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	found := []finding{
		{rule: "limits", path: "a.go", decl: "F"},
		{rule: "limits", path: "a.go", decl: "G"},
		{rule: "docs", path: "b.go", decl: "F"},
	}
	left, stale := apply(found, readExceptions(t, name))
	if len(left) != 2 || left[0].decl != "G" || left[1].rule != "docs" {
		t.Errorf("left: %v", left)
	}
	if len(stale) != 1 || stale[0].where != "b.go" {
		t.Errorf("stale: %v", stale)
	}
}
