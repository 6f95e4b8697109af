package arch

import (
	"go/ast"
	"slices"
)

// dialers are the packages that may open connections, each with its reason.
var dialers = map[string]string{
	"internal/platform/egress": "the one guarded door: it refuses private and special addresses",
	"internal/platform/mail":   "SMTP is not HTTP; the relay is set by the operator, not by users",
}

// connecting are the names that open a connection or hold the means to.
var connecting = map[string][]string{
	"net": {"Dial", "DialTimeout", "DialTCP", "DialUDP", "DialIP", "DialUnix", "Dialer"},
	"net/http": {"DefaultClient", "DefaultTransport", "Transport", "Get", "Head", "Post",
		"PostForm"},
	"net/smtp":   {"Dial", "SendMail", "NewClient"},
	"crypto/tls": {"Dial", "DialWithDialer", "Dialer"},
}

func findEgress(tr *tree) []finding {
	var found []finding
	for _, s := range tr.code() {
		if _, allowed := dialers[s.dir]; allowed {
			continue
		}
		for _, f := range selectors(tr, s, judgeConnection) {
			f.rule = "egress"
			found = append(found, f)
		}
		found = append(found, httpClients(tr, s)...)
	}
	return found
}

func judgeConnection(p, name string) string {
	if slices.Contains(connecting[p], name) {
		return p + "." + name + ": outgoing connections go through internal/platform/egress only"
	}
	return ""
}

// httpClients finds values of type http.Client; a *http.Client that somebody hands over is fine.
func httpClients(tr *tree, s *source) []finding {
	var found []finding
	names := s.imports()
	for _, d := range s.ast.Decls {
		pointed := map[ast.Expr]bool{}
		ast.Inspect(d, func(n ast.Node) bool {
			if star, ok := n.(*ast.StarExpr); ok {
				pointed[star.X] = true
			}
			sel, ok := n.(*ast.SelectorExpr)
			if !ok || sel.Sel.Name != "Client" || pointed[sel] {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && names[x.Name] == "net/http" {
				found = append(found, finding{rule: "egress", path: s.path, decl: declName(d),
					line: tr.line(sel.Pos()),
					text: "http.Client built here: take one from internal/platform/egress"})
			}
			return true
		})
	}
	return found
}
