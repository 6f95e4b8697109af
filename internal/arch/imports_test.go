package arch

import (
	"slices"
	"strconv"
	"strings"
)

// level is one storey of the house; a package may import what lies on lower ones.
type level struct {
	rooms  []string
	reason string
}

// levels, lowest first. Rooms on one level do not know each other.
var levels = []level{
	{[]string{"internal/kit", "web"}, "tiny types and the built pages: they know nothing"},
	{[]string{"engine", "internal/platform"},
		"engines compute and never store; the platform stores and never decides"},
	{[]string{"internal/audit", "internal/bin", "internal/lineage"},
		"what was done, what was removed, which record came from which: true for every area"},
	{[]string{"internal/people"}, "who acts; what changes about people is audited as well"},
	{[]string{"internal/feedback", "internal/event", "internal/metric", "internal/market",
		"internal/playbook"},
		"what comes in from outside; no area here needs another to exist"},
	{[]string{"internal/insight", "internal/research", "internal/strategy"},
		"what we make of it: themes, studies and objectives rest on feedback and metrics"},
	{[]string{"internal/backlog"}, "items answer opportunities and objectives"},
	{[]string{"internal/priority"}, "scores are given to items"},
	{[]string{"internal/roadmap", "internal/release", "internal/flag"},
		"plans and releases hold scored items; flags say who gets what was released"},
	{[]string{"internal/experiment"}, "experiments judge what was released"},
	{[]string{"internal/flow"}, "the only place where several areas change in one transaction"},
	{[]string{"internal/demo"}, "sample data goes through the same doors as real data"},
	{[]string{"internal/torture"}, "it works like any area and kills the program meanwhile"},
	{[]string{"internal/api", "internal/mcp", "internal/cli", "internal/portal", "internal/ofrep",
		"internal/ingest"},
		"transports decode, call and encode; a rule in one of them would be missing in the others"},
	{[]string{"cmd", "internal/demo/gen"}, "main packages wire everything and decide nothing"},
}

// testHelpers may be imported by tests and by other test helpers only.
var testHelpers = []string{"internal/platform/database/databasetest"}

// foundations lists, for rooms whose packages should not know each other, those that the
// others may stand on. In the other rooms the packages form one thing and may import freely.
var foundations = map[string]map[string]string{
	"internal/kit": {
		"internal/kit/clock": "time is part of ids",
		"internal/kit/fault": "every parser says what is wrong in one way",
		"internal/kit/id":    "records are named by ids everywhere",
	},
	"engine": {
		"engine/input":  "input is read, and refused, in one way",
		"engine/bitmap": "sets of numbers, for flags and events",
		"engine/stats":  "distributions and intervals, for value, rank and forecast",
	},
	"internal/platform": {
		"internal/platform/database": "jobs, blobs and secrets are stored in it",
	},
}

// roomOf finds the room with the longest matching name, and its level.
func roomOf(dir string) (room string, at int) {
	at = -1
	for i, l := range levels {
		for _, r := range l.rooms {
			if inside(dir, r) && len(r) > len(room) {
				room, at = r, i
			}
		}
	}
	return room, at
}

func inside(dir, room string) bool { return dir == room || strings.HasPrefix(dir, room+"/") }

func findImports(tr *tree) []finding {
	var found []finding
	for _, s := range tr.files {
		if s.dir == "." || s.dir == "internal/arch" {
			continue
		}
		if _, at := roomOf(s.dir); at < 0 {
			found = append(found, finding{rule: "imports", path: s.path, line: 1,
				text: s.dir + " is in no room: add it to levels in internal/arch with a reason"})
			continue
		}
		for _, spec := range s.ast.Imports {
			p, _ := strconv.Unquote(spec.Path.Value)
			dir, ours := strings.CutPrefix(p, module+"/")
			if !ours {
				continue
			}
			if text := judge(s, dir); text != "" {
				found = append(found, finding{rule: "imports", path: s.path,
					line: tr.line(spec.Pos()), text: text})
			}
		}
	}
	return found
}

// judge says what is wrong with a file importing a package of this module, or nothing.
func judge(s *source, dir string) string {
	helper := func(d string) bool {
		return slices.ContainsFunc(testHelpers, func(h string) bool { return inside(d, h) })
	}
	if helper(dir) {
		if s.test || helper(s.dir) {
			return ""
		}
		return dir + " is for tests only"
	}
	room, at := roomOf(s.dir)
	theirRoom, below := roomOf(dir)
	switch {
	case room == theirRoom:
		return judgeInRoom(s, room, dir)
	case inside(dir, "internal") && room == "engine":
		return "an engine may be imported by others, so it may not need internal packages"
	case below < 0:
		return dir + " is in no room"
	case below > at:
		return room + " may not look up to " + theirRoom + ": " + levels[below].reason
	case below == at && !s.test:
		return room + " and " + theirRoom + " are equals: " + levels[at].reason
	}
	return ""
}

func judgeInRoom(s *source, room, dir string) string {
	base, strict := foundations[room]
	if !strict || s.test || inside(dir, s.dir) {
		return ""
	}
	for b := range base {
		if inside(dir, b) {
			return ""
		}
	}
	if parent(s.dir, room) == parent(dir, room) {
		return ""
	}
	return "packages of " + room + " stand alone; " + dir + " is not one of its foundations"
}

// parent is the package directly below the room that a directory belongs to.
func parent(dir, room string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(dir, room+"/"), "/")
	return name
}
