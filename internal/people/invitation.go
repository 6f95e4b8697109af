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

// AcceptInput is what an invited person without an account gives.
type AcceptInput struct{ Secret, Name, Password string }

// AcceptInvitation makes the invited person's account and membership and signs them in. A
// secret that is wrong, spent, revoked or too old is NotFound. Where the address has an account
// already it is a Conflict: its owner signs in and uses [JoinByInvitation].
func AcceptInvitation(
	ctx context.Context, db *database.DB, in AcceptInput,
) (string, Session, error) {
	var session Session
	invited, err := readInvitation(ctx, db, in.Secret)
	if err != nil {
		return "", session, err
	}
	taken := fault.New(fault.Conflict,
		"There is an account with this e-mail address. Sign in, then open the link again.")
	if _, err := readUser(ctx, db, invited.Email); !fault.Is(err, fault.NotFound) {
		if err == nil {
			err = taken
		}
		return "", session, err
	}
	u, err := newUser(ctx, new(fault.Check), in.Name, invited.Email, in.Password)
	if err != nil {
		return "", session, err
	}
	secret := newSecret()
	err = db.Write(ctx, invited.asker(), func(tx *database.Tx) error {
		if err := insertUser(tx, &u); err != nil {
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

// JoinByInvitation adds the signed-in person to the workspace they were invited to and returns
// it. An invitation of another address is Forbidden.
func JoinByInvitation(
	ctx context.Context, db *database.DB, who Identity, secret string,
) (id.ID, error) {
	if !who.SignedIn() {
		return "", signInFirst()
	}
	invited, err := readInvitation(ctx, db, secret)
	if err != nil {
		return "", err
	}
	if invited.Email != who.Email {
		return "", fault.New(fault.Forbidden, "This invitation is for another e-mail address.")
	}
	return invited.WorkspaceID, db.Write(ctx, invited.asker(), func(tx *database.Tx) error {
		u, err := userByID(tx, who.UserID)
		if err != nil {
			return err
		}
		return welcome(tx, invited, u)
	})
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
