package flag

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// Lines are where in a document what JSON pointers name begins; of what is not there, the last
// that is there on the way to it.
func Lines(document []byte, pointers []string) []int {
	l := locator{d: json.NewDecoder(bytes.NewReader(document)), document: document, line: 1,
		found: map[string]int{"": 1}}
	for _, pointer := range pointers {
		for ; pointer != ""; pointer = pointer[:strings.LastIndexByte(pointer, '/')] {
			l.found[pointer] = 0
		}
	}
	l.value("")
	lines := make([]int, len(pointers))
	for i, pointer := range pointers {
		for l.found[pointer] == 0 {
			pointer = pointer[:strings.LastIndexByte(pointer, '/')]
		}
		lines[i] = l.found[pointer]
	}
	return lines
}

// locator reads a document once and notes where those pointers stand that were asked for.
type locator struct {
	d        *json.Decoder
	document []byte
	line, at int            // how far lines were counted
	found    map[string]int // 0 for what is looked for
}

// value reads one value; false when the document ends there.
func (l *locator) value(pointer string) bool {
	if _, wanted := l.found[pointer]; !wanted {
		var skipped json.RawMessage
		return l.d.Decode(&skipped) == nil
	}
	token, err := l.d.Token()
	if err != nil {
		return false
	}
	begins := int(l.d.InputOffset()) - 1
	l.line += bytes.Count(l.document[l.at:begins], []byte("\n"))
	l.at = begins
	l.found[pointer] = l.line
	open, _ := token.(json.Delim)
	if open != '{' && open != '[' {
		return true
	}
	for i := 0; l.d.More(); i++ {
		name := strconv.Itoa(i)
		if open == '{' {
			if token, err = l.d.Token(); err != nil {
				return false
			}
			name, _ = token.(string)
		}
		if !l.value(pointer + "/" + escaped(name)) {
			return false
		}
	}
	_, err = l.d.Token()
	return err == nil
}
