package ingest

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/internal/flag"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

var home = scope.ForSystem("workspace_01jdb2m0f8s2v9q7c4x6n5t3ra", "test")

// shop is a workspace with a key for events.
type shop struct {
	testing.TB
	db     *database.DB
	mux    *http.ServeMux
	secret string
	key    flag.ClientKey
}

func each(t *testing.T, test func(s *shop)) {
	t.Helper()
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		s := &shop{TB: t, db: db, mux: http.NewServeMux()}
		New(db, slog.New(slog.DiscardHandler)).Mount(s.mux, func(string) {})
		s.write(func(tx *database.Tx) error {
			place, err := flag.AddEnvironment(tx, "production", "Production")
			if err == nil {
				s.secret, s.key, err = flag.AddKey(tx, place.ID, "shop")
			}
			return err
		})
		test(s)
	})
}

func (s *shop) write(fn func(tx *database.Tx) error) {
	s.Helper()
	if err := s.db.Write(s.Context(), home, fn); err != nil {
		s.Fatal(err)
	}
}

// send sends a body; headers are "Name: value".
func (s *shop) send(path, body string, headers ...string) *httptest.ResponseRecorder {
	s.Helper()
	r := httptest.NewRequest("POST", path, strings.NewReader(body))
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.mux.ServeHTTP(w, r)
	return w
}

// stored lists what is kept, as "name person".
func (s *shop) stored() string {
	s.Helper()
	var all []string
	s.write(func(tx *database.Tx) (err error) {
		all, err = database.List[string](tx, `SELECT n.name || ' ' || o.external_id || ' ' || e.properties
			FROM event e JOIN event_name n ON n.workspace_id = e.workspace_id AND n.number = e.name
			JOIN event_identity i ON i.workspace_id = e.workspace_id AND i.number = e.identity
			JOIN event_identity o ON o.workspace_id = e.workspace_id AND o.number = i.person
			WHERE e.workspace_id = $1 ORDER BY e.at, e.name, e.identity`, tx.Workspace)
		return err
	})
	return strings.Join(all, "\n")
}

func pack(body string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(body))
	_ = z.Close()
	return b.String()
}

func TestClientsAreUnderstood(t *testing.T) {
	each(t, func(s *shop) {
		bearer := "Authorization: Bearer " + s.secret
		for _, c := range []struct{ path, body, header, want string }{
			{"/v1/batch", `{"batch":[{"type":"track","event":"Bought","messageId":"m1","anonymousId":"anon",
				"properties":{"eur":3},"timestamp":"2026-11-01T10:00:00Z"},
				{"type":"identify","messageId":"m2","userId":7,"anonymousId":"anon","traits":{"plan":"gold"},
				"timestamp":"2026-11-01T10:00:01Z"}]}`, bearer, `Bought 7 {"eur":3}
$identify 7 {"plan":"gold"}`},
			{"/v1/track", `{"event":"Seen","userId":"u","timestamp":"2026-11-02T10:00:00+01:00"}`, bearer, "Seen u {}"},
			{"/batch/", `{"api_key":"` + s.secret + `","batch":[{"event":"opened","distinct_id":"a","uuid":"x1",
				"timestamp":"2026-11-03T10:00:00Z"},{"event":"$identify","distinct_id":"b","uuid":"x2",
				"properties":{"$anon_distinct_id":"a"},"timestamp":"2026-11-03T11:00:00Z"}]}`, "A: b",
				`opened b {}
$identify b {"$anon_distinct_id":"a"}`},
			{"/capture", `{"api_key":"` + s.secret + `","event":"one","properties":{"distinct_id":"名"},
				"timestamp":"2026-11-04T10:00:00Z"}`, "A: b", `one 名 {"distinct_id":"名"}`},
			{"/ofrep/v1/track", `{"trackingEventName":"checkout","context":{"targetingKey":"t"},"id":"o1",
				"details":{"value":3},"timestamp":"2026-11-05T10:00:00Z"}`, bearer, `checkout t {"value":3}`},
		} {
			before := s.stored()
			for range 2 {
				if c.path == "/v1/track" || c.path == "/capture" {
					continue // without an id, every telling counts
				}
				if w := s.send(c.path, pack(c.body), c.header, "Content-Encoding: gzip"); w.Code != 200 {
					s.Fatalf("%s: %d %s", c.path, w.Code, w.Body)
				}
			}
			if c.path == "/v1/track" || c.path == "/capture" {
				s.send(c.path, c.body, c.header)
			}
			if got := strings.TrimSpace(strings.TrimPrefix(s.stored(), before)); got != c.want {
				s.Errorf("%s: %s, want %s", c.path, got, c.want)
			}
		}
	})
}

func TestWrongClocksAreCorrected(t *testing.T) {
	each(t, func(s *shop) {
		at, sent := s.db.Now().AddDate(-3, 0, 0), s.db.Now().AddDate(-3, 0, 1)
		s.send("/v1/batch", fmt.Sprintf(`{"writeKey":%q,"sentAt":%q,"batch":[{"type":"track","event":"e",
			"userId":"u","timestamp":%q}]}`, s.secret, sent.Format("2006-01-02T15:04:05Z07:00"),
			at.Format("2006-01-02T15:04:05Z07:00")))
		s.write(func(tx *database.Tx) error {
			days, err := database.List[int64](tx,
				"SELECT (received_at - at) / 86400000000 FROM event WHERE workspace_id = $1", tx.Workspace)
			if len(days) != 1 || days[0] > 1 {
				s.Errorf("%v days before it was received, want 1", days)
			}
			return err
		})
	})
}

func TestIN5EventsAreBoundedAndReported(t *testing.T) {
	each(t, func(s *shop) {
		basic := "Authorization: Basic " + basicAuth(s.secret)
		bomb := pack(`{"batch":[{"event":"` + strings.Repeat("x", 64<<20) + `"}]}`)
		for _, c := range []struct {
			path, body, header string
			status             int
			want               string
		}{
			{"/v1/batch", bomb, "Content-Encoding: gzip", 413, "4 MiB"},
			{"/v1/batch", strings.Repeat(" ", maxBody+1), "A: b", 413, "4 MiB"},
			{"/v1/batch", `{"batch":[` + strings.Repeat("{},", maxMessages) + `{}]}`, "A: b", 413, "5000"},
			{"/v1/batch", `{"batch":[` + strings.Repeat("null,", maxInOneGo) + `0]}`, "A: b", 413, "5000"},
			{"/v1/batch", "no gzip", "Content-Encoding: gzip", 400, "gzip"},
			{"/v1/batch", pack("cut off")[:14], "Content-Encoding: gzip", 400, "read"},
			{"/v1/batch", `{}`, "Content-Encoding: br", 400, "gzip"},
			{"/v1/batch", `{"batch":`, "A: b", 400, "JSON"},
			{"/v1/batch", `[]`, "A: b", 400, "JSON"},
			{"/v1/batch", strings.Repeat("[", 1<<20), "A: b", 400, "JSON"},
			{"/v1/batch", `{"batch":[]}`, "A: b", 200, `"accepted":0`},
			{"/v1/batch", `{"batch":[7,null,{"type":"odd"},{"type":"track","event":"e","userId":"u",
				"timestamp":"yesterday"},{"type":"track","event":"e","userId":"u"}]}`, "A: b", 200,
				`"accepted":1,"rejected":4,"rejections":[{"index":0,"reason":"The message cannot`},
			{"/v1/track", `{"event":"e","userId":"u","properties":{"x":"` + strings.Repeat("x", 1<<20) + `"}}`,
				"A: b", 400, "at most 65536 are kept"},
			{"/v1/track", `{"event":"e"}`, "A: b", 400, "id is missing"},
		} {
			w := s.send(c.path, c.body, basic, c.header)
			if w.Code != c.status || !strings.Contains(w.Body.String(), c.want) {
				s.Errorf("%s %.40q: %d %.300s, want %d %s", c.path, c.body, w.Code, w.Body, c.status, c.want)
			}
		}
		if got := s.stored(); got != "e u {}" {
			s.Errorf("stored are %s", got)
		}
	})
}

func basicAuth(user string) string {
	r := httptest.NewRequest("POST", "/", nil)
	r.SetBasicAuth(user, "")
	return strings.TrimPrefix(r.Header.Get("Authorization"), "Basic ")
}

// Every route refuses whoever shows no key of the workspace, and a revoked one at once.
func TestAU13EventsNeedAKey(t *testing.T) {
	each(t, func(s *shop) {
		codes := func(header string) map[int]int {
			seen := map[int]int{}
			for path := range routes {
				seen[s.send(strings.TrimSuffix(path, "{$}"), `{"batch":[]}`, header).Code]++
			}
			return seen
		}
		for header, want := range map[string]int{"A: b": 401, "X-API-Key: " + s.secret + "x": 401,
			"Authorization: Bearer " + strings.Replace(s.secret, "3ra", "3rb", 1): 401,
			"Authorization: Bearer tlf_x":                                         401,
			"Authorization: Basic " + basicAuth(s.secret):                         200, "X-API-Key: " + s.secret: 200} {
			if got := codes(header); got[want] != len(routes) {
				s.Errorf("%.30s: %v, want %d everywhere", header, got, want)
			}
		}
		s.write(func(tx *database.Tx) error { return flag.RevokeKey(tx, s.key.ID) })
		if got := codes("X-API-Key: " + s.secret); got[401] != len(routes) {
			s.Errorf("a revoked key: %v", got)
		}
	})
}
