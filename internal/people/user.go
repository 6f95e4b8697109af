package people

import (
	"context"
	"strings"
	"time"
	"unicode"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// User is a person who can sign in. Users belong to the installation; what they may do in a
// workspace is their [Member]ship's matter.
type User struct {
	database.Meta
	Email        string
	Name         string
	PasswordHash string     `json:"-"`
	DisabledAt   *time.Time // nobody signs in as a disabled user
}

const (
	longestEmail = 254
	longestName  = 120
)

// normalizeEmail is the one form in which an address is kept and compared.
func normalizeEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// checkEmail says what is wrong with a normalised address. Whether mail arrives there, only
// mail can tell.
func checkEmail(c *fault.Check, pointer, email string) {
	local, host, found := strings.Cut(email, "@")
	odd := func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsGraphic(r) }
	fine := found && local != "" && host != "" && !strings.Contains(host, "@") &&
		!strings.ContainsFunc(email, odd)
	c.Text(pointer, email, 1, longestEmail)
	c.That(fine || email == "", pointer, "must be an e-mail address such as ada@firm.example")
}

// newUser checks the fields of a new user and hashes the password, which takes a while: do it
// before a transaction.
func newUser(ctx context.Context, c *fault.Check, name, email, password string) (User, error) {
	u := User{Name: strings.TrimSpace(name), Email: normalizeEmail(email)}
	c.Line("/name", u.Name, 1, longestName)
	checkEmail(c, "/email", u.Email)
	checkPassword(c, "/password", password, u.Email)
	err := c.Err()
	if err == nil {
		u.PasswordHash, err = hashPassword(ctx, password)
	}
	return u, err
}

// Me returns the acting user.
func Me(tx *database.Tx) (User, error) {
	if err := Can(tx.Actor, ReadPeople); err != nil {
		return User{}, err
	}
	return userByID(tx, tx.Actor.ID)
}

// Rename changes the acting user's own name; version is the one that was read.
func Rename(tx *database.Tx, version int64, name string) (User, error) {
	if err := asPerson(tx, ReadPeople); err != nil {
		return User{}, err
	}
	var c fault.Check
	name = strings.TrimSpace(name)
	if c.Line("/name", name, 1, longestName); c.Err() != nil {
		return User{}, c.Err()
	}
	u, err := userByID(tx, tx.Actor.ID)
	if err != nil {
		return u, err
	}
	if u.Version != version {
		return u, stale("user", u.Version, version)
	}
	u.Name, u.Version, u.UpdatedAt = name, version+1, tx.Now
	if err := updateUser(tx, u); err != nil {
		return u, err
	}
	return u, audit.Log(tx, "renamed", u.ID, nil)
}

// asPerson lets only a signed-in person pass: what a program's token must never do.
func asPerson(tx *database.Tx, verb Verb) error {
	if tx.Actor.Kind != scope.User {
		return fault.New(fault.Forbidden, "Only a signed-in person can do this, not a token.")
	}
	return Can(tx.Actor, verb)
}

// Disable keeps a user from signing in anywhere and ends their sessions and tokens at once. An
// account is the installation's: only its owner, or a command on the server, disables one. To
// keep somebody out of one workspace, see [RemoveMember].
func Disable(tx *database.Tx, user id.ID) error {
	if err := ownsInstallation(tx); err != nil {
		return err
	}
	u, err := userByID(tx, user)
	switch {
	case err != nil:
		return err
	case u.ID == tx.Actor.ID:
		return fault.New(fault.Conflict, "You cannot disable your own account.")
	case u.DisabledAt != nil:
		return nil
	}
	u.DisabledAt, u.Version, u.UpdatedAt = &tx.Now, u.Version+1, tx.Now
	if err := updateUser(tx, u); err != nil {
		return err
	}
	if err := shutOut(tx, u.ID, ""); err != nil {
		return err
	}
	return audit.Log(tx, "disabled", u.ID, nil)
}

// Enable lets a disabled user sign in again. Old sessions and tokens stay dead.
func Enable(tx *database.Tx, user id.ID) error {
	if err := ownsInstallation(tx); err != nil {
		return err
	}
	u, err := userByID(tx, user)
	if err != nil || u.DisabledAt == nil {
		return err
	}
	u.DisabledAt, u.Version, u.UpdatedAt = nil, u.Version+1, tx.Now
	if err := updateUser(tx, u); err != nil {
		return err
	}
	return audit.Log(tx, "enabled", u.ID, nil)
}

// ownsInstallation lets the installation's owner pass, and commands on the server.
func ownsInstallation(tx *database.Tx) error {
	if err := Can(tx.Actor, ManagePeople); err != nil || tx.Actor.Kind == scope.System {
		return err
	}
	if err := asPerson(tx, ManagePeople); err != nil {
		return err
	}
	owner, err := installationOwner(tx)
	if err == nil && owner != tx.Actor.ID {
		err = fault.New(fault.Forbidden, "Only the owner of this installation can do this.")
	}
	return err
}

// ChangePasswordInput is what a person types to change their own password.
type ChangePasswordInput struct {
	Old, New string
	Address  string // the client's, for the throttle
}

// ChangePassword sets the signed-in person's password. Every other session of theirs, and
// every API token, ends with it. A wrong old password is Invalid, too many are TooMany.
func ChangePassword(
	ctx context.Context, db *database.DB, throttle *Throttle, who Identity, in ChangePasswordInput,
) error {
	if who.session == "" {
		return fault.New(fault.Forbidden, "Only a signed-in person can do this, not a token.")
	}
	if err := throttle.take(who.Email, in.Address, db.Now()); err != nil {
		return err
	}
	u, err := readUser(ctx, db, who.Email)
	if err != nil {
		return err
	}
	known, err := verifyPassword(ctx, u.PasswordHash, in.Old)
	if err != nil {
		return err
	}
	if !known {
		return fault.At("/old", "is not your password")
	}
	throttle.succeeded(who.Email, in.Address)
	return setPassword(ctx, db, who.scope, passwordChange{u, in.New, who.session, "/new"})
}

// ResetPassword sets a user's password from the server's command line and ends every session
// and token of theirs. It is the way back in when nobody can sign in any more.
func ResetPassword(ctx context.Context, db *database.DB, email, password string) error {
	u, err := readUser(ctx, db, email)
	if err != nil {
		return err
	}
	in := scope.ForSystem(scope.Everywhere, "command line")
	homes, err := OwnWorkspaces(ctx, db, u.ID)
	if err != nil {
		return err
	}
	if len(homes) > 0 {
		in.Workspace = homes[0].ID // whose audit log tells of it
	}
	return setPassword(ctx, db, in, passwordChange{u, password, "", "/password"})
}

type passwordChange struct {
	user    User
	to      string
	keep    string // the session that goes on
	pointer string
}

func setPassword(ctx context.Context, db *database.DB, in scope.Scope, p passwordChange) error {
	var c fault.Check
	if checkPassword(&c, p.pointer, p.to, p.user.Email); c.Err() != nil {
		return c.Err()
	}
	hash, err := hashPassword(ctx, p.to)
	if err != nil {
		return err
	}
	return db.Write(ctx, in, func(tx *database.Tx) error {
		u, err := userByID(tx, p.user.ID)
		if err != nil {
			return err
		}
		if u.PasswordHash != p.user.PasswordHash {
			return fault.New(fault.Conflict, "The password was changed meanwhile.")
		}
		u.PasswordHash, u.Version, u.UpdatedAt = hash, u.Version+1, tx.Now
		if err := updateUser(tx, u); err != nil {
			return err
		}
		if err := shutOut(tx, u.ID, p.keep); err != nil {
			return err
		}
		return audit.Log(tx, "changed_password", u.ID, nil)
	})
}

// CreateUserInput is a user made from the server's command line. Workspace is a slug; it may be
// empty while there is only one workspace.
type CreateUserInput struct {
	Name, Email, Password string
	Workspace             string
	Roles                 []scope.Role
}

// CreateUser makes a user and member without an invitation, for commands on the server. An
// e-mail address that is taken is a Conflict.
func CreateUser(ctx context.Context, db *database.DB, in CreateUserInput) (User, error) {
	var c fault.Check
	roles := checkRoles(&c, "/roles", in.Roles)
	u, err := newUser(ctx, &c, in.Name, in.Email, in.Password)
	if err != nil {
		return u, err
	}
	home, err := workspaceBySlug(ctx, db, in.Workspace)
	if err != nil {
		return u, err
	}
	by := scope.ForSystem(home.ID, "command line")
	err = db.Write(ctx, by, func(tx *database.Tx) error {
		if err := insertUser(tx, &u); err != nil {
			return err
		}
		if err := insertMember(tx, u.ID, roles); err != nil {
			return err
		}
		return audit.Log(tx, "created", u.ID, map[string]any{"roles": roles})
	})
	return u, err
}
