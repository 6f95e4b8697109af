package people

import (
	"context"
	"strings"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// SetUpInput is what the first person gives: the workspace's name and their own account.
type SetUpInput struct{ WorkspaceName, Name, Email, Password string }

// NeedsSetUp reports whether nobody has set up this installation yet.
func NeedsSetUp(ctx context.Context, db *database.DB) (bool, error) {
	needs := false
	everywhere := scope.ForSystem(scope.Everywhere, "set-up")
	err := db.Read(ctx, everywhere, func(tx *database.Tx) error {
		_, err := installationOwner(tx)
		if fault.Is(err, fault.NotFound) {
			needs, err = true, nil
		}
		return err
	})
	return needs, err
}

func alreadySetUp() error {
	return fault.New(fault.Conflict, "This installation is already set up. Sign in.")
}

// SetUp makes the first workspace and its owner and signs the owner in; the secret is told
// only this once. However many try, exactly one succeeds; the others get a Conflict.
func SetUp(ctx context.Context, db *database.DB, in SetUpInput) (string, Session, error) {
	var session Session
	switch needed, err := NeedsSetUp(ctx, db); {
	case err != nil:
		return "", session, err
	case !needed:
		return "", session, alreadySetUp()
	}
	w := Workspace{Name: strings.TrimSpace(in.WorkspaceName)}
	var c fault.Check
	c.Line("/workspace_name", w.Name, 1, longestName)
	u, err := newUser(ctx, &c, in.Name, in.Email, in.Password)
	if err != nil {
		return "", session, err
	}
	if u.ID, w.ID, err = firstIDs(ctx, db); err != nil {
		return "", session, err
	}
	secret := newSecret()
	first := scope.Scope{Workspace: w.ID, Actor: scope.Actor{
		Kind: scope.User, ID: u.ID, Name: u.Name, Roles: []scope.Role{scope.Owner}}}
	err = db.Write(ctx, first, func(tx *database.Tx) (err error) {
		if err := insertInstallation(tx, u.ID); err != nil {
			return err
		}
		if err := insertUser(tx, &u); err != nil {
			return err
		}
		if err := found(tx, &w, u.ID); err != nil {
			return err
		}
		if err := audit.Log(tx, "set_up", u.ID, nil); err != nil {
			return err
		}
		session, err = openSession(tx, u.ID, secret)
		return err
	})
	return secret, session, err
}

// firstIDs makes the identifiers of the first user and workspace: the transaction that stores
// them must know its workspace when it begins.
func firstIDs(ctx context.Context, db *database.DB) (user, workspace id.ID, err error) {
	everywhere := scope.ForSystem(scope.Everywhere, "set-up")
	err = db.Read(ctx, everywhere, func(tx *database.Tx) error {
		user, workspace = tx.NewID("user"), tx.NewID("workspace")
		return nil
	})
	return user, workspace, err
}
