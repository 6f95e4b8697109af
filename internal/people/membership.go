package people

import (
	"slices"
	"time"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Member is a user at work in a workspace, with the roles they hold there.
type Member struct {
	UserID     id.ID
	Name       string
	Email      string
	Roles      []scope.Role
	Version    int64
	CreatedAt  time.Time
	DisabledAt *time.Time
}

// rank is the place of the most powerful of the roles; less is more powerful.
func rank(roles []scope.Role) int {
	best := len(scope.Roles)
	for _, r := range roles {
		if i := slices.Index(scope.Roles, r); i >= 0 {
			best = min(best, i)
		}
	}
	return best
}

// checkRoles says what is wrong with a set of roles and returns it in its usual order.
func checkRoles(c *fault.Check, pointer string, roles []scope.Role) []scope.Role {
	c.That(len(roles) > 0, pointer, "must name at least one role")
	for _, r := range roles {
		c.That(slices.Contains(scope.Roles, r), pointer, "must be among %s", join(scope.Roles))
	}
	sorted := slices.Clone(roles)
	slices.SortFunc(sorted, func(a, b scope.Role) int {
		return rank([]scope.Role{a}) - rank([]scope.Role{b})
	})
	return slices.Compact(sorted)
}

// mayGrant keeps everybody from giving or taking roles above their own.
func mayGrant(actor scope.Actor, roles []scope.Role) error {
	if rank(actor.Roles) > rank(roles) {
		return fault.New(fault.Forbidden,
			"You cannot give or take the role %s: it is above your own.", scope.Roles[rank(roles)])
	}
	return nil
}

// ListMembers returns the workspace's members in the order in which their accounts were made.
func ListMembers(tx *database.Tx, request page.Request) (page.Page[Member], error) {
	if err := Can(tx.Actor, ReadPeople); err != nil {
		return page.Page[Member]{}, err
	}
	after, err := cursor(request, "user")
	if err != nil {
		return page.Page[Member]{}, err
	}
	members, err := membersAfter(tx, after, request.Size()+1)
	return page.Cut(members, request.Size(), func(m Member) []any { return []any{m.UserID} }), err
}

// GetMember returns one member, or NotFound.
func GetMember(tx *database.Tx, user id.ID) (Member, error) {
	if err := Can(tx.Actor, ReadPeople); err != nil {
		return Member{}, err
	}
	return memberByID(tx, user)
}

// ChangeRoles gives a member these roles instead of the present ones; version is the one that
// was read. The last owner stays owner (Conflict); nobody gives or takes a role above their own
// (Forbidden).
func ChangeRoles(
	tx *database.Tx, user id.ID, version int64, roles []scope.Role,
) (Member, error) {
	m, err := memberToManage(tx, user, version)
	if err != nil {
		return m, err
	}
	var c fault.Check
	if roles = checkRoles(&c, "/roles", roles); c.Err() != nil {
		return m, c.Err()
	}
	if err := mayGrant(tx.Actor, roles); err != nil {
		return m, err
	}
	if !slices.Contains(roles, scope.Owner) {
		if err := keepAnOwner(tx, m); err != nil {
			return m, err
		}
	}
	before := m.Roles
	m.Roles, m.Version = roles, m.Version+1
	if err := updateMember(tx, m); err != nil {
		return m, err
	}
	return m, audit.Log(tx, "changed_roles", m.UserID, map[string]any{"from": before, "to": roles})
}

// RemoveMember ends a membership, and at once the member's sessions in this workspace and API
// tokens for it. Members can remove themselves; the last owner cannot go (Conflict).
func RemoveMember(tx *database.Tx, user id.ID, version int64) error {
	m, err := memberToManage(tx, user, version)
	if err != nil {
		return err
	}
	if err := keepAnOwner(tx, m); err != nil {
		return err
	}
	if err := deleteMember(tx, user); err != nil {
		return err
	}
	return audit.Log(tx, "removed", user, map[string]any{"roles": m.Roles})
}

// Leave ends the acting person's own membership; see [RemoveMember].
func Leave(tx *database.Tx) error {
	if err := asPerson(tx, ReadPeople); err != nil {
		return err
	}
	m, err := memberByID(tx, tx.Actor.ID)
	if err != nil {
		return err
	}
	if err := keepAnOwner(tx, m); err != nil {
		return err
	}
	if err := deleteMember(tx, m.UserID); err != nil {
		return err
	}
	return audit.Log(tx, "left", m.UserID, nil)
}

// StillMay is [Can] for somebody who asked earlier for what is done only now: a Forbidden fault
// says that they left, were disabled or lost the role meanwhile.
func StillMay(tx *database.Tx, user id.ID, verb Verb) error {
	m, err := memberByID(tx, user)
	switch {
	case fault.Is(err, fault.NotFound):
		return fault.New(fault.Forbidden,
			"Whoever asked for this has left the workspace. Let somebody else ask for it anew.")
	case err != nil:
		return err
	case m.DisabledAt != nil:
		return fault.New(fault.Forbidden,
			"%s, who asked for this, is disabled. Let somebody else ask for it anew.", m.Name)
	}
	if err := Can(scope.Actor{Kind: scope.User, ID: user, Roles: m.Roles}, verb); err != nil {
		return fault.New(fault.Forbidden, "%s, who asked for this, may not do it any more (%s). "+
			"Let somebody ask for it anew who may: %s.", m.Name, verb, join(allowed[verb]))
	}
	return nil
}

// memberToManage loads a member whom the actor may manage: one who holds no role above theirs.
func memberToManage(tx *database.Tx, user id.ID, version int64) (Member, error) {
	if err := Can(tx.Actor, ManagePeople); err != nil {
		return Member{}, err
	}
	m, err := memberByID(tx, user)
	if err != nil {
		return m, err
	}
	if err := mayGrant(tx.Actor, m.Roles); err != nil {
		return m, err
	}
	if m.Version != version {
		return m, stale("member", m.Version, version)
	}
	return m, nil
}

// keepAnOwner refuses to lose the workspace's last owner who can sign in.
func keepAnOwner(tx *database.Tx, m Member) error {
	if !slices.Contains(m.Roles, scope.Owner) {
		return nil
	}
	others, err := otherOwners(tx, m.UserID)
	if err == nil && others == 0 {
		err = fault.New(fault.Conflict,
			"This is the workspace's last owner. Make somebody else owner first.")
	}
	return err
}
