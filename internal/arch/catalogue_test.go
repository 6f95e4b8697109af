package arch

import (
	"go/ast"
	"regexp"
	"strings"
)

// catalogue lists the attacks and faults that the house must stand, with the tests that show it.
const catalogue = "docs/security/catalogue.md"

var (
	// proves is the name of a test that begins with an identifier of the catalogue.
	proves = regexp.MustCompile(`^Test(AU|AZ|IN|X|S|R|C|D|B|J|T)(\d+)[A-Z]\w*$`)
	named  = regexp.MustCompile(`\bTest[A-Z]\w*`)
)

// findUncatalogued keeps the catalogue and the tests named after it in step.
func findUncatalogued(tr *tree) []finding {
	var found []finding
	text := tr.texts[catalogue]
	exists := map[string]bool{}
	for _, s := range tr.files {
		for _, d := range s.ast.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || !s.test {
				continue
			}
			exists[f.Name.Name] = true
			m := proves.FindStringSubmatch(f.Name.Name)
			if m == nil {
				continue
			}
			row := regexp.MustCompile(`(?m)^\| ` + m[1] + m[2] + ` \|.*\b` + m[0] + `\b`)
			if !row.MatchString(text) {
				found = append(found, finding{rule: "catalogue", path: s.path,
					decl: f.Name.Name, line: tr.line(f.Pos()),
					text: f.Name.Name + " is not in the row of " + m[1] + m[2] + " in " + catalogue})
			}
		}
	}
	for i, line := range strings.Split(text, "\n") {
		for _, name := range named.FindAllString(line, -1) {
			if !exists[name] {
				found = append(found, finding{rule: "catalogue", path: catalogue, line: i + 1,
					text: "there is no " + name})
			}
		}
	}
	return found
}
