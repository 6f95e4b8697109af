package arch

import (
	"path"
	"regexp"
	"strings"
)

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
