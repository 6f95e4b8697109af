package flag

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// AddEnvironment adds an environment, in which every flag is off. Its key must be free.
func AddEnvironment(tx *database.Tx, key, name string) (Environment, error) {
	e := Environment{Key: key, Name: strings.TrimSpace(name)}
	if err := people.Can(tx.Actor, people.ManageFlags); err != nil {
		return e, err
	}
	if err := e.check(); err != nil {
		return e, err
	}
	if err := refuseTakenEnvironment(tx, key); err != nil {
		return e, err
	}
	if err := tx.Insert("environment", &e); err != nil {
		return e, err
	}
	return e, changed(tx, "created", e.ID, map[string]any{"key": e.Key})
}

func refuseTakenEnvironment(tx *database.Tx, key string) error {
	have, err := Environments(tx)
	if err != nil {
		return err
	}
	if len(have) >= MaxEnvironments {
		return fault.New(fault.Conflict, "A workspace has at most %d environments.",
			MaxEnvironments)
	}
	for _, other := range have {
		if other.Key == key {
			return fault.New(fault.Conflict, "There is an environment %s already.", key)
		}
	}
	return nil
}

// RenameEnvironment changes an environment's name; the key stays, since rules may ask for it.
func RenameEnvironment(
	tx *database.Tx, environment id.ID, version int64, name string,
) (Environment, error) {
	if err := people.Can(tx.Actor, people.ManageFlags); err != nil {
		return Environment{}, err
	}
	e, err := database.GetVersion[Environment](tx, "environment", environment, version)
	if err != nil {
		return e, err
	}
	e.Name = strings.TrimSpace(name)
	if err := e.check(); err != nil {
		return e, err
	}
	if err := tx.Update("environment", &e); err != nil {
		return e, err
	}
	return e, audit.Log(tx, "updated", e.ID, nil)
}

// AddKey makes a key for clients of an environment and returns its secret, which is told only
// this once.
func AddKey(tx *database.Tx, environment id.ID, name string) (string, ClientKey, error) {
	k := ClientKey{EnvironmentID: environment, Name: strings.TrimSpace(name)}
	if err := people.Can(tx.Actor, people.ManageFlags); err != nil {
		return "", k, err
	}
	have, err := Keys(tx, environment)
	if err != nil {
		return "", k, err
	}
	var c fault.Check
	c.Line("/name", k.Name, 1, 100)
	if err := c.Err(); err != nil {
		return "", k, err
	}
	if len(have) >= MaxKeys {
		return "", k, fault.New(fault.Conflict,
			"An environment has at most %d keys. Revoke some.", MaxKeys)
	}
	k.ID = tx.NewID("clientkey")
	k.Prefix = strings.ToLower(rand.Text()[:8])
	secret := secretFor(tx.Workspace, k.Prefix)
	k.Hash = digest(secret)
	if err := tx.Insert("client_key", &k); err != nil {
		return "", k, err
	}
	return secret, k, changed(tx, "created", k.ID, map[string]any{"environment": environment})
}

// RevokeKey ends a key: clients that use it are refused from now on.
func RevokeKey(tx *database.Tx, key id.ID) error {
	if err := people.Can(tx.Actor, people.ManageFlags); err != nil {
		return err
	}
	k, err := database.Get[ClientKey](tx, "client_key", key)
	if err != nil {
		return err
	}
	now := tx.Now
	k.DeletedAt = &now
	if err := tx.Update("client_key", &k); err != nil {
		return err
	}
	return changed(tx, "revoked", k.ID, nil)
}

// ForgetRevoked deletes keys that were revoked before a moment and returns how many.
func ForgetRevoked(tx *database.Tx, before time.Time) (int64, error) {
	return tx.Exec("DELETE FROM client_key WHERE workspace_id = $1 AND deleted_at <= $2",
		tx.Workspace, before)
}

const keyMark = "tlf" // lets secret scanners know our keys

// secretFor makes a secret that says whose it is, so that it can be looked for in one workspace
// alone: "tlf_01jdb2m0f8s2v9q7c4x6n5t3ra_k3jq7x2a_...".
func secretFor(workspace id.ID, prefix string) string {
	_, body, _ := strings.Cut(string(workspace), "_")
	return strings.Join([]string{keyMark, body, prefix, strings.ToLower(rand.Text())}, "_")
}

// WorkspaceOf is the workspace that a key's secret names; false when it is no secret of ours.
func WorkspaceOf(secret string) (id.ID, bool) {
	parts := strings.Split(secret, "_")
	if len(parts) != 4 || parts[0] != keyMark {
		return "", false
	}
	workspace := id.ID("workspace_" + parts[1])
	return workspace, workspace.Valid("workspace")
}

func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
