package ofrep

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/flag"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
	"github.com/throughlinehq/throughline/internal/platform/live"
)

// shop is a workspace with an environment, a key and a flag that is on for gold customers.
type shop struct {
	testing.TB
	db      *database.DB
	in      scope.Scope
	server  *Server
	handler http.Handler
	secret  string
	key     flag.ClientKey
	place   flag.Environment
	flag    flag.Flag
}

const forGold = `{"variants": {"on": true, "off": false}, "defaultVariant": "off",
	"targeting": {"if": [{"==": [{"var": "tier"}, "gold"]}, "on"]}, "metadata": {"owner": "checkout"}}`

func newShop(t testing.TB, db *database.DB) *shop { return newLimitedShop(t, db, Limit{}) }

func newLimitedShop(t testing.TB, db *database.DB, limit Limit) *shop {
	t.Helper()
	s := &shop{TB: t, db: db, in: scope.ForSystem("workspace_01jdb2m0f8s2v9q7c4x6n5t3ra", "test")}
	hub := new(live.Hub)
	server := New(db, hub, limit, slog.New(slog.DiscardHandler))
	db.OnCommit = func(workspace id.ID, touched []id.ID) {
		server.Heard(workspace, touched)
		hub.Publish(workspace, touched)
	}
	s.server, s.handler = server, server.Handler()
	s.write(func(tx *database.Tx) (err error) {
		if s.place, err = flag.AddEnvironment(tx, "production", "Production"); err != nil {
			return err
		}
		if s.secret, s.key, err = flag.AddKey(tx, s.place.ID, "shop"); err != nil {
			return err
		}
		s.flag, err = flag.Create(tx, flag.Input{Key: "express", Definition: forGold})
		return err
	})
	s.flip(true)
	return s
}

func each(t *testing.T, test func(s *shop)) {
	t.Helper()
	databasetest.Each(t, func(t *testing.T, db *database.DB) { test(newShop(t, db)) })
}

func (s *shop) write(fn func(tx *database.Tx) error) {
	s.Helper()
	if err := s.db.Write(context.Background(), s.in, fn); err != nil {
		s.Fatal(err)
	}
}

func (s *shop) flip(on bool) {
	s.Helper()
	s.write(func(tx *database.Tx) (err error) {
		s.flag, err = flag.Switch(tx, s.flag.ID, s.flag.Version, s.place.ID, on)
		return err
	})
}

// ask sends a request with the shop's key; headers are "Name: value".
func (s *shop) ask(path, body string, headers ...string) *httptest.ResponseRecorder {
	s.Helper()
	r := httptest.NewRequest("POST", "/ofrep/v1/evaluate/flags"+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+s.secret)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Del("Authorization")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

func TestOneFlag(t *testing.T) {
	each(t, func(s *shop) {
		const gold = `{"context": {"targetingKey": "u1", "tier": "gold"}}`
		for _, c := range []struct {
			path, body, header string
			status             int
			want               string
		}{
			{"/express", gold, "", 200, `{"key":"express","metadata":{"owner":"checkout"},` +
				`"value":true,"variant":"on","reason":"TARGETING_MATCH"}`},
			{"/express", `{"context": {}}`, "", 200, `"value":false,"variant":"off","reason":"DEFAULT"`},
			{"/express", `{}`, "", 200, `"value":false`},
			{"/express", gold, "X-API-Key: " + s.secret, 200, `"value":true`},
			{"/none", gold, "", 404, `{"key":"none","errorCode":"FLAG_NOT_FOUND"`},
			{"/express", `{"context": []}`, "", 400, `{"key":"express","errorCode":"INVALID_CONTEXT"`},
			{"/express", `{"context": {"targetingKey": 7}}`, "", 400, "INVALID_CONTEXT"},
			{"/express", `{"context": `, "", 400, "PARSE_ERROR"},
			{"/express", `{"context": {"x": "` + strings.Repeat("x", maxBody) + `"}}`, "", 413, "INVALID_CONTEXT"},
			{"/express", gold, "Authorization: none", 401, "errorDetails"},
			{"/express", gold, "Authorization: Bearer " + s.secret + "x", 401, "errorDetails"},
			{"/express", gold, "Authorization: Bearer " + strings.Replace(s.secret, "3ra", "3rb", 1), 401, ""},
			{"", `{"context": 1}`, "", 400, `{"errorCode":"INVALID_CONTEXT"`},
		} {
			var headers []string
			if c.header != "" {
				headers = append(headers, c.header)
			}
			got := s.ask(c.path, c.body, headers...)
			if got.Code != c.status || !strings.Contains(got.Body.String(), c.want) {
				s.Errorf("%s %.60s %s: %d %s, want %d %s", c.path, c.body, c.header, got.Code, got.Body,
					c.status, c.want)
			}
		}
		s.flip(false)
		if got := s.ask("/express", gold).Body.String(); !strings.Contains(got, `"reason":"DISABLED"`) ||
			strings.Contains(got, "value") {
			s.Errorf("switched off: %s", got)
		}
	})
}

// bulk is the answer to all flags.
type bulk struct {
	Flags        []map[string]any
	EventStreams []struct {
		Type     string
		Endpoint struct{ RequestURI string }
	}
}

func (s *shop) all(context string) (bulk, string) {
	s.Helper()
	w := s.ask("", `{"context": `+context+`}`)
	var b bulk
	if err := json.Unmarshal(w.Body.Bytes(), &b); err != nil || w.Code != 200 || len(b.EventStreams) != 1 {
		s.Fatalf("%d %s %v", w.Code, w.Body, err)
	}
	return b, w.Header().Get("ETag")
}

func TestAllFlagsAndTheirTag(t *testing.T) {
	each(t, func(s *shop) {
		const iron, gold = `{"targetingKey": "u1"}`, `{"targetingKey": "u1", "tier": "gold"}`
		asGold, goldTag := s.all(gold)
		if len(asGold.Flags) != 1 || asGold.Flags[0]["value"] != true {
			s.Errorf("for gold: %v", asGold)
		}
		_, tag := s.all(iron)
		if tag == goldTag {
			s.Error("other values, and the same tag")
		}
		again := func() int {
			r := httptest.NewRequest("POST", "/ofrep/v1/evaluate/flags?flagConfigEtag=x",
				strings.NewReader(`{"context": `+iron+`}`))
			r.Header.Set("X-API-Key", s.secret)
			r.Header.Set("If-None-Match", `W/"y", `+tag)
			w := httptest.NewRecorder()
			s.handler.ServeHTTP(w, r)
			return w.Code
		}
		if got := again(); got != 304 {
			s.Errorf("nothing changed: %d", got)
		}
		s.flip(false)
		if got := again(); got != 200 {
			s.Errorf("after a change: %d", got)
		}
		s.write(func(tx *database.Tx) error { return flag.RevokeKey(tx, s.key.ID) })
		if got := again(); got != 401 {
			s.Errorf("after the revocation: %d", got)
		}
	})
}

func TestPagesOfOtherSitesMayAsk(t *testing.T) {
	s := newShop(t, databasetest.SQLite(t))
	r := httptest.NewRequest("OPTIONS", "/ofrep/v1/evaluate/flags", nil)
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	if w.Code != 204 || w.Header().Get("Access-Control-Allow-Origin") != "*" ||
		!strings.Contains(w.Header().Get("Access-Control-Allow-Headers"), "If-None-Match") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

// listen opens the stream and returns its status and its lines.
func (s *shop) listen(url, lastID string) (int, *bufio.Scanner) {
	s.Helper()
	r, err := http.NewRequestWithContext(s.Context(), "GET", url, nil)
	if err != nil {
		s.Fatal(err)
	}
	r.Header.Set("Last-Event-ID", lastID)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { response.Body.Close() })
	return response.StatusCode, bufio.NewScanner(response.Body)
}

// nextEvent reads up to the next event and returns its id; "" at the end of the stream.
func nextEvent(lines *bufio.Scanner) (last string) {
	for lines.Scan() {
		if id, ok := strings.CutPrefix(lines.Text(), "id: "); ok {
			last = id
		}
		if strings.HasPrefix(lines.Text(), `data: {"type":"refetchEvaluation","etag":"`+last) {
			return last
		}
	}
	return ""
}

func TestStreamTellsOfChanges(t *testing.T) {
	each(t, func(s *shop) {
		server := httptest.NewServer(s.handler)
		defer server.Close()
		all, _ := s.all(`{}`)
		url := server.URL + all.EventStreams[0].Endpoint.RequestURI
		if strings.Contains(url, s.secret) {
			s.Error("the key stands in an address")
		}
		status, lines := s.listen(url, "")
		first := nextEvent(lines)
		if status != 200 || first == "" {
			s.Fatalf("%d, first event %q", status, first)
		}
		_, other := s.listen(url, first) // knows what is so far
		s.flip(false)
		second := nextEvent(lines)
		if heard := nextEvent(other); heard != second || second == first {
			s.Errorf("events %s, %s; one that knew the first heard %s", first, second, heard)
		}
		s.write(func(tx *database.Tx) error { return flag.RevokeKey(tx, s.key.ID) })
		if more := nextEvent(lines); more != "" {
			s.Errorf("the stream of a revoked key says %s", more)
		}
		for _, bad := range []string{url, url + "x", server.URL + streamPath, url[:len(url)-60]} {
			if status, _ := s.listen(bad, ""); status != 401 {
				s.Errorf("%s: %d", bad, status)
			}
		}
	})
}

// TestASegmentIsHeard: who is in a segment changes what a flag is that names it, the tag of all flags,
// and the clients that listen hear of it.
func TestASegmentIsHeard(t *testing.T) {
	each(t, func(s *shop) {
		var vip flag.Segment
		s.write(func(tx *database.Tx) (err error) {
			vip, err = flag.CreateSegment(tx, flag.SegmentInput{Key: "vip", Definition: `{"include": ["u1"]}`})
			if err != nil {
				return err
			}
			definition := strings.Replace(forGold, `{"==": [{"var": "tier"}, "gold"]}`, `{"$ref": "vip"}`, 1)
			s.flag, err = flag.Change(tx, s.flag.ID, s.flag.Version, flag.Patch{Definition: &definition})
			return err
		})
		server := httptest.NewServer(s.handler)
		defer server.Close()
		all, _ := s.all(`{"targetingKey": "u1"}`)
		tag := s.ask("", `{"context": {"targetingKey": "u1"}}`).Header().Get("ETag")
		_, lines := s.listen(server.URL+all.EventStreams[0].Endpoint.RequestURI, "")
		first := nextEvent(lines)
		s.write(func(tx *database.Tx) (err error) {
			definition := `{"include": ["u1"], "exclude": ["u1"]}`
			vip, err = flag.ChangeSegment(tx, vip.ID, vip.Version, flag.Patch{Definition: &definition})
			return err
		})
		if second := nextEvent(lines); second == "" || second == first {
			s.Errorf("events %q, %q", first, second)
		}
		w := s.ask("", `{"context": {"targetingKey": "u1"}}`, "X-API-Key: "+s.secret, "If-None-Match: "+tag)
		if w.Code != 200 || !strings.Contains(w.Body.String(), `"variant":"off"`) {
			s.Errorf("%d %s", w.Code, w.Body)
		}
		s.write(func(tx *database.Tx) error { return flag.RevokeKey(tx, s.key.ID) })
		nextEvent(lines) // ends the stream
	})
}

// A change by another process, of which nobody here hears, counts after a second, and at once
// for a client that was told of it.
func TestChangesElsewhereCount(t *testing.T) {
	s := newShop(t, databasetest.SQLite(t))
	s.all(`{}`)
	s.db.OnCommit = nil
	s.flip(false)
	r := httptest.NewRequest("POST", "/ofrep/v1/evaluate/flags?flagConfigEtag=theirs", strings.NewReader(`{}`))
	r.Header.Set("X-API-Key", s.secret)
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	if !strings.Contains(w.Body.String(), `"reason":"DISABLED"`) {
		t.Errorf("told of a change, and answered %s", w.Body)
	}
}

func TestTokensExpire(t *testing.T) {
	s := newShop(t, databasetest.SQLite(t))
	var rules *flag.Rules
	s.write(func(tx *database.Tx) (err error) {
		rules, err = flag.Load(tx, nil)
		return err
	})
	now := time.Date(2027, 1, 14, 9, 59, 0, 0, time.UTC)
	token := rules.Client(s.secret).StreamToken(now)
	for after, alive := range map[time.Duration]bool{0: true, time.Hour: true, 2 * time.Hour: false} {
		if (rules.Listener(token, now.Add(after)) != nil) != alive {
			t.Errorf("after %s: alive is not %v", after, alive)
		}
	}
	forged := strings.Replace(token, ".17", ".27", 1)
	if forged == token || rules.Listener(forged, now) != nil {
		t.Errorf("a token with another end is believed: %s", forged)
	}
}

// BenchmarkEvaluate prints what one request costs without the network.
func BenchmarkEvaluate(b *testing.B) {
	s := newShop(b, databasetest.SQLite(b))
	for n := range 999 {
		s.write(func(tx *database.Tx) error {
			f, err := flag.Create(tx, flag.Input{Key: fmt.Sprintf("flag-%d", n), Definition: forGold})
			if err != nil {
				return err
			}
			_, err = flag.Switch(tx, f.ID, f.Version, s.place.ID, true)
			return err
		})
	}
	for name, path := range map[string]string{"one": "/express", "a thousand": ""} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if w := s.ask(path, `{"context": {"targetingKey": "u1", "tier": "gold"}}`); w.Code != 200 {
					b.Fatal(w.Body)
				}
			}
		})
	}
}
