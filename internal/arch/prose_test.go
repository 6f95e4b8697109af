package arch

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// mostModules is how many modules the house may stand on.
const mostModules = 25

const moduleReasons = "docs/decisions/dependencies.md"

var (
	required = regexp.MustCompile(`^(?:require )?\s*(\S+\.\S+/\S+) v\S+`)
	reason   = regexp.MustCompile("^- `([^`]+)` \\(.+\\): \\S")
)

// findUnexplained compares the direct dependencies in go.mod with the list of reasons.
func findUnexplained(tr *tree) []finding {
	var found []finding
	add := func(path string, line int, format string, args ...any) {
		found = append(found, finding{rule: "modules", path: path, line: line,
			text: fmt.Sprintf(format, args...)})
	}
	reasons := reasonLines(tr.texts[moduleReasons])
	direct := map[string]bool{}
	for i, line := range strings.Split(tr.texts["go.mod"], "\n") {
		m := required.FindStringSubmatch(line)
		if m == nil || strings.Contains(line, "// indirect") {
			continue
		}
		direct[m[1]] = true
		if reasons[m[1]] == 0 {
			add("go.mod", i+1, "say in %s why %s is here and its licence", moduleReasons, m[1])
		}
		if len(direct) == mostModules+1 {
			add("go.mod", i+1, "more than %d direct dependencies", mostModules)
		}
	}
	var names []string
	for name, line := range reasons {
		names = append(names, name)
		if !direct[name] {
			add(moduleReasons, line, "%s is no direct dependency any more", name)
		}
	}
	slices.Sort(names)
	for i := 1; i < len(names); i++ {
		if reasons[names[i]] < reasons[names[i-1]] {
			add(moduleReasons, reasons[names[i]], "%s belongs below %s", names[i], names[i-1])
		}
	}
	return found
}

// reasonLines gives the line of each explained Go module; those of npm stand below a heading.
func reasonLines(text string) map[string]int {
	lines := map[string]int{}
	for i, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "## ") {
			break
		}
		if m := reason.FindStringSubmatch(line); m != nil {
			lines[m[1]] = i + 1
		}
	}
	return lines
}

var markdownLink = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// findDeadLinks finds links in Markdown to files that are not there.
func findDeadLinks(tr *tree) []finding {
	var found []finding
	for name, text := range tr.texts {
		if path.Ext(name) != ".md" {
			continue
		}
		for i, line := range strings.Split(text, "\n") {
			for _, m := range markdownLink.FindAllStringSubmatch(line, -1) {
				target, _, _ := strings.Cut(m[1], "#")
				if target == "" || strings.Contains(target, ":") {
					continue
				}
				if !tr.paths[path.Join(path.Dir(name), target)] {
					found = append(found, finding{rule: "links", path: name, line: i + 1,
						text: m[1] + " is not there"})
				}
			}
		}
	}
	return found
}
