package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// maxDepth is how deep JSON may nest; no body of ours needs a tenth of it.
const maxDepth = 64

// strictJSON refuses what encoding/json would quietly repair or overlook: bad UTF-8, keys that
// stand twice, lone surrogates' replacement, nesting without end, bytes after the value.
// Unknown and case-changed keys are refused later, by each body's schema.
func strictJSON(body []byte) error {
	if !utf8.Valid(body) {
		return fault.New(fault.Malformed, "The body is not valid UTF-8.")
	}
	if bytes.Contains(body, []byte(`\u`)) && hasLoneSurrogate(body) {
		return fault.New(fault.Malformed, "The body holds half of a surrogate pair (\\ud800).")
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if err := walkValue(decoder, 0); err != nil {
		var known *fault.Error
		if errors.As(err, &known) {
			return err
		}
		return fault.Wrap(fault.Malformed, err, "The body is not JSON, near byte %d",
			decoder.InputOffset())
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return fault.New(fault.Malformed, "There is something after the JSON value, at byte %d.",
			decoder.InputOffset())
	}
	return nil
}

func walkValue(decoder *json.Decoder, depth int) error {
	if depth > maxDepth {
		return fault.New(fault.Malformed, "The body nests deeper than %d levels.", maxDepth)
	}
	token, err := decoder.Token()
	if err != nil {
		return err
	}
	switch token {
	case json.Delim('{'):
		return walkObject(decoder, depth)
	case json.Delim('['):
		for decoder.More() {
			if err := walkValue(decoder, depth+1); err != nil {
				return err
			}
		}
		_, err = decoder.Token()
	}
	return err
}

func walkObject(decoder *json.Decoder, depth int) error {
	seen := map[string]bool{}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return err
		}
		key, ok := token.(string)
		if !ok {
			return fault.New(fault.Malformed, "An object's key must be a string.")
		}
		if seen[key] {
			return fault.New(fault.Malformed, "The key %q stands twice in one object.", key)
		}
		seen[key] = true
		if err := walkValue(decoder, depth+1); err != nil {
			return err
		}
	}
	_, err := decoder.Token()
	return err
}

// hasLoneSurrogate looks for a \uD8xx..\uDFxx escape without its other half, which
// encoding/json would turn into U+FFFD.
func hasLoneSurrogate(body []byte) bool {
	for i := 0; i+5 < len(body); i++ {
		if body[i] != '\\' {
			continue
		}
		if body[i+1] != 'u' {
			i++ // an escaped backslash or quote: skip both bytes
			continue
		}
		switch half(body[i:]) {
		case 'h':
			if i+11 >= len(body) || half(body[i+6:]) != 'l' {
				return true
			}
			i += 11
		case 'l':
			return true
		}
	}
	return false
}

// half says whether the escape at the front of b is a high ('h') or low ('l') surrogate.
func half(b []byte) byte {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' || b[2] != 'd' && b[2] != 'D' {
		return 0
	}
	switch b[3] {
	case '8', '9', 'a', 'b', 'A', 'B':
		return 'h'
	case 'c', 'd', 'e', 'f', 'C', 'D', 'E', 'F':
		return 'l'
	}
	return 0
}
