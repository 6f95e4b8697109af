package people

import (
	"context"
	"time"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// How long a session lives: so long unused, and so long at all.
const (
	idleLife     = 14 * 24 * time.Hour
	absoluteLife = 90 * 24 * time.Hour

	// seenEvery is how exactly the last use of a session or token is known: writing it down at
	// each request would make every read a write.
	seenEvery = 10 * time.Minute
)

// Session is one signed-in browser, at work in one workspace at a time. Its secret is in the
// browser's cookie only; the database has the digest.
type Session struct {
	UserID      id.ID
	WorkspaceID id.ID
	CreatedAt   time.Time
	SeenAt      time.Time
	ExpiresAt   time.Time
}

// Credential is what a request brings to say who sends it: the session cookie's value, or the
// bearer token of its Authorization header. The token counts when both are there.
type Credential struct{ Cookie, Bearer string }

// Identity is who sent a request.
type Identity struct {
	UserID  id.ID
	Email   string
	Name    string
	TokenID id.ID // empty for a signed-in person

	session string // the digest of the session's secret, empty for a token
	scope   scope.Scope
}

// SignedIn reports whether it is a person with a session and not a program with a token.
func (i Identity) SignedIn() bool { return i.session != "" }

// wrong is the one answer to an unknown address, a wrong password and a disabled user.
func wrong() error {
	return fault.New(fault.Unauthenticated, "E-mail address or password is wrong.")
}

func signInFirst() error {
	return fault.New(fault.Unauthenticated, "Sign in, or send a valid API token.")
}

// SignInInput is what a person types to sign in, and the client's network address.
type SignInInput struct{ Email, Password, Address string }

// SignIn opens a session and returns its secret, which is told only this once. Whether the
// address is unknown, the password wrong or the user disabled, the answer is the same and takes
// the same time: Unauthenticated. Too many tries are TooMany.
func SignIn(
	ctx context.Context, db *database.DB, throttle *Throttle, in SignInInput,
) (string, Session, error) {
	u, err := prove(ctx, db, throttle, in)
	if err != nil {
		return "", Session{}, err
	}
	return enter(ctx, db, u)
}

// prove finds the user whose password this is.
func prove(
	ctx context.Context, db *database.DB, throttle *Throttle, in SignInInput,
) (User, error) {
	email := normalizeEmail(in.Email)
	var c fault.Check
	checkEmail(&c, "/email", email)
	if c.Err() != nil || len(in.Password) > 4*longestPassword {
		return User{}, wrong()
	}
	if err := throttle.take(email, in.Address, db.Now()); err != nil {
		return User{}, err
	}
	u, err := readUser(ctx, db, email)
	if fault.Is(err, fault.NotFound) {
		u, err = User{PasswordHash: nobody}, nil
	}
	if err != nil {
		return User{}, err
	}
	known, err := verifyPassword(ctx, u.PasswordHash, in.Password)
	switch {
	case err != nil:
		return User{}, err
	case !known || u.ID == "" || u.DisabledAt != nil:
		return User{}, wrong()
	}
	throttle.succeeded(email, in.Address)
	return u, nil
}

// enter opens a session for somebody who has proved who they are.
func enter(ctx context.Context, db *database.DB, u User) (string, Session, error) {
	homes, err := OwnWorkspaces(ctx, db, u.ID)
	if err != nil {
		return "", Session{}, err
	}
	if len(homes) == 0 {
		return "", Session{}, fault.New(fault.Forbidden,
			"You are a member of no workspace. Ask for an invitation.")
	}
	secret := newSecret()
	var session Session
	in := scope.Scope{Workspace: homes[0].ID,
		Actor: scope.Actor{Kind: scope.User, ID: u.ID, Name: u.Name}}
	err = db.Write(ctx, in, func(tx *database.Tx) (err error) {
		if err := confirmUser(tx, u); err != nil {
			return err
		}
		if err := deleteDeadSessions(tx, u.ID); err != nil {
			return err
		}
		session, err = openSession(tx, u.ID, secret)
		return err
	})
	return secret, session, err
}

// openSession opens a session in the transaction's workspace.
func openSession(tx *database.Tx, user id.ID, secret string) (Session, error) {
	s := Session{UserID: user, WorkspaceID: tx.Workspace, CreatedAt: tx.Now, SeenAt: tx.Now,
		ExpiresAt: tx.Now.Add(absoluteLife)}
	if err := insertSession(tx, s, digest(secret)); err != nil {
		return s, err
	}
	return s, audit.Log(tx, "signed_in", user, nil)
}

// SignOut ends the session of this identity.
func SignOut(ctx context.Context, db *database.DB, who Identity) error {
	return db.Write(ctx, who.scope, func(tx *database.Tx) error {
		if err := deleteSession(tx, who.session); err != nil {
			return err
		}
		return audit.Log(tx, "signed_out", who.UserID, nil)
	})
}

// SignOutEverywhere ends every session of the user of this identity, this one too.
func SignOutEverywhere(ctx context.Context, db *database.DB, who Identity) error {
	if !who.SignedIn() {
		return fault.New(fault.Forbidden, "Only a signed-in person can do this, not a token.")
	}
	return db.Write(ctx, who.scope, func(tx *database.Tx) error {
		if err := deleteSessions(tx, who.UserID, ""); err != nil {
			return err
		}
		return audit.Log(tx, "signed_out_everywhere", who.UserID, nil)
	})
}

// SwitchWorkspace moves the session to another workspace of its user; NotFound when they are no
// member there.
func SwitchWorkspace(
	ctx context.Context, db *database.DB, who Identity, workspace id.ID,
) (Session, error) {
	var session Session
	if !who.SignedIn() {
		return session, fault.New(fault.Forbidden, "A token works in its own workspace only.")
	}
	everywhere := scope.Scope{Workspace: scope.Everywhere, Actor: who.scope.Actor}
	err := db.Write(ctx, everywhere, func(tx *database.Tx) (err error) {
		session, err = moveSession(tx, who, workspace)
		return err
	})
	return session, err
}

// Authenticate says in whose name a request acts and where. It asks the database each time, so
// that a revoked token, a changed password, a disabled user or a lost role counts at once.
func Authenticate(
	ctx context.Context, db *database.DB, c Credential,
) (scope.Scope, Identity, error) {
	find, secret := findSession, c.Cookie
	if c.Bearer != "" {
		find, secret = findToken, c.Bearer
	}
	if secret == "" {
		return scope.Scope{}, Identity{}, signInFirst()
	}
	var found bearer
	everywhere := scope.ForSystem(scope.Everywhere, "sign-in")
	err := db.Read(ctx, everywhere, func(tx *database.Tx) (err error) {
		found, err = find(tx, digest(secret))
		return err
	})
	switch {
	case fault.Is(err, fault.NotFound):
		return scope.Scope{}, Identity{}, signInFirst()
	case err != nil:
		return scope.Scope{}, Identity{}, err
	case !found.admitted(db.Now()):
		return scope.Scope{}, Identity{}, signInFirst()
	}
	if now := db.Now(); !now.Before(found.SeenAt.Add(seenEvery)) {
		// A full disk or a busy database must not keep readers out, so its error is no matter.
		_ = db.Write(ctx, everywhere, func(tx *database.Tx) error { return markSeen(tx, found) })
	}
	who := found.identity()
	return who.scope, who, nil
}

// bearer is what the database knows about who holds a secret.
type bearer struct {
	Hash        string
	WorkspaceID id.ID
	UserID      id.ID
	Name        string
	Email       string
	DisabledAt  *time.Time
	Roles       []scope.Role
	SeenAt      time.Time
	ExpiresAt   *time.Time
	TokenID     id.ID
	Scopes      []string
}

// admitted reports whether the holder may come in: expiry, disablement and membership.
func (b bearer) admitted(now time.Time) bool {
	if b.DisabledAt != nil || len(b.Roles) == 0 {
		return false
	}
	if b.ExpiresAt != nil && !now.Before(*b.ExpiresAt) {
		return false
	}
	return b.TokenID != "" || now.Before(b.SeenAt.Add(idleLife))
}

func (b bearer) identity() Identity {
	who := Identity{UserID: b.UserID, Email: b.Email, Name: b.Name, TokenID: b.TokenID}
	actor := scope.Actor{Kind: scope.User, ID: b.UserID, Name: b.Name, Roles: b.Roles}
	if b.TokenID == "" {
		who.session = b.Hash
	} else {
		actor.Kind = scope.Token
		actor.Scopes = append([]string{}, b.Scopes...) // never nil: nil would not narrow
	}
	who.scope = scope.Scope{Workspace: b.WorkspaceID, Actor: actor}
	return who
}
