package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

const sessionCookie = "__Host-throughline"

// signIn signs in over REST and returns the answer and the cookie that it set.
func (w *world) signIn(email, password string) (reply, *http.Cookie) {
	w.Helper()
	got := w.do("", "POST", "/session",
		fmt.Sprintf(`{"email":%q,"password":%q}`, email, password))
	response := http.Response{Header: got.Header}
	for _, c := range response.Cookies() {
		if c.Name == sessionCookie {
			return got, c
		}
	}
	return got, nil
}

func TestAU7CookieIsGuarded(t *testing.T) {
	oneWorld(t, func(w *world) {
		first, one := w.signIn("owner@a.example", password)
		second, two := w.signIn("owner@a.example", password)
		if first.Status != 201 || second.Status != 201 || one == nil || two == nil {
			t.Fatalf("signing in: %d %s", first.Status, first.Raw)
		}
		if one.Value == two.Value || one.Value == w.cookies["owner"] {
			t.Error("two sessions have one secret")
		}
		if !one.HttpOnly || !one.Secure || one.SameSite != http.SameSiteLaxMode ||
			one.Path != "/" || one.Domain != "" {
			t.Errorf("the cookie is not guarded: %s", one)
		}
		if strings.Contains(first.Raw, one.Value) {
			t.Error("the session's secret stands in the answer's body")
		}
		w.cookies["one"], w.cookies["two"] = one.Value, two.Value
		out := w.do("one", "DELETE", "/session", "")
		if out.Status != 204 || !strings.Contains(out.Header.Get("Set-Cookie"), "Max-Age=0") {
			t.Errorf("signing out: %d %v", out.Status, out.Header)
		}
		if got := w.do("one", "GET", "/me", ""); got.Status != 401 {
			t.Errorf("signed out, and still %d", got.Status)
		}
		if got := w.do("two", "GET", "/me", ""); got.Status != 200 {
			t.Errorf("the other session: %d", got.Status)
		}
	})
}

func TestAU2NewPasswordEndsWhatWasOpen(t *testing.T) {
	eachWorld(t, func(w *world) {
		_, other := w.signIn("owner@a.example", password)
		w.cookies["other"] = other.Value
		token := taken(w.do("owner", "POST", "/tokens", `{"name":"x","scopes":["*"]}`).Body,
			"secret")
		bearer := "Authorization: Bearer " + token
		if got := w.do("", "GET", "/me", "", bearer); got.Status != 200 {
			t.Fatalf("the token before: %d %s", got.Status, got.Raw)
		}
		got := w.do("owner", "POST", "/me/password",
			`{"old_password":"`+password+`","new_password":"another lantern"}`)
		if got.Status != 204 {
			t.Fatalf("changing the password: %d %s", got.Status, got.Raw)
		}
		this, session := w.do("owner", "GET", "/me", ""), w.do("other", "GET", "/me", "")
		program := w.do("", "GET", "/me", "", bearer)
		if this.Status != 200 || session.Status != 401 || program.Status != 401 {
			t.Errorf("after a new password: this session %d, another %d, a token %d",
				this.Status, session.Status, program.Status)
		}
		if got, _ := w.signIn("owner@a.example", password); got.Status != 401 {
			t.Errorf("the old password: %d", got.Status)
		}
	})
}

func TestAU5AnswersAreEqual(t *testing.T) {
	oneWorld(t, func(w *world) {
		known, _ := w.signIn("owner@a.example", "not the password")
		unknown, _ := w.signIn("nobody@a.example", "not the password")
		known.Header.Del("Date")
		unknown.Header.Del("Date")
		if known.Status != 401 || known.Raw != unknown.Raw ||
			fmt.Sprint(known.Header) != fmt.Sprint(unknown.Header) {
			t.Errorf("known: %d %s, unknown: %d %s",
				known.Status, known.Raw, unknown.Status, unknown.Raw)
		}
	})
}

func TestR2FloodsOfSignInsAreSlowedDown(t *testing.T) {
	oneWorld(t, func(w *world) {
		var last reply
		for range 12 {
			last, _ = w.signIn("owner@a.example", "not the password")
		}
		if last.Status != 429 || last.Header.Get("Retry-After") == "" {
			t.Errorf("after 12 tries: %d %v", last.Status, last.Header)
		}
		if got := w.do("owner", "GET", "/me", ""); got.Status != 200 {
			t.Errorf("who is signed in meanwhile: %d", got.Status)
		}
	})
}

// TestAZ10SecretsAreNeverShown makes one of everything secret and reads everything there is.
func TestAZ10SecretsAreNeverShown(t *testing.T) {
	eachWorld(t, func(w *world) {
		secrets := []string{w.cookies["owner"], password}
		secrets = append(secrets,
			taken(w.do("owner", "POST", "/tokens", `{"name":"x","scopes":["*"]}`).Body, "secret"))
		link := taken(w.do("owner", "POST", "/invitations",
			`{"email":"n@x.example","roles":["viewer"]}`).Body, "link")
		_, invitation, _ := strings.Cut(link, "#")
		secrets = append(secrets, invitation)
		in := scope.ForSystem(scope.Everywhere, "test")
		w.must(w.db.Read(t.Context(), in, func(tx *database.Tx) error {
			hashes, err := database.List[string](tx, `SELECT hash FROM session
				UNION SELECT hash FROM api_token UNION SELECT hash FROM invitation
				UNION SELECT password_hash FROM users WHERE password_hash <> ''`)
			secrets = append(secrets, hashes...)
			return err
		}))
		for _, op := range w.table {
			if op.Method != http.MethodGet || streams(op) {
				continue
			}
			raw := w.do("owner", "GET", w.pathOf(op), "").Raw
			for _, secret := range secrets {
				if secret == "" || strings.Contains(raw, secret) {
					w.Errorf("%s shows the secret %q", name(op), secret)
				}
			}
		}
	})
}

func TestC3OneVoteEachHoweverOften(t *testing.T) {
	eachWorld(t, func(w *world) {
		path := w.a.fill("/items/$item")
		voters := []string{"owner", "viewer", "admin"}
		w.atOnce(48, func(i int) reply {
			return w.do(voters[i%len(voters)], "PUT", path+"/vote", "")
		})
		if votes := w.do("owner", "GET", path, "").Body["vote_count"]; votes != 3.0 {
			t.Errorf("48 votes of 3 people count as %v", votes)
		}
	})
}

func TestC3AnInvitationIsSpentOnce(t *testing.T) {
	eachWorld(t, func(w *world) {
		link := taken(w.do("owner", "POST", "/invitations",
			`{"email":"n@x.example","roles":["viewer"]}`).Body, "link")
		_, secret, _ := strings.Cut(link, "#")
		statuses := w.atOnce(4, func(i int) reply {
			return w.do("", "POST", "/invitations/acceptance", fmt.Sprintf(
				`{"secret":%q,"name":"New %d","password":"a lantern %d"}`, secret, i, i))
		})
		if statuses[0] != 201 || statuses[1] < 400 {
			t.Errorf("one invitation accepted four times at once: %v", statuses)
		}
	})
}

// TestC4OrderStaysAnOrder moves items about all at once.
func TestC4OrderStaysAnOrder(t *testing.T) {
	eachWorld(t, func(w *world) {
		ids := []string{}
		for i := range 8 {
			made := w.do("owner", "POST", "/items", fmt.Sprintf(`{"title":"Item %d"}`, i))
			ids = append(ids, taken(made.Body, "id"))
		}
		var mu sync.Mutex
		failed := []string{}
		w.atOnce(100, func(i int) reply {
			got := w.do("owner", "POST", "/items/"+ids[i%8]+"/move",
				fmt.Sprintf(`{"after":%q}`, ids[(i*5+3)%8]))
			if got.Status >= 500 {
				mu.Lock()
				defer mu.Unlock()
				failed = append(failed, got.Raw)
			}
			return got
		})
		seen := map[string]bool{}
		places := map[string]bool{}
		for _, r := range w.do("owner", "GET", "/items?limit=200", "").Body["records"].([]any) {
			item := r.(map[string]any)
			seen[taken(item, "id")], places[taken(item, "position")] = true, true
		}
		if len(failed) > 0 || len(seen) != 10 || len(places) != 10 {
			t.Errorf("%d items at %d places, %v", len(seen), len(places), failed)
		}
	})
}

// TestAU10OwnPagesPass shows that it is the foreign page that is refused and not the browser.
func TestAU10OwnPagesPass(t *testing.T) {
	oneWorld(t, func(w *world) {
		before := databasetest.DigestOf(t, w.db)
		for _, header := range []string{"Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: none",
			"Origin: http://example.com"} {
			got := w.do("owner", "POST", "/feedback", `{"source":"Desk","text":"x"}`, header)
			if got.Status != 201 {
				t.Errorf("%s: %d %s", header, got.Status, got.Raw)
			}
		}
		if len(databasetest.DigestOf(t, w.db).Changed(before)) == 0 {
			t.Error("the digest of the database does not see new records")
		}
	})
}
