package arch

import (
	"regexp"
	"strings"
)

// word is one token of SQL in lower case, with the line it stands on.
type word struct {
	text string
	line int
}

// statement is what stands between two semicolons, with the waiver written above it.
type statement struct {
	words  []word
	waiver string
}

var (
	sqlToken = regexp.MustCompile(`(?s)--[^\n]*|/\*.*?\*/|\{\{.*?\}\}|'(?:[^']|'')*'|"[^"]*"|` +
		"`[^`]*`" + `|\$\w*\$|[$?]\d+|[\pL_][\pL\pN_]*|\d[\w.]*|\S`)
	waived = regexp.MustCompile(`^--\s*waiver:\s*(\S.*)$`)
)

// statements splits SQL. Bodies in dollar quotes are read like the rest.
func statements(text string) []statement {
	var list []statement
	var now statement
	line, last := 1, 0
	for _, at := range sqlToken.FindAllStringIndex(text, -1) {
		line += strings.Count(text[last:at[0]], "\n")
		last = at[0]
		tok := text[at[0]:at[1]]
		switch {
		case strings.HasPrefix(tok, "--"):
			if m := waived.FindStringSubmatch(strings.TrimSpace(tok)); m != nil {
				now.waiver = m[1]
			}
		case silent(tok):
		case tok == ";":
			if len(now.words) > 0 {
				list = append(list, now)
			}
			now = statement{}
		case tok[0] == '\'':
			now.words = append(now.words, word{"''", line})
		default:
			now.words = append(now.words, word{strings.ToLower(strings.Trim(tok, "\"`")), line})
		}
	}
	if len(now.words) > 0 {
		list = append(list, now)
	}
	return list
}

// silent reports whether a token is a comment, the frame of a quoted body, or an action of the
// template that the statement stands in.
func silent(tok string) bool {
	return strings.HasPrefix(tok, "/*") || strings.HasPrefix(tok, "{{") ||
		len(tok) > 1 && tok[0] == '$' && tok[len(tok)-1] == '$'
}

func (s statement) at(i int) string {
	if i < 0 || i >= len(s.words) {
		return ""
	}
	return s.words[i].text
}

// starts reports whether the statement begins with the words, optional ones in brackets.
func (s statement) starts(words ...string) (next int, ok bool) {
	i := 0
	for _, w := range words {
		optional := strings.HasPrefix(w, "[")
		if s.at(i) == strings.Trim(w, "[]") {
			i++
		} else if !optional {
			return 0, false
		}
	}
	return i, true
}

func (s statement) has(words ...string) (line int, ok bool) {
	for _, w := range s.words {
		for _, want := range words {
			if w.text == want {
				return w.line, true
			}
		}
	}
	return 0, false
}

// group gives the words of the bracket that opens at i, split at its own commas, and the
// position after it.
func (s statement) group(i int) (parts [][]word, next int) {
	depth := 0
	var part []word
	for ; i < len(s.words); i++ {
		w := s.words[i]
		switch {
		case w.text == "(":
			depth++
			if depth == 1 {
				continue
			}
		case w.text == ")":
			depth--
			if depth == 0 {
				return append(parts, part), i + 1
			}
		case w.text == "," && depth == 1:
			parts, part = append(parts, part), nil
			continue
		}
		part = append(part, w)
	}
	return append(parts, part), i
}

// reference is a table named in a query and the name it goes by there.
type reference struct {
	table, alias string
	line         int
}

var notAlias = map[string]bool{"where": true, "on": true, "set": true, "join": true, "left": true,
	"right": true, "inner": true, "outer": true, "full": true, "cross": true, "using": true,
	"group": true, "order": true, "limit": true, "union": true, "values": true, "select": true,
	"returning": true, "for": true, "having": true, "natural": true, "indexed": true,
	"default": true, "window": true, "except": true, "intersect": true, "match": true}

var name = regexp.MustCompile(`^[\pL_]`)

// references finds the tables that follow FROM, JOIN, INTO and UPDATE.
func (s statement) references() []reference {
	var refs []reference
	for i := 0; i < len(s.words); i++ {
		switch s.at(i) {
		case "from", "join", "into":
		case "update":
			if before := s.at(i - 1); before == "for" || before == "do" || before == "on" {
				continue
			}
		default:
			continue
		}
		for {
			ref, next := s.reference(i + 1)
			if ref.table == "" {
				break
			}
			refs = append(refs, ref)
			if i = next; s.at(next) != "," {
				i--
				break
			}
		}
	}
	return refs
}

func (s statement) reference(i int) (reference, int) {
	for s.at(i) == "only" || s.at(i) == "lateral" {
		i++
	}
	if !name.MatchString(s.at(i)) || notAlias[s.at(i)] {
		return reference{}, i
	}
	if s.at(i+1) == "." {
		i += 2
	}
	ref := reference{s.at(i), s.at(i), s.words[i].line}
	i++
	if s.at(i) == "as" {
		i++
	}
	if name.MatchString(s.at(i)) && !notAlias[s.at(i)] {
		ref.alias = s.at(i)
		i++
	}
	return ref, i
}
