package intake

import (
	"bytes"
	"encoding/binary"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// The kinds of files that can be read.
const (
	CSV   = "csv"
	TSV   = "tsv"
	JSONL = "jsonl"
	JSON  = "json"
)

// Format is how a file is written.
type Format struct {
	Kind      string // CSV, TSV, JSONL or JSON
	Encoding  string // utf-8, utf-16le, utf-16be or windows-1252
	Delimiter string // between the cells of a CSV or TSV file
	Header    bool   // whether the first row names the columns
}

// Place is what [Row.Place] counts in a file of that format.
func (f Format) Place() string {
	if f.Kind == CSV || f.Kind == TSV {
		return "line"
	}
	return "record"
}

// sampleSize is how much of a file is looked at to find out what it is.
const sampleSize = 256 << 10

// Detect finds out how a file is written from its beginning and its name.
func Detect(sample []byte, filename string) (Format, error) {
	f := Format{Encoding: detectEncoding(sample)}
	text, err := decodeSample(sample, f.Encoding)
	if err != nil {
		return f, err
	}
	text = strings.TrimLeft(text, " \t\r\n")
	switch {
	case text == "":
		return f, fault.At("/file", "is empty")
	case strings.HasPrefix(text, "PK\x03\x04"), strings.HasPrefix(text, "PAR1"),
		strings.HasPrefix(text, "%PDF"), strings.HasPrefix(text, "\x1f\x8b"):
		return f, fault.At("/file", "is a %s file; export it as XLSX, CSV, TSV, JSON or JSON lines",
			strings.TrimPrefix(filepath.Ext(filename), "."))
	case !looksLikeText(text):
		return f, fault.At("/file", "is no text; export it as XLSX, CSV, TSV, JSON or JSON lines")
	case text[0] == '[':
		f.Kind = JSON
	case text[0] == '{':
		f.Kind = JSONL
	default:
		f.Delimiter = detectDelimiter(text, filename)
		f.Kind = CSV
		if f.Delimiter == "\t" {
			f.Kind = TSV
		}
		f.Header = looksLikeHeader(firstRow(text, f.Delimiter))
	}
	return f, nil
}

// looksLikeText reports whether few enough characters are control characters: of random bytes,
// every ninth is.
func looksLikeText(text string) bool {
	control, all := 0, 0
	for _, r := range text {
		if all++; r < ' ' && !strings.ContainsRune("\t\n\r\f", r) {
			control++
		}
		if all == 4096 {
			break
		}
	}
	return control*20 <= all
}

// detectEncoding goes by the byte order mark, then by where the zero bytes lie, then by whether
// the bytes are valid UTF-8.
func detectEncoding(sample []byte) string {
	switch {
	case bytes.HasPrefix(sample, []byte{0xFF, 0xFE}):
		return "utf-16le"
	case bytes.HasPrefix(sample, []byte{0xFE, 0xFF}):
		return "utf-16be"
	case bytes.HasPrefix(sample, []byte{0xEF, 0xBB, 0xBF}):
		return "utf-8"
	}
	var even, odd int
	for i, b := range sample[:min(len(sample), 4096)] {
		if b == 0 && i%2 == 0 {
			even++
		} else if b == 0 {
			odd++
		}
	}
	if half := min(len(sample), 4096) / 4; half > 0 && max(even, odd) > half {
		if odd > even {
			return "utf-16le"
		}
		return "utf-16be"
	}
	if utf8.Valid(trimPartialRune(sample)) {
		return "utf-8"
	}
	return "windows-1252"
}

// trimPartialRune drops a character that the sample's end cut in two.
func trimPartialRune(b []byte) []byte {
	for i := 1; i <= min(3, len(b)); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-i:]) {
				return b[:len(b)-i]
			}
			break
		}
	}
	return b
}

func decodeSample(sample []byte, encoding string) (string, error) {
	if strings.HasPrefix(encoding, "utf-16") {
		sample = sample[:len(sample)&^1]
		order := binary.ByteOrder(binary.LittleEndian)
		if encoding == "utf-16be" {
			order = binary.BigEndian
		}
		runes := make([]rune, 0, len(sample)/2)
		for i := 0; i+1 < len(sample); i += 2 {
			runes = append(runes, rune(order.Uint16(sample[i:])))
		}
		return strings.TrimPrefix(string(runes), "\ufeff"), nil
	}
	return strings.TrimPrefix(string(sample), "\ufeff"), nil
}

// detectDelimiter takes the sign that occurs most evenly in the first lines outside quotes.
func detectDelimiter(text, filename string) string {
	best, most := ",", 0
	if strings.EqualFold(filepath.Ext(filename), ".tsv") {
		best = "\t"
	}
	lines := sampleLines(text, 20)
	for _, candidate := range []string{",", ";", "\t", "|"} {
		least := -1
		for _, line := range lines {
			if n := countOutsideQuotes(line, candidate[0]); least < 0 || n < least {
				least = n
			}
		}
		// The header alone decides between signs that some row lacks.
		score := 100*max(least, 0) + countOutsideQuotes(lines[0], candidate[0])
		if score > most {
			best, most = candidate, score
		}
	}
	return best
}

// sampleLines cuts the first lines off, keeping line breaks within quotes together.
func sampleLines(text string, most int) []string {
	var lines []string
	quoted, start := false, 0
	for i := 0; i < len(text) && len(lines) < most; i++ {
		switch text[i] {
		case '"':
			quoted = !quoted
		case '\n', '\r':
			if !quoted && i > start {
				lines = append(lines, text[start:i])
			}
			if !quoted {
				start = i + 1
			}
		}
	}
	if len(lines) == 0 {
		lines = append(lines, text)
	}
	return lines
}

func countOutsideQuotes(line string, sign byte) int {
	quoted, n := false, 0
	for i := range len(line) {
		switch {
		case line[i] == '"':
			quoted = !quoted
		case line[i] == sign && !quoted:
			n++
		}
	}
	return n
}

func firstRow(text, delimiter string) []string {
	cells := strings.Split(sampleLines(text, 1)[0], delimiter)
	for i := range cells {
		cells[i] = strings.Trim(strings.TrimSpace(cells[i]), `"`)
	}
	return cells
}

// looksLikeHeader reports whether a row names columns: short distinct cells, none of them a
// number, and at least one that we know or all of them single words.
func looksLikeHeader(cells []string) bool {
	known, words := false, true
	for _, cell := range cells {
		if len(cell) > 60 || isNumber(cell) {
			return false
		}
		known = known || fieldOf(cell) != ""
		words = words && len(strings.Fields(cell)) <= 4 && !strings.ContainsAny(cell, ".!?")
	}
	return known || words && len(cells) > 1
}
