package databasetest

import (
	"context"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// growing are the tables that grow with what people do. A query that walks all that a workspace
// has in one of them takes longer every day, and fails the test that runs it.
var growing = map[string]bool{"acceptance": true, "account": true, "audit_entry": true,
	"criterion": true, "customer": true, "event": true, "event_identity": true, "feedback": true,
	"flag_assignment": true, "idempotency": true, "import_error": true, "item": true,
	"item_dependency": true, "item_vote": true, "job": true, "link": true, "message": true,
	"plan_item": true, "quote": true, "release_item": true, "score": true,
	"theme_assignment": true, "theme_edit": true}

// walks are the functions whose queries may, and why.
var walks = map[string]string{
	"audit.Verify":            "the chain is verified whole",
	"backlog.Dependencies":    "a plan needs all of them",
	"feedback.EraseLeftovers": "an import is undone once",
	"flag.Forget":             "the daily tidying looks at every flag",
	"flow.Cover":              "coverage looks at all work",
	"insight.CountSaying":     "the newest 10,000 at most are counted",
	"insight.loadCorrections": "discovery keeps all that people said of themes",
	"insight.sample":          "discovery samples all feedback",
	"insight.sharedThemes":    "quotes are few: people pick them",
	"roadmap.EraseTeam":       "a team is deleted for good once",
}

// plans remembers the queries of a test and looks at their plans when it ends.
type plans struct {
	mu    sync.Mutex
	asked map[string]string // query -> function of the program
}

func (p *plans) hear(query string) {
	function := caller()
	if function == "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked[query] = function
}

// caller is the function of the program that asks the database ("backlog.List"); empty for a
// test, which may walk what it made.
func caller() string {
	var stack [30]uintptr
	frames := runtime.CallersFrames(stack[:runtime.Callers(3, stack[:])])
	for {
		frame, more := frames.Next()
		switch {
		case !more || strings.HasSuffix(frame.File, "_test.go") ||
			strings.Contains(frame.File, "/torture/"):
			return ""
		case !strings.Contains(frame.File, "/platform/database/"):
			return path.Base(frame.Function)
		}
	}
}

// check fails the test for each query that walks a growing table. It asks a database of its own
// for the plans: the test may have closed or damaged that one.
func (p *plans) check(t testing.TB) {
	t.Helper()
	db, err := database.Open(context.Background(), newFile(t), database.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	who := scope.ForSystem("workspace_a", "plans")
	err = db.Read(context.Background(), who, func(tx *database.Tx) error {
		partial, err := database.List[string](tx, `SELECT i.name FROM sqlite_master t,
			pragma_index_list(t.name) i WHERE t.type = 'table' AND i.partial = 1`)
		for query, function := range p.asked {
			if walked := walked(tx, query, partial); walked != "" && walks[function] == "" {
				t.Errorf("%s walks a table that grows: %s\n%s", function, walked, query)
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

var (
	explained = regexp.MustCompile(`(?i)^\s*(SELECT|WITH|UPDATE|DELETE|INSERT)`)
	place     = regexp.MustCompile(`\$\d+`)
	naming    = regexp.MustCompile(`(?i)\b(?:FROM|JOIN|UPDATE)\s+(\w+)(?:\s+(?:AS\s+)?(\w+))?`)
	greatest  = regexp.MustCompile(`(?i)^\s*SELECT\s+(COALESCE\()?(MAX|MIN)\(`)
	step      = regexp.MustCompile(`^(SCAN|SEARCH) (\w+)`)
	byIndex   = regexp.MustCompile(`INDEX (\w+)`)
)

// walked is the step of a query's plan that walks all that a workspace has in a growing table;
// empty for none. An ordered walk that a LIMIT ends is none, and neither is one to the end of an
// index, or of the few rows that an index for them holds.
func walked(tx *database.Tx, query string, partial []string) string {
	if !explained.MatchString(query) || greatest.MatchString(query) ||
		strings.Contains(query, "1 = 0") {
		return ""
	}
	args := make([]any, len(place.FindAllString(query, -1)))
	steps, err := database.List[planStep](tx, "EXPLAIN QUERY PLAN "+query, args...)
	if err != nil { // of a table that is there for a moment only
		return ""
	}
	sorts := func(s planStep) bool { return strings.Contains(s.Detail, "B-TREE FOR ORDER BY") }
	if strings.Contains(query, "LIMIT") && !slices.ContainsFunc(steps, sorts) {
		return ""
	}
	tables := map[string]string{}
	for _, m := range naming.FindAllStringSubmatch(query, -1) {
		tables[m[1]], tables[m[2]] = m[1], m[1]
	}
	for _, s := range steps {
		m := step.FindStringSubmatch(s.Detail)
		if m != nil && growing[tables[m[2]]] && s.walks(partial) {
			return s.Detail
		}
	}
	return ""
}

// planStep is one of the steps in which SQLite will answer a query.
type planStep struct {
	ID, Parent, Notused int64
	Detail              string
}

// walks reports whether the step goes through all rows of a workspace.
func (s planStep) walks(partial []string) bool {
	index := byIndex.FindStringSubmatch(s.Detail)
	if index != nil && slices.Contains(partial, index[1]) {
		return false
	}
	return strings.HasPrefix(s.Detail, "SCAN") || strings.Contains(s.Detail, "AUTOMATIC") ||
		strings.HasSuffix(s.Detail, "(workspace_id=?)")
}
