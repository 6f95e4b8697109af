package people

import (
	"context"
	"fmt"
	"strings"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Hats says whether one person may wear several hats: accept the work they did themselves.
type Hats string

// Together suits a small firm, Apart keeps duties separate.
const (
	Together Hats = "together"
	Apart    Hats = "apart"
)

// Settings is what a workspace's managers choose for all its members.
type Settings struct {
	Hats Hats `json:"hats"`
}

// Workspace is one organisation's products and everything about them; nothing crosses it.
type Workspace struct {
	database.Meta
	Name     string
	Slug     string // the name in addresses; it never changes
	Settings Settings
}

// GetWorkspace returns the workspace in which the transaction works.
func GetWorkspace(tx *database.Tx) (Workspace, error) {
	if err := Can(tx.Actor, ReadPeople); err != nil {
		return Workspace{}, err
	}
	return workspaceByID(tx, tx.Workspace)
}

// WorkspaceInput is what can be changed of a workspace; nil leaves it as it is.
type WorkspaceInput struct {
	Name *string
	Hats *Hats
}

// ChangeWorkspace renames the workspace or changes its settings; version is the one read.
func ChangeWorkspace(tx *database.Tx, version int64, in WorkspaceInput) (Workspace, error) {
	if err := Can(tx.Actor, ManagePeople); err != nil {
		return Workspace{}, err
	}
	w, err := workspaceByID(tx, tx.Workspace)
	if err != nil {
		return w, err
	}
	if w.Version != version {
		return w, stale("workspace", w.Version, version)
	}
	var c fault.Check
	var changed []string
	if in.Name != nil {
		w.Name = strings.TrimSpace(*in.Name)
		changed = append(changed, "name")
		c.Line("/name", w.Name, 1, longestName)
	}
	if in.Hats != nil {
		w.Settings.Hats = *in.Hats
		changed = append(changed, "hats")
		c.OneOf("/settings/hats", string(w.Settings.Hats), string(Together), string(Apart))
	}
	if c.Err() != nil || changed == nil {
		return w, c.Err()
	}
	w.Version, w.UpdatedAt = version+1, tx.Now
	if err := updateWorkspace(tx, w); err != nil {
		return w, err
	}
	return w, audit.Log(tx, "updated", w.ID,
		map[string]any{"changed": changed, "hats": w.Settings.Hats})
}

// OwnWorkspaces lists the workspaces of which the user is a member, the oldest membership
// first.
func OwnWorkspaces(ctx context.Context, db *database.DB, user id.ID) ([]Workspace, error) {
	var found []Workspace
	everywhere := scope.ForSystem(scope.Everywhere, "sign-in")
	err := db.Read(ctx, everywhere, func(tx *database.Tx) (err error) {
		found, err = workspacesOf(tx, user)
		return err
	})
	return found, err
}

// CreateWorkspace adds a workspace of which the acting person becomes the owner. Only the
// installation's owner can.
func CreateWorkspace(
	ctx context.Context, db *database.DB, who Identity, name string,
) (Workspace, error) {
	w := Workspace{Name: strings.TrimSpace(name)}
	var c fault.Check
	if c.Line("/name", w.Name, 1, longestName); c.Err() != nil {
		return w, c.Err()
	}
	err := db.Read(ctx, who.scope, func(tx *database.Tx) error {
		w.ID = tx.NewID("workspace")
		return ownsInstallation(tx)
	})
	if err != nil {
		return w, err
	}
	in := scope.Scope{Workspace: w.ID, Actor: who.scope.Actor}
	return w, db.Write(ctx, in, func(tx *database.Tx) error {
		return found(tx, &w, who.UserID)
	})
}

// found stores a new workspace with its first owner.
func found(tx *database.Tx, w *Workspace, owner id.ID) error {
	slug, err := freeSlug(tx, w.Name)
	if err != nil {
		return err
	}
	w.Slug, w.Settings = slug, Settings{Hats: Together}
	w.Version, w.CreatedAt, w.UpdatedAt = 1, tx.Now, tx.Now
	if err := insertWorkspace(tx, *w); err != nil {
		return err
	}
	if err := insertMember(tx, owner, []scope.Role{scope.Owner}); err != nil {
		return err
	}
	return audit.Log(tx, "created", w.ID, nil)
}

// slugOf makes a name fit for addresses: lower-case ASCII letters and digits between hyphens.
func slugOf(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	slug := strings.Join(words, "-")
	if slug == "" {
		return "workspace"
	}
	return strings.TrimRight(slug[:min(len(slug), 40)], "-")
}

// freeSlug is the name's slug, with a number behind it when it is taken.
func freeSlug(tx *database.Tx, name string) (string, error) {
	base := slugOf(name)
	for n := 1; ; n++ {
		slug := base
		if n > 1 {
			slug = fmt.Sprintf("%s-%d", base, n)
		}
		if taken, err := slugTaken(tx, slug); err != nil || !taken {
			return slug, err
		}
	}
}
