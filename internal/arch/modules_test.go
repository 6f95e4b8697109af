package arch

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

const moduleReasons = "docs/decisions/dependencies.md"

// manifest is a file that names what we stand on, and the most that it may name.
type manifest struct {
	path  string
	most  int
	names func(text string) map[string]int // each direct dependency with its line
	part  string                           // the heading in the list of reasons
}

var manifests = []manifest{
	{"go.mod", 25, goModules, "## Go"},
	{"web/package.json", 20, npmPackages, "## Pages"},
}

// findUnexplained compares the direct dependencies with the list of reasons.
func findUnexplained(tr *tree) []finding {
	var found []finding
	for _, m := range manifests {
		add := func(path string, line int, format string, args ...any) {
			found = append(found, finding{rule: "modules", path: path, line: line,
				text: fmt.Sprintf(format, args...)})
		}
		direct := m.names(tr.texts[m.path])
		reasons := reasonLines(tr.texts[moduleReasons], m.part)
		if len(direct) > m.most {
			add(m.path, 1, "%d direct dependencies, %d are allowed", len(direct), m.most)
		}
		for name, line := range direct {
			if reasons[name] == 0 {
				add(m.path, line, "say in %s why %s is here and its licence", moduleReasons, name)
			}
		}
		judgeReasons(reasons, direct, add)
	}
	return found
}

func judgeReasons(reasons, direct map[string]int, add func(string, int, string, ...any)) {
	var names []string
	for name, line := range reasons {
		names = append(names, name)
		if direct[name] == 0 {
			add(moduleReasons, line, "%s is no direct dependency any more", name)
		}
	}
	slices.Sort(names)
	for i := 1; i < len(names); i++ {
		if reasons[names[i]] < reasons[names[i-1]] {
			add(moduleReasons, reasons[names[i]], "%s belongs below %s", names[i], names[i-1])
		}
	}
}

var reason = regexp.MustCompile("^- `([^`]+)` \\(.+\\): \\S")

// reasonLines gives the line of each dependency explained below a heading.
func reasonLines(text, heading string) map[string]int {
	lines := map[string]int{}
	under := ""
	for i, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "## ") {
			under = line
		}
		if m := reason.FindStringSubmatch(line); m != nil && under == heading {
			lines[m[1]] = i + 1
		}
	}
	return lines
}

var required = regexp.MustCompile(`^(?:require )?\s*(\S+\.\S+/\S+) v\S+`)

func goModules(text string) map[string]int {
	lines := map[string]int{}
	for i, line := range strings.Split(text, "\n") {
		m := required.FindStringSubmatch(line)
		if m != nil && !strings.Contains(line, "// indirect") {
			lines[m[1]] = i + 1
		}
	}
	return lines
}

var (
	npmSection = regexp.MustCompile(`^\s*"(\w+)": \{`)
	npmVersion = regexp.MustCompile(`^\s*"([^"]+)": "`)
)

// npmPackages reads what the pages need at run time; npm writes each on a line of its own.
func npmPackages(text string) map[string]int {
	lines := map[string]int{}
	section := ""
	for i, line := range strings.Split(text, "\n") {
		if m := npmSection.FindStringSubmatch(line); m != nil {
			section = m[1]
		} else if m := npmVersion.FindStringSubmatch(line); m != nil && section == "dependencies" {
			lines[m[1]] = i + 1
		}
	}
	return lines
}
