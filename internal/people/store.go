package people

import (
	"context"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// stale is the fault for a change that was made from an old version.
func stale(kind string, now, read int64) error {
	return fault.New(fault.Stale,
		"This %s is at version %d now, you changed version %d. Read it again.", kind, now, read)
}

// cursor is the identifier after which a page begins.
func cursor(request page.Request, kind string) (id.ID, error) {
	var after id.ID
	more, err := request.After(&after)
	if err == nil && more && !after.Valid(kind) {
		err = fault.At("query/cursor", "is not a cursor of this list; start again without it")
	}
	return after, err
}

// across runs fn with the walls between workspaces down, for what belongs to a user and not to
// a workspace: all their sessions and tokens. SQLite has no such walls.
func across(tx *database.Tx, fn func() error) error {
	if !tx.Postgres() {
		return fn()
	}
	const statement = "SELECT set_config('throughline.workspace', $1, true)"
	if _, err := tx.Exec(statement, scope.Everywhere); err != nil {
		return err
	}
	if err := fn(); err != nil {
		return err
	}
	_, err := tx.Exec(statement, tx.Workspace)
	return err
}

// Users and the installation.

func userByID(tx *database.Tx, user id.ID) (User, error) {
	return oneUser(tx, "id = $1", user)
}

func oneUser(tx *database.Tx, condition string, value any) (User, error) {
	u, err := database.One[User](tx,
		"SELECT "+database.Columns[User]("")+" FROM users WHERE "+condition, value)
	if fault.Is(err, fault.NotFound) {
		err = fault.Missing("user")
	}
	return u, err
}

func readUser(ctx context.Context, db *database.DB, email string) (u User, err error) {
	everywhere := scope.ForSystem(scope.Everywhere, "sign-in")
	err = db.Read(ctx, everywhere, func(tx *database.Tx) (err error) {
		u, err = oneUser(tx, "email = $1", normalizeEmail(email))
		return err
	})
	return u, err
}

func insertUser(tx *database.Tx, u *User) error {
	if u.ID == "" {
		u.ID = tx.NewID("user")
	}
	u.Version, u.CreatedAt, u.UpdatedAt = 1, tx.Now, tx.Now
	_, err := tx.Exec(`INSERT INTO users
		(id, version, created_at, updated_at, email, name, password_hash)
		VALUES ($1, 1, $2, $2, $3, $4, $5)`, u.ID, tx.Now, u.Email, u.Name, u.PasswordHash)
	if fault.Is(err, fault.Conflict) {
		err = fault.New(fault.Conflict, "There is an account with this e-mail address already.")
	}
	return err
}

// updateUser stores a user who carries the next version already.
func updateUser(tx *database.Tx, u User) error {
	n, err := tx.Exec(`UPDATE users SET version = $2, updated_at = $3, name = $4,
		password_hash = $5, disabled_at = $6 WHERE id = $1 AND version = $2 - 1`,
		u.ID, u.Version, u.UpdatedAt, u.Name, u.PasswordHash, u.DisabledAt)
	if err == nil && n == 0 {
		err = fault.New(fault.Stale, "Somebody changed this user meanwhile. Try again.")
	}
	return err
}

// confirmUser checks again, inside a transaction, what was checked before it, and holds the
// user's row so that a change of password waits until the session that it must end is there.
func confirmUser(tx *database.Tx, u User) error {
	n, err := tx.Exec(`UPDATE users SET updated_at = updated_at
		WHERE id = $1 AND password_hash = $2 AND disabled_at IS NULL`, u.ID, u.PasswordHash)
	if err == nil && n == 0 {
		err = wrong()
	}
	return err
}

func installationOwner(tx *database.Tx) (id.ID, error) {
	return database.Value[id.ID](tx, "SELECT owner_id FROM installation WHERE id = 1")
}

func insertInstallation(tx *database.Tx, owner id.ID) error {
	_, err := tx.Exec("INSERT INTO installation (id, owner_id, created_at) VALUES (1, $1, $2)",
		owner, tx.Now)
	if fault.Is(err, fault.Conflict) {
		err = alreadySetUp()
	}
	return err
}

// shutOut ends the user's sessions, except the one to keep, and their tokens, everywhere.
func shutOut(tx *database.Tx, user id.ID, keep string) error {
	if err := deleteSessions(tx, user, keep); err != nil {
		return err
	}
	return across(tx, func() error {
		_, err := tx.Exec(`UPDATE api_token SET deleted_at = $2, updated_at = $2,
			version = version + 1 WHERE user_id = $1 AND deleted_at IS NULL`, user, tx.Now)
		return err
	})
}

// Workspaces.

func workspaceByID(tx *database.Tx, workspace id.ID) (Workspace, error) {
	w, err := database.One[Workspace](tx,
		"SELECT "+database.Columns[Workspace]("")+" FROM workspace WHERE id = $1", workspace)
	if fault.Is(err, fault.NotFound) {
		err = fault.Missing("workspace")
	}
	return w, err
}

// Workspaces lists every workspace, for what the program does in each by itself.
func Workspaces(ctx context.Context, db *database.DB) (all []id.ID, err error) {
	everywhere := scope.ForSystem(scope.Everywhere, "tidying")
	err = db.Read(ctx, everywhere, func(tx *database.Tx) (err error) {
		all, err = database.List[id.ID](tx, "SELECT id FROM workspace ORDER BY id")
		return err
	})
	return all, err
}

// workspaceBySlug also finds the only workspace by an empty slug.
func workspaceBySlug(ctx context.Context, db *database.DB, slug string) (Workspace, error) {
	var all []Workspace
	everywhere := scope.ForSystem(scope.Everywhere, "command line")
	err := db.Read(ctx, everywhere, func(tx *database.Tx) (err error) {
		all, err = database.List[Workspace](tx, "SELECT "+database.Columns[Workspace]("")+`
			FROM workspace WHERE slug = $1 OR $1 = '' LIMIT 2`, slug)
		return err
	})
	switch {
	case err != nil:
		return Workspace{}, err
	case len(all) == 0:
		return Workspace{}, fault.Missing("workspace")
	case len(all) > 1:
		return Workspace{}, fault.At("/workspace", "must say which of several workspaces")
	}
	return all[0], nil
}

func workspacesOf(tx *database.Tx, user id.ID) ([]Workspace, error) {
	return database.List[Workspace](tx, "SELECT "+database.Columns[Workspace]("w.")+`
		FROM membership m JOIN workspace w ON w.id = m.workspace_id
		WHERE m.user_id = $1 ORDER BY m.created_at, m.workspace_id`, user)
}

func slugTaken(tx *database.Tx, slug string) (bool, error) {
	n, err := database.Value[int64](tx, "SELECT count(*) FROM workspace WHERE slug = $1", slug)
	return n > 0, err
}

func insertWorkspace(tx *database.Tx, w Workspace) error {
	_, err := tx.Exec(`INSERT INTO workspace
		(id, version, created_at, updated_at, name, slug, settings)
		VALUES ($1, 1, $2, $2, $3, $4, $5)`, w.ID, tx.Now, w.Name, w.Slug, w.Settings)
	return err
}

// updateWorkspace stores a workspace that carries the next version already.
func updateWorkspace(tx *database.Tx, w Workspace) error {
	_, err := tx.Exec(`UPDATE workspace SET version = $2, updated_at = $3, name = $4,
		settings = $5 WHERE id = $1`, w.ID, w.Version, w.UpdatedAt, w.Name, w.Settings)
	return err
}

// Members.

const memberQuery = `
	SELECT m.user_id, u.name, u.email, m.roles, m.version, m.created_at, u.disabled_at
	FROM membership m JOIN users u ON u.id = m.user_id WHERE m.workspace_id = $1 AND `

func memberByID(tx *database.Tx, user id.ID) (Member, error) {
	m, err := database.One[Member](tx, memberQuery+"m.user_id = $2", tx.Workspace, user)
	if fault.Is(err, fault.NotFound) {
		err = fault.Missing("member")
	}
	return m, err
}

func membersAfter(tx *database.Tx, user id.ID, limit int) ([]Member, error) {
	return database.List[Member](tx, memberQuery+"m.user_id > $2 ORDER BY m.user_id LIMIT $3",
		tx.Workspace, user, limit)
}

func isMember(tx *database.Tx, email string) (bool, error) {
	n, err := database.Value[int64](tx, `SELECT count(*) FROM membership m
		JOIN users u ON u.id = m.user_id WHERE m.workspace_id = $1 AND u.email = $2`,
		tx.Workspace, email)
	return n > 0, err
}

func otherOwners(tx *database.Tx, than id.ID) (int64, error) {
	return database.Value[int64](tx, `SELECT count(*) FROM membership m
		JOIN users u ON u.id = m.user_id WHERE m.workspace_id = $1 AND m.user_id <> $2
		AND m.roles LIKE '%"owner"%' AND u.disabled_at IS NULL`, tx.Workspace, than)
}

func insertMember(tx *database.Tx, user id.ID, roles []scope.Role) error {
	_, err := tx.Exec(`INSERT INTO membership
		(workspace_id, user_id, roles, version, created_at) VALUES ($1, $2, $3, 1, $4)`,
		tx.Workspace, user, roles, tx.Now)
	return err
}

// updateMember stores a member who carries the next version already.
func updateMember(tx *database.Tx, m Member) error {
	_, err := tx.Exec(`UPDATE membership SET roles = $3, version = $4
		WHERE workspace_id = $1 AND user_id = $2`, tx.Workspace, m.UserID, m.Roles, m.Version)
	return err
}

// deleteMember ends the membership, and the sessions and tokens that lived from it.
func deleteMember(tx *database.Tx, user id.ID) error {
	if _, err := tx.Exec(`UPDATE api_token SET deleted_at = $3, updated_at = $3,
		version = version + 1 WHERE workspace_id = $1 AND user_id = $2 AND deleted_at IS NULL`,
		tx.Workspace, user, tx.Now); err != nil {
		return err
	}
	for _, table := range []string{"session", "membership"} {
		if _, err := tx.Exec("DELETE FROM "+table+" WHERE workspace_id = $1 AND user_id = $2",
			tx.Workspace, user); err != nil {
			return err
		}
	}
	return nil
}

// Sessions.

func insertSession(tx *database.Tx, s Session, hash string) error {
	_, err := tx.Exec(`INSERT INTO session
		(hash, user_id, workspace_id, created_at, seen_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6)`,
		hash, s.UserID, s.WorkspaceID, s.CreatedAt, s.SeenAt, s.ExpiresAt)
	return err
}

func deleteSession(tx *database.Tx, hash string) error {
	_, err := tx.Exec("DELETE FROM session WHERE workspace_id = $1 AND hash = $2",
		tx.Workspace, hash)
	return err
}

func deleteSessions(tx *database.Tx, user id.ID, except string) error {
	return across(tx, func() error {
		_, err := tx.Exec("DELETE FROM session WHERE user_id = $1 AND hash <> $2", user, except)
		return err
	})
}

func deleteDeadSessions(tx *database.Tx, user id.ID) error {
	return across(tx, func() error {
		_, err := tx.Exec(`DELETE FROM session
			WHERE user_id = $1 AND (expires_at <= $2 OR seen_at <= $3)`,
			user, tx.Now, tx.Now.Add(-idleLife))
		return err
	})
}

// moveSession needs a transaction that works everywhere.
func moveSession(tx *database.Tx, who Identity, workspace id.ID) (Session, error) {
	n, err := database.Value[int64](tx, `SELECT count(*) FROM membership
		WHERE workspace_id = $1 AND user_id = $2`, workspace, who.UserID)
	if err != nil {
		return Session{}, err
	}
	if n == 0 {
		return Session{}, fault.Missing("workspace")
	}
	s, err := database.One[Session](tx, `UPDATE session SET workspace_id = $2 WHERE hash = $1
		RETURNING user_id, workspace_id, created_at, seen_at, expires_at`, who.session, workspace)
	if fault.Is(err, fault.NotFound) {
		err = signInFirst()
	}
	return s, err
}

func findSession(tx *database.Tx, hash string) (bearer, error) {
	return database.One[bearer](tx, `SELECT s.hash, s.workspace_id, s.user_id, u.name, u.email,
		u.disabled_at, m.roles, s.seen_at, s.expires_at
		FROM session s JOIN users u ON u.id = s.user_id
		JOIN membership m ON m.workspace_id = s.workspace_id AND m.user_id = s.user_id
		WHERE s.hash = $1`, hash)
}

// markSeen needs a transaction that works everywhere.
func markSeen(tx *database.Tx, b bearer) error {
	statement := "UPDATE session SET seen_at = $3 WHERE workspace_id = $1 AND hash = $2"
	if b.TokenID != "" {
		statement = "UPDATE api_token SET used_at = $3 WHERE workspace_id = $1 AND hash = $2"
	}
	_, err := tx.Exec(statement, b.WorkspaceID, b.Hash, tx.Now)
	return err
}

// Invitations.

// openInvitation is an invitation as its secret finds it, with the workspace it leads to.
type openInvitation struct {
	ID          id.ID
	WorkspaceID id.ID
	Email       string
}

// asker is the scope in which an invitation is answered; the answer puts the person in.
func (i openInvitation) asker() scope.Scope { return scope.ForSystem(i.WorkspaceID, "invitation") }

func readInvitation(
	ctx context.Context, db *database.DB, secret string,
) (found openInvitation, err error) {
	everywhere := scope.ForSystem(scope.Everywhere, "invitation")
	err = db.Read(ctx, everywhere, func(tx *database.Tx) (err error) {
		found, err = database.One[openInvitation](tx, `SELECT id, workspace_id, email
			FROM invitation WHERE hash = $1 AND deleted_at IS NULL AND accepted_at IS NULL
			AND expires_at > $2`, digest(secret), tx.Now)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		err = noInvitation()
	}
	return found, err
}

func binInvitations(tx *database.Tx, email string) error {
	_, err := tx.Exec(`UPDATE invitation SET deleted_at = $3, updated_at = $3,
		version = version + 1 WHERE workspace_id = $1 AND email = $2
		AND deleted_at IS NULL AND accepted_at IS NULL`, tx.Workspace, email, tx.Now)
	return err
}

func invitationsAfter(tx *database.Tx, after id.ID, limit int) ([]Invitation, error) {
	return database.List[Invitation](tx, "SELECT "+database.Columns[Invitation]("")+`
		FROM invitation WHERE workspace_id = $1 AND id > $2 AND deleted_at IS NULL
		AND accepted_at IS NULL AND expires_at > $3 ORDER BY id LIMIT $4`,
		tx.Workspace, after, tx.Now, limit)
}

// Tokens.

func findToken(tx *database.Tx, hash string) (bearer, error) {
	return database.One[bearer](tx, `SELECT t.hash, t.workspace_id, t.user_id, u.name, u.email,
		u.disabled_at, m.roles, t.used_at AS seen_at, t.expires_at, t.id AS token_id, t.scopes
		FROM api_token t JOIN users u ON u.id = t.user_id
		JOIN membership m ON m.workspace_id = t.workspace_id AND m.user_id = t.user_id
		WHERE t.hash = $1 AND t.deleted_at IS NULL`, hash)
}

func tokensAfter(tx *database.Tx, after id.ID, limit int) ([]APIToken, error) {
	filter := tx.Where("").And("id > $", after).And("deleted_at IS NULL")
	if Can(tx.Actor, ManagePeople) != nil {
		filter.And("user_id = $", tx.Actor.ID)
	}
	where, _ := filter.SQL()
	last := filter.Place(limit)
	_, args := filter.SQL()
	return database.List[APIToken](tx, "SELECT "+database.Columns[APIToken]("")+
		" FROM api_token "+where+" ORDER BY id LIMIT "+last, args...)
}
