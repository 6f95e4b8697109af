// Package scope says on whose behalf something happens: which workspace, and which actor with
// which roles. Every transaction carries one, so that tenancy and audit cannot be forgotten.
package scope

import (
	"slices"
	"strings"

	"github.com/throughlinehq/throughline/internal/kit/id"
)

// Role is a duty of a member; a member may hold several at once.
type Role string

// The roles, from the most to the least powerful.
const (
	Owner             Role = "owner"
	Admin             Role = "admin"
	ProductManager    Role = "product_manager"
	ProductOwner      Role = "product_owner"
	ProductOperations Role = "product_operations"
	Contributor       Role = "contributor"
	Viewer            Role = "viewer"
)

// Roles lists every role, most powerful first.
var Roles = []Role{
	Owner, Admin, ProductManager, ProductOwner, ProductOperations, Contributor, Viewer,
}

// ActorKind says what sort of actor acts.
type ActorKind string

// The kinds of actors.
const (
	User   ActorKind = "user"   // a signed-in person
	Token  ActorKind = "token"  // a program with an API token
	System ActorKind = "system" // the program itself: jobs and commands
)

// Actor is who does something. ID is the user's (also for a token, whose user it acts for)
// and empty for the system. Scopes, when not nil, narrows what the roles allow.
type Actor struct {
	Kind   ActorKind
	ID     id.ID
	Name   string
	Roles  []Role
	Scopes []string
}

// Has reports whether the actor holds one of the roles.
func (a Actor) Has(roles ...Role) bool {
	return slices.ContainsFunc(roles, func(r Role) bool { return slices.Contains(a.Roles, r) })
}

// Allows reports whether the actor's scopes include the verb ("feedback.write"): an actor
// without scopes is not narrowed; "feedback" covers every verb on feedback, "read" every
// reading verb, and "*" everything.
func (a Actor) Allows(verb string) bool {
	if a.Scopes == nil {
		return true
	}
	room, act, _ := strings.Cut(verb, ".")
	return slices.ContainsFunc(a.Scopes, func(s string) bool {
		return s == "*" || s == verb || s == room || s == act
	})
}

// Scope is a workspace and the actor at work in it.
type Scope struct {
	Workspace id.ID
	Actor     Actor
}

// Everywhere is the workspace of a transaction that looks across workspaces: signing in,
// claiming jobs, moving a database. Only platform and people code uses it.
const Everywhere id.ID = "*"

// ForSystem is the scope in which the program itself acts within a workspace.
func ForSystem(workspace id.ID, name string) Scope {
	return Scope{Workspace: workspace, Actor: Actor{Kind: System, Name: name, Roles: Roles}}
}
