package people

import (
	"context"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

const (
	tokenMark   = "tl_" // lets secret scanners know our tokens
	mostScopes  = 50
	longestMark = 80
)

// APIToken lets a program act for the user who made it, in one workspace, with that user's
// roles narrowed to the token's scopes. Its secret is told once; Prefix tells tokens apart.
type APIToken struct {
	database.Meta
	UserID    id.ID
	Name      string
	Prefix    string
	Hash      string   `json:"-"`
	Scopes    []string // verbs ("feedback.write"), rooms ("feedback"), "read", or "*"
	ExpiresAt *time.Time
	UsedAt    *time.Time
	DeletedAt *time.Time
}

// ScopeWords lists every word that a token's scopes may use, sorted.
func ScopeWords() []string {
	words := []string{"*", "read"}
	for _, v := range Verbs() {
		room, _, _ := strings.Cut(string(v), ".")
		words = append(words, string(v), room)
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// TokenInput describes a new API token. ExpiresAt is nil for one that lasts until revoked.
type TokenInput struct {
	Name      string
	Scopes    []string
	ExpiresAt *time.Time
}

func (in TokenInput) check(now time.Time) error {
	var c fault.Check
	c.Line("/name", in.Name, 1, longestMark)
	c.That(len(in.Scopes) > 0, "/scopes", "must name at least one scope")
	c.That(len(in.Scopes) <= mostScopes, "/scopes", "must name at most %d scopes", mostScopes)
	for _, s := range in.Scopes {
		c.OneOf("/scopes", s, ScopeWords()...)
	}
	c.That(in.ExpiresAt == nil || in.ExpiresAt.After(now), "/expires_at", "must be in the future")
	return c.Err()
}

// CreateToken makes an API token for the acting person and returns it whole, which is told
// only this once. A token cannot make tokens: it could make one with wider scopes.
func CreateToken(tx *database.Tx, in TokenInput) (string, APIToken, error) {
	if err := asPerson(tx, OwnTokens); err != nil {
		return "", APIToken{}, err
	}
	return insertToken(tx, tx.Actor.ID, in)
}

// IssueToken makes an API token for a member of the workspace, for commands on the server. The
// workspace is a slug; it may be empty while there is only one.
func IssueToken(
	ctx context.Context, db *database.DB, workspace, email string, in TokenInput,
) (secret string, t APIToken, err error) {
	home, err := workspaceBySlug(ctx, db, workspace)
	if err != nil {
		return "", t, err
	}
	u, err := readUser(ctx, db, email)
	if err != nil {
		return "", t, err
	}
	err = db.Write(ctx, scope.ForSystem(home.ID, "command line"), func(tx *database.Tx) error {
		if _, err := memberByID(tx, u.ID); err != nil {
			return err
		}
		secret, t, err = insertToken(tx, u.ID, in)
		return err
	})
	return secret, t, err
}

func insertToken(tx *database.Tx, user id.ID, in TokenInput) (string, APIToken, error) {
	in.Name = strings.TrimSpace(in.Name)
	if err := in.check(tx.Now); err != nil {
		return "", APIToken{}, err
	}
	prefix := hex.EncodeToString(random(4))
	secret := tokenMark + prefix + "_" + newSecret()
	scopes := slices.Compact(slices.Sorted(slices.Values(in.Scopes)))
	t := APIToken{Meta: database.Meta{ID: tx.NewID("token")}, UserID: user, Name: in.Name,
		Prefix: prefix, Hash: digest(secret), Scopes: scopes, ExpiresAt: in.ExpiresAt}
	if err := tx.Insert("api_token", &t); err != nil {
		return "", t, err
	}
	return secret, t, audit.Log(tx, "created", t.ID, map[string]any{"scopes": scopes})
}

// ListTokens returns the actor's own tokens, and everybody's to those who manage people.
func ListTokens(tx *database.Tx, request page.Request) (page.Page[APIToken], error) {
	if err := Can(tx.Actor, OwnTokens); err != nil {
		return page.Page[APIToken]{}, err
	}
	after, err := cursor(request, "token")
	if err != nil {
		return page.Page[APIToken]{}, err
	}
	found, err := tokensAfter(tx, after, request.Size()+1)
	return page.Cut(found, request.Size(), func(t APIToken) []any { return []any{t.ID} }), err
}

// GetToken returns one token that the actor may see, or NotFound.
func GetToken(tx *database.Tx, token id.ID) (APIToken, error) {
	if err := Can(tx.Actor, OwnTokens); err != nil {
		return APIToken{}, err
	}
	t, err := database.Get[APIToken](tx, "api_token", token)
	if err == nil && t.UserID != tx.Actor.ID && Can(tx.Actor, ManagePeople) != nil {
		return APIToken{}, fault.Missing("api token")
	}
	return t, err
}

// RevokeToken ends a token at once: one's own, or anybody's for those who manage people.
func RevokeToken(tx *database.Tx, token id.ID) error {
	t, err := GetToken(tx, token)
	if err != nil {
		return err
	}
	t.DeletedAt = &tx.Now
	if err := tx.Update("api_token", &t); err != nil {
		return err
	}
	return audit.Log(tx, "revoked", t.ID, nil)
}
