package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/people"
)

// admit decides whether a request may go on: first who it is and whether that actor may do
// this at all, then whether its body is within budget and strict JSON.
func (a *API) admit(ctx huma.Context, op Op) (*call, error) {
	r, w := humago.Unwrap(ctx)
	c := &call{key: r.Header.Get("Idempotency-Key"), address: r.RemoteAddr, writer: w}
	if op.Verb != "" {
		var err error
		if c.scope, c.who, err = a.Authenticate(r); err != nil {
			return nil, err
		}
		if err := people.Can(c.scope.Actor, op.Verb); err != nil {
			return nil, err
		}
	}
	if err := readableURL(r.URL); err != nil {
		return nil, err
	}
	if len(c.key) > 255 {
		return nil, fault.New(fault.Malformed, "An Idempotency-Key has at most 255 characters.")
	}
	if r.Header.Get("Content-Encoding") != "" {
		return nil, fault.New(fault.Malformed, "Send the body without a Content-Encoding.")
	}
	if op.RawBody || r.Body == nil || r.Method == http.MethodGet {
		r.Body = http.MaxBytesReader(w, r.Body, op.MaxBody)
		return c, nil
	}
	body, err := readBody(w, r, op.MaxBody)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(append([]byte(r.Method+" "+r.URL.String()+"\n"), body...))
	c.requestHash = hex.EncodeToString(sum[:])
	r.Body = io.NopCloser(bytes.NewReader(body))
	return c, nil
}

// readableURL refuses what no record's text may hold either, before it reaches a database that
// would break at it: bytes that are not UTF-8, and U+0000.
func readableURL(u *url.URL) error {
	query, err := url.QueryUnescape(u.RawQuery)
	if text := u.Path + query; err != nil || !utf8.ValidString(text) ||
		strings.ContainsRune(text, 0) {
		return fault.New(fault.Malformed, "The address is not valid UTF-8 text.")
	}
	return nil
}

func readBody(w http.ResponseWriter, r *http.Request, most int64) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, fault.New(fault.TooLarge, "The body is larger than %d bytes.", most)
	case err != nil:
		return nil, fault.Wrap(fault.Malformed, err, "The body could not be read")
	case len(body) == 0:
		return body, nil
	}
	if !isJSON(r.Header.Get("Content-Type")) {
		return nil, &fault.Error{Kind: fault.Malformed,
			Detail: "Send JSON, with Content-Type: application/json.", Cause: errMediaType}
	}
	return body, strictJSON(body)
}

// isJSON reports whether a Content-Type is JSON in UTF-8, the only encoding JSON has.
func isJSON(contentType string) bool {
	kind, parameters, _ := mime.ParseMediaType(contentType)
	charset, given := parameters["charset"]
	return kind == "application/json" && (!given || strings.EqualFold(charset, "utf-8"))
}

// errMediaType marks the one refusal that HTTP has a status of its own for.
var errMediaType = errors.New("unsupported media type")
