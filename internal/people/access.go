package people

import (
	"slices"
	"strings"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/scope"
)

// Verb is one thing that can be done: a room and an act. API tokens name verbs as scopes.
type Verb string

// The verbs. Every route, tool and command that touches a workspace declares one of them.
const (
	ReadFeedback   Verb = "feedback.read"
	WriteFeedback  Verb = "feedback.write"
	ImportFeedback Verb = "feedback.import"
	ReadInsight    Verb = "insight.read"
	WriteInsight   Verb = "insight.write" // themes, opportunities, quotes
	ReadBacklog    Verb = "backlog.read"
	WriteBacklog   Verb = "backlog.write"
	Vote           Verb = "backlog.vote"
	Accept         Verb = "backlog.accept" // the product owner's verdict
	ReadPriority   Verb = "priority.read"
	Score          Verb = "priority.score"
	ReadRoadmap    Verb = "roadmap.read"
	Plan           Verb = "roadmap.plan" // teams, capacity, plans
	ReadRelease    Verb = "release.read"
	Ship           Verb = "release.ship"
	TellBack       Verb = "release.tell"
	ReadFlags      Verb = "flag.read"
	WriteFlags     Verb = "flag.write"   // definitions and switches
	ManageFlags    Verb = "flag.manage"  // environments and the keys of clients
	ReadEvents     Verb = "event.read"   // counts and names; never who
	ManageEvents   Verb = "event.manage" // the index
	ErasePerson    Verb = "event.erase"  // for good, with every event
	ReadLine       Verb = "line.read"    // trace and coverage
	ReadPeople     Verb = "people.read"
	ManagePeople   Verb = "people.manage" // invitations, roles, workspace settings
	OwnTokens      Verb = "people.tokens" // one's own API tokens
	ReadAudit      Verb = "audit.read"
	ReadJobs       Verb = "jobs.read"
	ManageJobs     Verb = "jobs.manage"
)

var everyone = scope.Roles

var (
	managers     = []scope.Role{scope.Owner, scope.Admin}
	owners       = append([]scope.Role{scope.ProductOwner}, managers...)
	leads        = append([]scope.Role{scope.ProductManager, scope.ProductOwner}, managers...)
	productRoles = append([]scope.Role{scope.ProductOperations}, leads...)
	workers      = append([]scope.Role{scope.Contributor}, productRoles...)
)

// allowed says which roles may do what; a verb that is not here is nobody's.
var allowed = map[Verb][]scope.Role{
	ReadFeedback:   everyone,
	WriteFeedback:  workers,
	ImportFeedback: productRoles,
	ReadInsight:    everyone,
	WriteInsight:   productRoles,
	ReadBacklog:    everyone,
	WriteBacklog:   workers,
	Vote:           everyone,
	Accept:         owners,
	ReadPriority:   everyone,
	Score:          leads,
	ReadRoadmap:    everyone,
	Plan:           leads,
	ReadRelease:    everyone,
	Ship:           productRoles,
	TellBack:       productRoles,
	ReadFlags:      everyone,
	WriteFlags:     workers,
	ManageFlags:    productRoles,
	ReadEvents:     everyone,
	ManageEvents:   productRoles,
	ErasePerson:    managers,
	ReadLine:       everyone,
	ReadPeople:     everyone,
	ManagePeople:   managers,
	OwnTokens:      everyone,
	ReadAudit:      productRoles,
	ReadJobs:       workers,
	ManageJobs:     productRoles,
}

// Verbs lists every verb, sorted.
func Verbs() []Verb {
	verbs := make([]Verb, 0, len(allowed))
	for v := range allowed {
		verbs = append(verbs, v)
	}
	slices.Sort(verbs)
	return verbs
}

// Can is the one decision: whether the actor may do this at all in the scope's workspace. It
// returns a Forbidden fault that names who may. Records of another workspace never come this
// far: the transaction does not find them.
func Can(actor scope.Actor, verb Verb) error {
	roles, known := allowed[verb]
	if !known {
		return fault.New(fault.Internal, "people: %q is not a verb", verb)
	}
	if !actor.Has(roles...) {
		return fault.New(fault.Forbidden,
			"Your roles do not allow this (%s). It takes one of: %s.", verb, join(roles))
	}
	if !actor.Allows(string(verb)) {
		return fault.New(fault.Forbidden, "This token's scopes do not include %s.", verb)
	}
	return nil
}

func join(roles []scope.Role) string {
	sorted := slices.Clone(roles)
	slices.SortFunc(sorted, func(a, b scope.Role) int {
		return slices.Index(scope.Roles, a) - slices.Index(scope.Roles, b)
	})
	text := ""
	for i, r := range slices.Compact(sorted) {
		if i > 0 {
			text += ", "
		}
		text += strings.ReplaceAll(string(r), "_", " ")
	}
	return text
}
