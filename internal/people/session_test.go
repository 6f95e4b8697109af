package people_test

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

func sortedLines(text string) string {
	lines := strings.Split(text, "\n")
	sort.Strings(lines)
	return strings.Join(lines, "\n")
}

func TestAU12SetUpRaceMakesOneOwner(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		if needs, err := people.NeedsSetUp(t.Context(), db); !needs || err != nil {
			t.Fatalf("an empty installation needs set-up: %v, %v", needs, err)
		}
		errs := make([]error, 6)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() {
				_, _, errs[i] = people.SetUp(t.Context(), db, people.SetUpInput{
					WorkspaceName: "Acme", Name: "Olive", Password: password,
					Email: fmt.Sprintf("olive%d@acme.example", i)})
			})
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if !fault.Is(err, fault.Conflict) {
				t.Errorf("a set-up that lost: %v, want Conflict", err)
			}
		}
		if won != 1 {
			t.Errorf("%d set-ups won, want 1", won)
		}
		err := db.Read(t.Context(), scope.ForSystem(scope.Everywhere, "test"),
			func(tx *database.Tx) error {
				for _, table := range []string{"users", "workspace", "membership", "installation"} {
					n, err := database.Value[int](tx, "SELECT count(*) FROM "+table)
					if n != 1 || err != nil {
						t.Errorf("%d rows in %s, want 1 (%v)", n, table, err)
					}
				}
				return nil
			})
		if err != nil {
			t.Fatal(err)
		}
		needs, err := people.NeedsSetUp(t.Context(), db)
		if needs || err != nil {
			t.Errorf("after set-up: needs %v, %v", needs, err)
		}
	})
}

func TestAU2OldCredentialsDieAtOnce(t *testing.T) {
	endings := map[string]func(h *house, p person) error{
		"changed password": func(h *house, p person) error {
			other, err := h.signIn(p.email, password, "192.0.2.1")
			h.must(err)
			_, who, err := h.who(other.cookie)
			h.must(err)
			h.must(people.ChangePassword(h.Context(), h.db, h.throttle, who,
				people.ChangePasswordInput{Old: password, New: "another lantern"}))
			_, _, err = h.who(other.cookie)
			h.want("the session that changed the password", err, 0)
			_, err = h.signIn(p.email, password, "192.0.2.1")
			h.want("the old password", err, fault.Unauthenticated)
			_, err = h.signIn(p.email, "another lantern", "192.0.2.1")
			return err
		},
		"reset password": func(h *house, p person) error {
			return people.ResetPassword(h.Context(), h.db, p.email, "another lantern")
		},
		"disabled": func(h *house, p person) error {
			h.must(h.as(h.owner, func(tx *database.Tx) error {
				return people.Disable(tx, p.UserID)
			}))
			_, err := h.signIn(p.email, password, "192.0.2.1")
			h.want("signing in disabled", err, fault.Unauthenticated)
			return h.as(h.owner, func(tx *database.Tx) error { return people.Enable(tx, p.UserID) })
		},
		"removed": func(h *house, p person) error {
			return h.as(h.owner, func(tx *database.Tx) error {
				return people.RemoveMember(tx, p.UserID, 1)
			})
		},
	}
	for name, end := range endings {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(h *house) {
				p := h.hire("max", scope.Contributor)
				token := h.token(p, "*")
				_, _, err := h.who(p.cookie)
				h.want("the cookie before", err, 0)
				_, _, err = h.bearer(token)
				h.want("the token before", err, 0)
				h.must(end(h, p))
				_, _, err = h.who(p.cookie)
				h.want("the old cookie", err, fault.Unauthenticated)
				_, _, err = h.bearer(token)
				h.want("the old token", err, fault.Unauthenticated)
				_, _, err = h.who(h.owner.cookie)
				h.want("somebody else's cookie", err, 0)
			})
		})
	}
}

func TestAU2LostRoleCountsAtOnce(t *testing.T) {
	onBoth(t, func(h *house) {
		p := h.hire("max", scope.Admin)
		token := h.token(p, "people.manage")
		h.must(h.as(h.owner, func(tx *database.Tx) error {
			_, err := people.ChangeRoles(tx, p.UserID, 1, []scope.Role{scope.Viewer})
			return err
		}))
		s, _, err := h.bearer(token)
		h.must(err)
		h.want("the token's old power", people.Can(s.Actor, people.ManagePeople), fault.Forbidden)
	})
}

func TestAU4GuessingIsSlowedDown(t *testing.T) {
	h, pass := withClock(t)
	p := h.hire("max", scope.Viewer)
	for i := range 50 {
		_, err := h.signIn(p.email, "not the password", fmt.Sprintf("192.0.2.%d", i))
		want := fault.Unauthenticated
		if i >= 10 {
			want = fault.TooMany
		}
		h.want(fmt.Sprintf("try %d", i), err, want)
	}
	_, err := h.signIn(p.email, password, "198.51.100.1")
	h.want("the right password from a new address", err, fault.TooMany)
	_, _, err = h.who(p.cookie)
	h.want("an open session meanwhile", err, 0)
	_, err = h.signIn(h.owner.email, password, "192.0.2.1")
	h.want("somebody else from such an address", err, 0)
	pass(time.Minute)
	_, err = h.signIn(p.email, password, "198.51.100.1")
	h.want("the right password a minute later", err, 0)
}

func TestAU4GuessingOldPasswordIsSlowedDown(t *testing.T) {
	h, _ := withClock(t)
	_, who, err := h.who(h.owner.cookie)
	h.must(err)
	for i := range 12 {
		err := people.ChangePassword(t.Context(), h.db, h.throttle, who,
			people.ChangePasswordInput{Old: "not the password", New: "another lantern"})
		want := fault.Invalid
		if i >= 10 {
			want = fault.TooMany
		}
		h.want(fmt.Sprintf("try %d", i), err, want)
	}
}

func TestAU5UnknownAddressLooksLikeKnown(t *testing.T) {
	h, _ := withClock(t)
	times := map[string][]time.Duration{}
	var answers []string
	for range 9 {
		for _, email := range []string{h.owner.email, "nobody@acme.example"} {
			began := time.Now()
			h.throttle = people.NewThrottle()
			_, err := h.signIn(email, "not the password", "192.0.2.1")
			times[email] = append(times[email], time.Since(began))
			h.want(email, err, fault.Unauthenticated)
			answers = append(answers, err.Error())
		}
	}
	if slices.Sort(answers); answers[0] != answers[len(answers)-1] {
		t.Errorf("answers differ: %q, %q", answers[0], answers[len(answers)-1])
	}
	median := func(email string) float64 {
		slices.Sort(times[email])
		return times[email][4].Seconds()
	}
	if r := median(h.owner.email) / median("nobody@acme.example"); r < 0.4 || r > 2.5 {
		t.Errorf("a known address takes %.2f times as long as an unknown one", r)
	}
}

func TestAU7SessionsAreNewAndEnd(t *testing.T) {
	h, pass := withClock(t)
	first, err := h.signIn(h.owner.email, password, "192.0.2.1")
	h.must(err)
	if first.cookie == h.owner.cookie || len(first.cookie) != 43 {
		t.Errorf("the session's secret %q is not new and 256 bits", first.cookie)
	}
	for range 12 { // used each week, it lives on ...
		pass(7 * 24 * time.Hour)
		_, _, err = h.who(first.cookie)
		h.want("a session in use", err, 0)
	}
	_, _, err = h.who(h.owner.cookie)
	h.want("a session unused for 84 days", err, fault.Unauthenticated)
	pass(6*24*time.Hour - time.Microsecond)
	_, _, err = h.who(first.cookie)
	h.want("a session just under 90 days old", err, 0)
	pass(time.Microsecond) // ... but not for ever
	_, _, err = h.who(first.cookie)
	h.want("a session 90 days old", err, fault.Unauthenticated)
}

func TestAU7IdleEndIsExact(t *testing.T) {
	h, pass := withClock(t)
	pass(9 * time.Minute) // not written down: too soon after the last use
	_, _, err := h.who(h.owner.cookie)
	h.must(err)
	pass(14*24*time.Hour - 9*time.Minute)
	_, _, err = h.who(h.owner.cookie)
	h.want("unused for 14 days", err, fault.Unauthenticated)
}

func TestSecretsAreNotInTheDatabase(t *testing.T) {
	onBoth(t, func(h *house) {
		secrets := []string{h.owner.cookie, h.token(h.owner, "read"), password}
		h.must(h.db.Read(h.Context(), scope.ForSystem(scope.Everywhere, "test"),
			func(tx *database.Tx) error {
				for _, query := range []string{"SELECT hash FROM session",
					"SELECT hash || prefix || name FROM api_token",
					"SELECT password_hash FROM users", "SELECT detail FROM audit_entry"} {
					stored, err := database.List[string](tx, query)
					if err != nil {
						return err
					}
					for _, secret := range secrets {
						if strings.Contains(strings.Join(stored, " "), secret) {
							t.Errorf("%s shows a secret", query)
						}
					}
				}
				return nil
			}))
	})
}

func TestSignOut(t *testing.T) {
	onBoth(t, func(h *house) {
		second, err := h.signIn(h.owner.email, password, "")
		h.must(err)
		third, err := h.signIn(h.owner.email, password, "")
		h.must(err)
		_, who, err := h.who(second.cookie)
		h.must(err)
		h.must(people.SignOut(h.Context(), h.db, who))
		_, _, err = h.who(second.cookie)
		h.want("signed out", err, fault.Unauthenticated)
		_, who, err = h.who(third.cookie)
		h.must(err)
		h.must(people.SignOutEverywhere(h.Context(), h.db, who))
		for _, cookie := range []string{third.cookie, h.owner.cookie, "", "nonsense"} {
			_, _, err = h.who(cookie)
			h.want("signed out everywhere", err, fault.Unauthenticated)
		}
	})
}

func TestEverythingIsAudited(t *testing.T) {
	onBoth(t, func(h *house) {
		p := h.hire("max", scope.Viewer)
		h.token(p, "read")
		err := h.as(h.owner, func(tx *database.Tx) error {
			n, err := audit.Verify(tx)
			if n < 7 {
				t.Errorf("%d entries", n)
			}
			details, _ := database.List[string](tx, `SELECT action || detail FROM audit_entry
				WHERE workspace_id = $1 ORDER BY seq`, tx.Workspace)
			for _, d := range details {
				if strings.Contains(d, "@") || strings.Contains(d, "max") {
					t.Errorf("personal data in the audit log: %s", d)
				}
			}
			return err
		})
		h.must(err)
	})
}
