package people_test

import (
	"strings"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

func TestAU8TokenDoesWhatItsScopesSay(t *testing.T) {
	onBoth(t, func(h *house) {
		for _, word := range people.ScopeWords() {
			s, who, err := h.bearer(h.token(h.owner, word))
			h.must(err)
			if who.SignedIn() || who.UserID != h.owner.UserID || s.Actor.Kind != scope.Token {
				t.Fatalf("identity %+v", who)
			}
			for _, verb := range people.Verbs() {
				room, act, _ := strings.Cut(string(verb), ".")
				want := fault.Forbidden
				if word == string(verb) || word == room || word == "*" ||
					word == "read" && act == "read" {
					want = 0
				}
				h.want(word+" -> "+string(verb), people.Can(s.Actor, verb), want)
			}
		}
	})
}

func TestAU8TokenNeverExceedsItsOwner(t *testing.T) {
	onBoth(t, func(h *house) {
		viewer := h.hire("vic", scope.Viewer)
		own, _, err := h.who(viewer.cookie)
		h.must(err)
		s, _, err := h.bearer(h.token(viewer, "*"))
		h.must(err)
		for _, verb := range people.Verbs() {
			person, token := people.Can(own.Actor, verb), people.Can(s.Actor, verb)
			if (person == nil) != (token == nil) {
				t.Errorf("%s: the person %v, the token %v", verb, person, token)
			}
		}
	})
}

func TestAU8TokenCannotDoWhatOnlyPersonsDo(t *testing.T) {
	onBoth(t, func(h *house) {
		s, who, err := h.bearer(h.token(h.owner, "*"))
		h.must(err)
		before := h.state()
		err = h.db.Write(h.Context(), s, func(tx *database.Tx) error {
			_, _, err := people.CreateToken(tx, people.TokenInput{Name: "x", Scopes: []string{"*"}})
			return err
		})
		h.want("making tokens", err, fault.Forbidden)
		h.want("changing the password", people.ChangePassword(h.Context(), h.db, h.throttle, who,
			people.ChangePasswordInput{Old: password, New: "another lantern"}), fault.Forbidden)
		_, err = people.SwitchWorkspace(h.Context(), h.db, who, "workspace_b")
		h.want("switching the workspace", err, fault.Forbidden)
		h.want("signing out everywhere",
			people.SignOutEverywhere(h.Context(), h.db, who), fault.Forbidden)
		err = h.db.Write(h.Context(), s, func(tx *database.Tx) error {
			return people.Disable(tx, h.owner.UserID)
		})
		h.want("disabling", err, fault.Forbidden)
		if h.state() != before {
			t.Error("something was refused and changed something (AZ6)")
		}
	})
}

func TestAU8RevokedAndExpiredTokensAreDead(t *testing.T) {
	h, pass := withClock(t)
	viewer := h.hire("vic", scope.Viewer)
	secret := h.token(viewer, "read")
	list := func(p person) (found []people.APIToken) {
		h.must(h.as(p, func(tx *database.Tx) error {
			tokens, err := people.ListTokens(tx, page.Request{})
			found = tokens.Records
			return err
		}))
		return found
	}
	h.token(h.owner, "read")
	if own, all := list(viewer), list(h.owner); len(own) != 1 || len(all) != 2 {
		t.Errorf("a viewer sees %d tokens, the owner %d", len(own), len(all))
	}
	foreign := list(h.owner)[1].ID
	revoke := func(p person, of people.APIToken) error {
		return h.as(p, func(tx *database.Tx) error { return people.RevokeToken(tx, of.ID) })
	}
	h.want("revoking somebody else's", revoke(viewer, list(h.owner)[1]), fault.NotFound)
	if list(h.owner)[1].ID != foreign {
		t.Error("it was revoked")
	}
	_, _, err := h.bearer(secret)
	h.must(err)
	used := list(viewer)[0]
	marked := strings.HasPrefix(secret, "tl_"+used.Prefix+"_")
	if used.UsedAt == nil || !marked || used.Hash == secret {
		t.Errorf("token %+v", used)
	}
	h.must(revoke(h.owner, used))
	_, _, err = h.bearer(secret)
	h.want("revoked", err, fault.Unauthenticated)

	soon := h.db.Now().Add(time.Hour)
	h.must(h.as(viewer, func(tx *database.Tx) (err error) {
		secret, _, err = people.CreateToken(tx,
			people.TokenInput{Name: "x", Scopes: []string{"read"}, ExpiresAt: &soon})
		return err
	}))
	pass(time.Hour - time.Microsecond)
	_, _, err = h.bearer(secret)
	h.want("just before its end", err, 0)
	pass(time.Microsecond)
	_, _, err = h.bearer(secret)
	h.want("at its end", err, fault.Unauthenticated)
}

func TestTokenInput(t *testing.T) {
	h, _ := withClock(t)
	past := h.db.Now()
	for name, in := range map[string]people.TokenInput{
		"no name":       {Scopes: []string{"read"}},
		"no scope":      {Name: "x"},
		"unknown scope": {Name: "x", Scopes: []string{"read", "root"}},
		"over already":  {Name: "x", Scopes: []string{"read"}, ExpiresAt: &past},
		"many scopes":   {Name: "x", Scopes: strings.Split(strings.Repeat("read ", 60), " ")},
	} {
		err := h.as(h.owner, func(tx *database.Tx) error {
			_, _, err := people.CreateToken(tx, in)
			return err
		})
		h.want(name, err, fault.Invalid)
	}
}
