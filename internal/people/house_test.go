package people_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

const password = "a lantern in the fog"

// house is a database that is set up, with its owner signed in.
type house struct {
	*testing.T
	db       *database.DB
	throttle *people.Throttle
	owner    person
}

// person is somebody with a session.
type person struct {
	email  string
	cookie string
	people.Session
}

func newHouse(t *testing.T, db *database.DB) *house {
	t.Helper()
	h := &house{T: t, db: db, throttle: people.NewThrottle()}
	secret, session, err := people.SetUp(t.Context(), db, people.SetUpInput{
		WorkspaceName: "Acme", Name: "Olive Owner", Email: " Olive@Acme.example ",
		Password: password})
	h.must(err)
	h.owner = person{"olive@acme.example", secret, session}
	return h
}

// onBoth runs a test in a new house on each database.
func onBoth(t *testing.T, test func(h *house)) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) { test(newHouse(t, db)) })
}

// withClock is a house on SQLite whose clock the returned function moves.
func withClock(t *testing.T) (*house, func(time.Duration)) {
	t.Helper()
	now := databasetest.Start
	db, err := database.Open(t.Context(), filepath.Join(t.TempDir(), "throughline.db"),
		database.Options{Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return newHouse(t, db), func(d time.Duration) { now = now.Add(d) }
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// want fails unless err is of the kind; the zero Kind is for success.
func (h *house) want(what string, err error, kind fault.Kind) {
	h.Helper()
	if kind == 0 && err != nil || kind != 0 && !fault.Is(err, kind) {
		h.Errorf("%s: got %v, want kind %d", what, err, kind)
	}
}

func (h *house) who(cookie string) (scope.Scope, people.Identity, error) {
	return people.Authenticate(h.Context(), h.db, people.Credential{Cookie: cookie})
}

func (h *house) bearer(token string) (scope.Scope, people.Identity, error) {
	return people.Authenticate(h.Context(), h.db, people.Credential{Bearer: token})
}

// as runs fn in a write of the person, authenticated as a request would be.
func (h *house) as(p person, fn func(tx *database.Tx) error) error {
	h.Helper()
	s, _, err := h.who(p.cookie)
	h.must(err)
	return h.db.Write(h.Context(), s, fn)
}

// hire makes a member with these roles and signs them in.
func (h *house) hire(name string, roles ...scope.Role) person {
	h.Helper()
	var secret string
	email := name + "@acme.example"
	h.must(h.as(h.owner, func(tx *database.Tx) (err error) {
		secret, _, err = people.Invite(tx, email, roles)
		return err
	}))
	cookie, session, err := people.AcceptInvitation(h.Context(), h.db, h.throttle,
		people.AcceptInput{Secret: secret, Name: name, Password: password})
	h.must(err)
	return person{email, cookie, session}
}

// hireEach hires one person for each role but owner.
func (h *house) hireEach() map[scope.Role]person {
	h.Helper()
	staff := map[scope.Role]person{scope.Owner: h.owner}
	for _, role := range scope.Roles[1:] {
		staff[role] = h.hire(string(role), role)
	}
	return staff
}

func (h *house) token(p person, scopes ...string) string {
	h.Helper()
	var secret string
	h.must(h.as(p, func(tx *database.Tx) (err error) {
		secret, _, err = people.CreateToken(tx, people.TokenInput{Name: "CI", Scopes: scopes})
		return err
	}))
	return secret
}

func (h *house) signIn(email, password, address string) (person, error) {
	cookie, session, err := people.SignIn(h.Context(), h.db, h.throttle,
		people.SignInInput{Email: email, Password: password, Address: address})
	return person{email, cookie, session}, err
}

// state is everything that people keeps in the database, as one text to compare.
func (h *house) state() string {
	h.Helper()
	text := ""
	h.must(h.db.Read(h.Context(), scope.ForSystem(scope.Everywhere, "test"),
		func(tx *database.Tx) error {
			for table, columns := range map[string]string{
				"membership": "user_id || roles || version", "users": "id || name || version",
				"invitation": "id || version", "api_token": "id || version",
				"session": "hash || workspace_id", "workspace": "id || name || version",
				"audit_entry": "workspace_id || hash",
			} {
				rows, err := database.List[string](tx,
					"SELECT "+columns+" FROM "+table+" ORDER BY 1")
				if err != nil {
					return err
				}
				text += fmt.Sprintf("%s %v\n", table, rows)
			}
			return nil
		}))
	return sortedLines(text)
}

func (h *house) member(user id.ID) people.Member {
	h.Helper()
	var m people.Member
	h.must(h.as(h.owner, func(tx *database.Tx) (err error) {
		m, err = people.GetMember(tx, user)
		return err
	}))
	return m
}
