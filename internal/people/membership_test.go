package people_test

import (
	"fmt"
	"testing"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

func TestAZ13NobodyRaisesAboveThemselves(t *testing.T) {
	onBoth(t, func(h *house) {
		admin, viewer := h.hire("ada", scope.Admin), h.hire("vic", scope.Viewer)
		cases := []struct {
			what string
			by   person
			on   person
			to   scope.Role
			want fault.Kind
		}{
			{"an admin makes a viewer owner", admin, viewer, scope.Owner, fault.Forbidden},
			{"an admin makes herself owner", admin, admin, scope.Owner, fault.Forbidden},
			{"an admin demotes the owner", admin, h.owner, scope.Viewer, fault.Forbidden},
			{"a viewer raises himself", viewer, viewer, scope.Contributor, fault.Forbidden},
			{"the last owner demotes herself", h.owner, h.owner, scope.Admin, fault.Conflict},
			{"an unknown role", h.owner, viewer, "root", fault.Invalid},
			{"an admin makes a viewer admin", admin, viewer, scope.Admin, 0},
		}
		for _, c := range cases {
			before, version := h.state(), h.member(c.on.UserID).Version
			err := h.as(c.by, func(tx *database.Tx) error {
				_, err := people.ChangeRoles(tx, c.on.UserID, version, []scope.Role{c.to})
				return err
			})
			h.want(c.what, err, c.want)
			if c.want != 0 && h.state() != before {
				t.Errorf("%s: was refused and changed something", c.what)
			}
			if c.want == 0 || c.to == "root" {
				continue
			}
			err = h.as(c.by, func(tx *database.Tx) error {
				_, _, err := people.Invite(tx, "new@acme.example", []scope.Role{scope.Owner})
				return err
			})
			if c.by.UserID != h.owner.UserID {
				h.want(c.what+", by invitation", err, fault.Forbidden)
			}
		}
	})
}

func TestAZ13LastOwnerStays(t *testing.T) {
	onBoth(t, func(h *house) {
		remove := func(tx *database.Tx) error { return people.RemoveMember(tx, h.owner.UserID, 1) }
		h.want("removing the last owner", h.as(h.owner, remove), fault.Conflict)
		h.want("the last owner leaves", h.as(h.owner, people.Leave), fault.Conflict)
		second := h.hire("sam", scope.Owner)
		h.must(h.as(h.owner, func(tx *database.Tx) error {
			return people.Disable(tx, second.UserID)
		}))
		h.want("the other owner is disabled", h.as(h.owner, people.Leave), fault.Conflict)
		h.must(h.as(h.owner, func(tx *database.Tx) error {
			return people.Enable(tx, second.UserID)
		}))
		h.want("the other owner is back", h.as(h.owner, people.Leave), 0)
		_, _, err := h.who(h.owner.cookie)
		h.want("having left", err, fault.Unauthenticated)
	})
}

func TestAZ8OnlyManagersManage(t *testing.T) {
	onBoth(t, func(h *house) {
		staff := h.hireEach()
		hats := people.Apart
		acts := map[string]func(tx *database.Tx) error{
			"invite": func(tx *database.Tx) error {
				_, _, err := people.Invite(tx, "n@acme.example", []scope.Role{scope.Viewer})
				return err
			},
			"list invitations": func(tx *database.Tx) error {
				_, err := people.ListInvitations(tx, page.Request{})
				return err
			},
			"revoke an invitation": func(tx *database.Tx) error {
				return people.RevokeInvitation(tx, "invitation_x")
			},
			"change roles": func(tx *database.Tx) error {
				_, err := people.ChangeRoles(tx, tx.Actor.ID, 1, []scope.Role{scope.Viewer})
				return err
			},
			"remove": func(tx *database.Tx) error {
				return people.RemoveMember(tx, tx.Actor.ID, 1)
			},
			"change the workspace": func(tx *database.Tx) error {
				_, err := people.ChangeWorkspace(tx, 1, people.WorkspaceInput{Hats: &hats})
				return err
			},
			"disable": func(tx *database.Tx) error {
				return people.Disable(tx, h.owner.UserID)
			},
			"enable": func(tx *database.Tx) error {
				return people.Enable(tx, h.owner.UserID)
			},
			"revoke token": func(tx *database.Tx) error {
				return people.RevokeToken(tx, "token_x")
			},
		}
		for role, p := range staff {
			if role == scope.Owner || role == scope.Admin {
				continue
			}
			for name, act := range acts {
				before := h.state()
				want := fault.Forbidden
				if name == "revoke token" {
					want = fault.NotFound // one's own may be revoked; this one does not exist
				}
				h.want(fmt.Sprintf("%s: %s", role, name), h.as(p, act), want)
				if h.state() != before {
					t.Errorf("%s: %s was refused and changed something (AZ6)", role, name)
				}
			}
		}
	})
}

func TestInvitations(t *testing.T) {
	h, pass := withClock(t)
	invite := func(by person, email string) (secret string, i people.Invitation) {
		h.must(h.as(by, func(tx *database.Tx) (err error) {
			secret, i, err = people.Invite(tx, email, []scope.Role{scope.Viewer, scope.Admin})
			return err
		}))
		return secret, i
	}
	accept := func(what, secret string, want fault.Kind) {
		t.Helper()
		_, _, err := people.AcceptInvitation(t.Context(), h.db, h.throttle,
			people.AcceptInput{Secret: secret, Name: "New", Password: password})
		h.want(what, err, want)
	}
	older, _ := invite(h.owner, "One@acme.example")
	newer, _ := invite(h.owner, "one@acme.example")
	accept("a made-up secret", "x", fault.NotFound)
	accept("the older of two", older, fault.NotFound)
	accept("the newer of two", newer, 0)
	accept("spent", newer, fault.NotFound)

	revoked, i := invite(h.owner, "two@acme.example")
	h.must(h.as(h.owner, func(tx *database.Tx) error {
		return people.RevokeInvitation(tx, i.ID)
	}))
	accept("revoked", revoked, fault.NotFound)

	admin := h.hire("ada", scope.Admin)
	orphan, _ := invite(admin, "three@acme.example")
	h.must(h.as(h.owner, func(tx *database.Tx) error {
		_, err := people.ChangeRoles(tx, admin.UserID, 1, []scope.Role{scope.Viewer})
		return err
	}))
	accept("who invited may no longer", orphan, fault.NotFound)

	old, _ := invite(h.owner, "four@acme.example")
	pass(invitationDays * 24 * 3600e9)
	accept("too old", old, fault.NotFound)

	err := h.as(h.owner, func(tx *database.Tx) error {
		_, _, err := people.Invite(tx, "one@acme.example", []scope.Role{scope.Viewer})
		return err
	})
	h.want("a member already", err, fault.Conflict)
}

const invitationDays = 7

func TestInvitedUserWithAccountJoinsByItsPassword(t *testing.T) {
	onBoth(t, func(h *house) {
		p := h.hire("max", scope.Viewer)
		_, owner, err := h.who(h.owner.cookie)
		h.must(err)
		second, err := people.CreateWorkspace(h.Context(), h.db, owner, "Acme")
		h.must(err)
		if second.Slug != "acme-2" {
			t.Errorf("slug %q", second.Slug)
		}
		_, err = people.SwitchWorkspace(h.Context(), h.db, owner, second.ID)
		h.must(err)
		var secret string
		h.must(h.as(h.owner, func(tx *database.Tx) (err error) {
			if tx.Workspace != second.ID {
				t.Errorf("the session is still in %s", tx.Workspace)
			}
			secret, _, err = people.Invite(tx, p.email, []scope.Role{scope.Contributor})
			return err
		}))
		_, who, err := h.who(p.cookie)
		h.must(err)
		_, err = people.SwitchWorkspace(h.Context(), h.db, who, second.ID)
		h.want("switching before joining", err, fault.NotFound)
		seen, err := people.LookUpInvitation(h.Context(), h.db, secret)
		if want := (people.Welcome{Email: p.email, Workspace: "Acme", Known: true}); err != nil || seen != want {
			t.Errorf("the link shows %+v, %v", seen, err)
		}
		accept := func(what, password string, want fault.Kind) (session people.Session) {
			_, session, err := people.AcceptInvitation(h.Context(), h.db, h.throttle,
				people.AcceptInput{Secret: secret, Name: "Max", Password: password})
			h.want(what, err, want)
			return session
		}
		accept("joining with another password", "something else", fault.Unauthenticated)
		if joined := accept("joining", password, 0); joined.WorkspaceID != second.ID || joined.UserID != p.UserID {
			t.Errorf("joined %+v", joined)
		}
		accept("joining twice", password, fault.NotFound)
		_, err = people.LookUpInvitation(h.Context(), h.db, secret)
		h.want("looking at a spent invitation", err, fault.NotFound)
		_, err = people.SwitchWorkspace(h.Context(), h.db, who, second.ID)
		h.must(err)
		s, _, err := h.who(p.cookie)
		h.must(err)
		if s.Workspace != second.ID || fmt.Sprint(s.Actor.Roles) != "[contributor]" {
			t.Errorf("after switching: %+v", s)
		}
		homes, err := people.OwnWorkspaces(h.Context(), h.db, p.UserID)
		if err != nil || len(homes) != 2 {
			t.Errorf("own workspaces: %v, %v", homes, err)
		}
		_, err = people.CreateWorkspace(h.Context(), h.db, who, "Mine")
		h.want("a contributor's workspace", err, fault.Forbidden)
		h.endsIn(p, second.ID)
	})
}

// endsIn checks that a new password ends what the person has in other workspaces too.
func (h *house) endsIn(p person, workspace id.ID) {
	token := h.token(p, "read")
	s, _, err := h.bearer(token)
	h.must(err)
	if s.Workspace != workspace {
		h.Errorf("the token works in %s", s.Workspace)
	}
	h.must(people.ResetPassword(h.Context(), h.db, p.email, "another lantern"))
	_, _, err = h.who(p.cookie)
	h.want("a session elsewhere", err, fault.Unauthenticated)
	_, _, err = h.bearer(token)
	h.want("a token elsewhere", err, fault.Unauthenticated)
}

func TestMembersArePagedAndWorkspacesApart(t *testing.T) {
	onBoth(t, func(h *house) {
		for i := range 4 {
			h.hire(fmt.Sprintf("m%d", i), scope.Viewer)
		}
		var names []string
		h.must(h.as(h.owner, func(tx *database.Tx) error {
			for request := (page.Request{Limit: 2}); ; {
				members, err := people.ListMembers(tx, request)
				if err != nil {
					return err
				}
				for _, m := range members.Records {
					names = append(names, m.Name)
				}
				if request.Cursor = members.Next; request.Cursor == "" {
					return nil
				}
			}
		}))
		if fmt.Sprint(names) != "[Olive Owner m0 m1 m2 m3]" {
			t.Errorf("members %v", names)
		}
		other := scope.ForSystem("workspace_b", "test")
		err := h.db.Read(h.Context(), other, func(tx *database.Tx) error {
			members, err := people.ListMembers(tx, page.Request{})
			if len(members.Records) != 0 {
				t.Errorf("another workspace sees %v", members.Records)
			}
			h.want("listing with a foreign cursor", func() error {
				_, err := people.ListMembers(tx, page.Request{Cursor: "WyJcdTAwMDAiXQ"})
				return err
			}(), fault.Invalid)
			_, gone := people.GetMember(tx, h.owner.UserID)
			h.want("another workspace's member", gone, fault.NotFound)
			return err
		})
		h.must(err)
	})
}

func TestStaleChangesAreRefused(t *testing.T) {
	onBoth(t, func(h *house) {
		p, name := h.hire("max", scope.Viewer), "Acme & Sons"
		acts := map[string]func(tx *database.Tx) error{
			"roles": func(tx *database.Tx) error {
				_, err := people.ChangeRoles(tx, p.UserID, 7, []scope.Role{scope.Viewer})
				return err
			},
			"name": func(tx *database.Tx) error {
				_, err := people.Rename(tx, 7, "Olive")
				return err
			},
			"workspace": func(tx *database.Tx) error {
				_, err := people.ChangeWorkspace(tx, 7, people.WorkspaceInput{Name: &name})
				return err
			},
		}
		for what, act := range acts {
			h.want(what, h.as(h.owner, act), fault.Stale)
		}
		h.must(h.as(h.owner, func(tx *database.Tx) error {
			if _, err := people.Rename(tx, 1, "Olive O."); err != nil {
				return err
			}
			w, err := people.ChangeWorkspace(tx, 1, people.WorkspaceInput{Name: &name})
			if err != nil || w.Version != 2 || w.Settings.Hats != people.Together {
				t.Errorf("workspace %+v", w)
			}
			read, err := people.GetWorkspace(tx)
			if read.Name != name || read.Settings != w.Settings {
				t.Errorf("read back %+v", read)
			}
			return err
		}))
		s, _, err := h.who(h.owner.cookie)
		h.must(err)
		if s.Actor.Name != "Olive O." {
			t.Errorf("the name is still %q", s.Actor.Name)
		}
	})
}

func TestCreateUserOnTheServer(t *testing.T) {
	onBoth(t, func(h *house) {
		in := people.CreateUserInput{Name: "Bea", Email: "bea@acme.example", Password: password,
			Roles: []scope.Role{scope.Owner}}
		_, err := people.CreateUser(h.Context(), h.db, in)
		h.want("creating", err, 0)
		_, err = people.CreateUser(h.Context(), h.db, in)
		h.want("creating twice", err, fault.Conflict)
		in.Workspace = "nowhere"
		_, err = people.CreateUser(h.Context(), h.db, in)
		h.want("in an unknown workspace", err, fault.NotFound)
		p, err := h.signIn("BEA@acme.example", password, "")
		h.want("signing in", err, 0)
		_, _, err = h.who(p.cookie)
		h.want("working", err, 0)
	})
}

// TestAZ14LostRightsCountForWorkAskedForEarlier asks, for somebody who asked for work, what they may
// when it is done: what the role they have then allows, and nothing once they are gone.
func TestAZ14LostRightsCountForWorkAskedForEarlier(t *testing.T) {
	onBoth(t, func(h *house) {
		pia, sam := h.hire("pia", scope.ProductOperations), h.hire("sam", scope.ProductOperations)
		still := func(who person) error {
			return h.as(h.owner, func(tx *database.Tx) error {
				return people.StillMay(tx, who.UserID, people.ImportFeedback)
			})
		}
		h.want("with the role", still(pia), 0)
		version := h.member(pia.UserID).Version
		h.must(h.as(h.owner, func(tx *database.Tx) error {
			_, err := people.ChangeRoles(tx, pia.UserID, version, []scope.Role{scope.Contributor})
			return err
		}))
		h.want("without the role", still(pia), fault.Forbidden)
		h.must(h.as(h.owner, func(tx *database.Tx) error {
			return people.RemoveMember(tx, pia.UserID, version+1)
		}))
		h.want("out of the workspace", still(pia), fault.Forbidden)
		h.must(h.as(h.owner, func(tx *database.Tx) error { return people.Disable(tx, sam.UserID) }))
		h.want("disabled", still(sam), fault.Forbidden)
	})
}
