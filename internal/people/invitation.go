package people

import (
	"context"
	"time"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// invitationLife is how long an invitation can be accepted.
const invitationLife = 7 * 24 * time.Hour

// Invitation asks somebody into the workspace. Its secret goes into one link and is spent once.
type Invitation struct {
	database.Meta
	Email      string
	Roles      []scope.Role
	Hash       string `json:"-"`
	InvitedBy  id.ID  // empty when it came from a command on the server
	ExpiresAt  time.Time
	AcceptedAt *time.Time
	DeletedAt  *time.Time
}

// open reports whether the invitation can still be accepted.
func (i Invitation) open(now time.Time) bool {
	return i.AcceptedAt == nil && i.DeletedAt == nil && now.Before(i.ExpiresAt)
}

// noInvitation is the one answer to a wrong, spent, revoked and expired secret.
func noInvitation() error {
	return fault.New(fault.NotFound, "This invitation is not valid any more. Ask for a new one.")
}

// Invite asks somebody into the workspace and returns the secret of the link, which is told
// only this once. An older invitation of the same address ends. Somebody who is a member
// already is a Conflict; roles above one's own are Forbidden.
func Invite(tx *database.Tx, email string, roles []scope.Role) (string, Invitation, error) {
	if err := Can(tx.Actor, ManagePeople); err != nil {
		return "", Invitation{}, err
	}
	var c fault.Check
	email = normalizeEmail(email)
	checkEmail(&c, "/email", email)
	roles = checkRoles(&c, "/roles", roles)
	if c.Err() != nil {
		return "", Invitation{}, c.Err()
	}
	if err := mayGrant(tx.Actor, roles); err != nil {
		return "", Invitation{}, err
	}
	if err := notYetMember(tx, email); err != nil {
		return "", Invitation{}, err
	}
	if err := binInvitations(tx, email); err != nil {
		return "", Invitation{}, err
	}
	secret := newSecret()
	i := Invitation{Email: email, Roles: roles, Hash: digest(secret), InvitedBy: tx.Actor.ID,
		ExpiresAt: tx.Now.Add(invitationLife)}
	if err := tx.Insert("invitation", &i); err != nil {
		return "", i, err
	}
	return secret, i, audit.Log(tx, "invited", i.ID, map[string]any{"roles": roles})
}

// ListInvitations returns the invitations that wait for an answer, the oldest first.
func ListInvitations(tx *database.Tx, request page.Request) (page.Page[Invitation], error) {
	if err := Can(tx.Actor, ManagePeople); err != nil {
		return page.Page[Invitation]{}, err
	}
	after, err := cursor(request, "invitation")
	if err != nil {
		return page.Page[Invitation]{}, err
	}
	found, err := invitationsAfter(tx, after, request.Size()+1)
	return page.Cut(found, request.Size(), func(i Invitation) []any { return []any{i.ID} }), err
}

// RevokeInvitation ends an invitation; its link is dead at once.
func RevokeInvitation(tx *database.Tx, invitation id.ID) error {
	if err := Can(tx.Actor, ManagePeople); err != nil {
		return err
	}
	i, err := database.Get[Invitation](tx, "invitation", invitation)
	if err != nil {
		return err
	}
	if i.AcceptedAt != nil {
		return fault.New(fault.Conflict, "This invitation was accepted already.")
	}
	i.DeletedAt = &tx.Now
	if err := tx.Update("invitation", &i); err != nil {
		return err
	}
	return audit.Log(tx, "revoked", i.ID, nil)
}

// Welcome is what a person sees who opens the link of an invitation. Known tells that there is an
// account with the address already.
type Welcome struct {
	Email     string
	Workspace string
	Known     bool
}

// LookUpInvitation says whom a secret invites, and where to. A secret that is wrong, spent,
// revoked or too old is NotFound.
func LookUpInvitation(ctx context.Context, db *database.DB, secret string) (Welcome, error) {
	invited, err := readInvitation(ctx, db, secret)
	if err != nil {
		return Welcome{}, err
	}
	w := Welcome{Email: invited.Email}
	_, err = readUser(ctx, db, invited.Email)
	if w.Known = err == nil; err != nil && !fault.Is(err, fault.NotFound) {
		return Welcome{}, err
	}
	err = db.Read(ctx, invited.asker(), func(tx *database.Tx) error {
		to, err := GetWorkspace(tx)
		w.Workspace = to.Name
		return err
	})
	return w, err
}

// AcceptInput is what an invited person gives, and the client's network address. Whoever has an
// account already gives its password and needs no name.
type AcceptInput struct{ Secret, Name, Password, Address string }

// AcceptInvitation makes the invited person a member and signs them in, with a new account where
// the address has none. A secret that is wrong, spent, revoked or too old is NotFound; the wrong
// password of an account is Unauthenticated, as for [SignIn].
func AcceptInvitation(
	ctx context.Context, db *database.DB, throttle *Throttle, in AcceptInput,
) (string, Session, error) {
	var session Session
	invited, err := readInvitation(ctx, db, in.Secret)
	if err != nil {
		return "", session, err
	}
	u, isNew, err := invitedUser(ctx, db, throttle, invited, in)
	if err != nil {
		return "", session, err
	}
	secret := newSecret()
	err = db.Write(ctx, invited.asker(), func(tx *database.Tx) error {
		if isNew {
			err = insertUser(tx, &u)
		} else {
			err = confirmUser(tx, u)
		}
		if err != nil {
			return err
		}
		if err := welcome(tx, invited, u); err != nil {
			return err
		}
		session, err = openSession(tx, u.ID, secret)
		return err
	})
	return secret, session, err
}

// invitedUser is the account with the invited address, which the password proves, or a new one
// that is not stored yet.
func invitedUser(
	ctx context.Context, db *database.DB, throttle *Throttle, invited openInvitation,
	in AcceptInput,
) (u User, isNew bool, err error) {
	switch _, err := readUser(ctx, db, invited.Email); {
	case fault.Is(err, fault.NotFound):
		u, err = newUser(ctx, new(fault.Check), in.Name, invited.Email, in.Password)
		return u, true, err
	case err != nil:
		return u, false, err
	}
	u, err = prove(ctx, db, throttle, SignInInput{Email: invited.Email, Password: in.Password,
		Address: in.Address})
	return u, false, err
}

// welcome spends the invitation and makes the user a member. Who invited must still be able to:
// a manager's leftover invitations give nothing that they could not give today.
func welcome(tx *database.Tx, invited openInvitation, u User) error {
	tx.Actor = scope.Actor{Kind: scope.User, ID: u.ID, Name: u.Name}
	i, err := database.Get[Invitation](tx, "invitation", invited.ID)
	if fault.Is(err, fault.NotFound) || err == nil && !i.open(tx.Now) {
		return noInvitation()
	}
	if err != nil {
		return err
	}
	if err := stillInvited(tx, i); err != nil {
		return err
	}
	if err := notYetMember(tx, u.Email); err != nil {
		return err
	}
	i.AcceptedAt = &tx.Now
	if err := tx.Update("invitation", &i); err != nil {
		return err
	}
	if err := insertMember(tx, u.ID, i.Roles); err != nil {
		return err
	}
	return audit.Log(tx, "joined", u.ID, map[string]any{"roles": i.Roles, "invitation": i.ID})
}

func stillInvited(tx *database.Tx, i Invitation) error {
	if i.InvitedBy == "" {
		return nil
	}
	by, err := memberByID(tx, i.InvitedBy)
	if fault.Is(err, fault.NotFound) {
		return noInvitation()
	}
	if err != nil {
		return err
	}
	actor := scope.Actor{Roles: by.Roles}
	if by.DisabledAt != nil || Can(actor, ManagePeople) != nil || mayGrant(actor, i.Roles) != nil {
		return noInvitation()
	}
	return nil
}

func notYetMember(tx *database.Tx, email string) error {
	switch found, err := isMember(tx, email); {
	case err != nil:
		return err
	case found:
		return fault.New(fault.Conflict, "This person is a member of the workspace already.")
	}
	return nil
}
