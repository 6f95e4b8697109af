package roadmap

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Team is who does the work, and how much of it in a week.
type Team struct {
	database.Meta
	database.Binned
	Name       string
	Capacity   float64 // person-weeks a week
	Exceptions []Exception
}

// Exception is a week in which a team's capacity is another.
type Exception struct {
	Week     string  `json:"week"` // its Monday
	Capacity float64 `json:"capacity"`
}

// Bounds of teams.
const (
	MaxTeams      = 200
	MaxCapacity   = 1000
	MaxExceptions = 520
)

// TeamPatch changes a team; nil leaves a field as it is.
type TeamPatch struct {
	Name       *string
	Capacity   *float64
	Exceptions *[]Exception
}

func (p TeamPatch) apply(t *Team) []string {
	was := *t
	var changed []string
	if p.Name != nil {
		t.Name = strings.TrimSpace(*p.Name)
	}
	if p.Capacity != nil {
		t.Capacity = *p.Capacity
	}
	if p.Exceptions != nil {
		t.Exceptions = slices.Clone(*p.Exceptions)
		slices.SortStableFunc(t.Exceptions,
			func(a, b Exception) int { return cmp.Compare(a.Week, b.Week) })
	}
	if was.Name != t.Name {
		changed = append(changed, "name")
	}
	if was.Capacity != t.Capacity {
		changed = append(changed, "capacity")
	}
	if !slices.Equal(was.Exceptions, t.Exceptions) {
		changed = append(changed, "exceptions")
	}
	return changed
}

func (t *Team) check() error {
	var c fault.Check
	c.Line("/name", t.Name, 1, 100)
	checkCapacity(&c, "/capacity", t.Capacity)
	c.That(len(t.Exceptions) <= MaxExceptions, "/exceptions", "must be at most %d", MaxExceptions)
	for n, e := range t.Exceptions {
		at := fmt.Sprintf("/exceptions/%d", n)
		parseMonday(&c, at+"/week", e.Week)
		checkCapacity(&c, at+"/capacity", e.Capacity)
		c.That(n == 0 || t.Exceptions[n-1].Week != e.Week, at+"/week", "stands there twice")
	}
	return c.Err()
}

func checkCapacity(c *fault.Check, pointer string, capacity float64) {
	c.That(capacity >= 0 && capacity <= MaxCapacity && !math.IsNaN(capacity), pointer,
		"must lie between 0 and %d person-weeks a week", MaxCapacity)
}

// at is the team's capacity in the week of a Monday.
func (t *Team) at(monday string) float64 {
	n, found := slices.BinarySearchFunc(t.Exceptions, monday,
		func(e Exception, week string) int { return cmp.Compare(e.Week, week) })
	if found {
		return t.Exceptions[n].Capacity
	}
	return t.Capacity
}

// Teams lists the workspace's teams by name.
func Teams(tx *database.Tx) ([]Team, error) {
	return database.List[Team](tx, "SELECT "+database.Columns[Team]("")+` FROM team
		WHERE workspace_id = $1 AND deleted_at IS NULL ORDER BY name, id LIMIT 1000`, tx.Workspace)
}

// AddTeam adds a team. Its name must be free.
func AddTeam(tx *database.Tx, name string, capacity float64, weeks []Exception) (Team, error) {
	if err := people.Can(tx.Actor, people.Plan); err != nil {
		return Team{}, err
	}
	var t Team
	TeamPatch{&name, &capacity, &weeks}.apply(&t)
	if err := t.check(); err != nil {
		return t, err
	}
	if err := refuseTaken(tx, t); err != nil {
		return t, err
	}
	if err := tx.Insert("team", &t); err != nil {
		return t, err
	}
	return t, audit.Log(tx, "created", t.ID, map[string]any{"capacity": t.Capacity})
}

// LoadTeam returns a team that is not in the bin.
func LoadTeam(tx *database.Tx, team id.ID) (Team, error) {
	return database.Get[Team](tx, "team", team)
}

// ChangeTeam changes a team that is still of the version which was read.
func ChangeTeam(tx *database.Tx, team id.ID, version int64, patch TeamPatch) (Team, error) {
	if err := people.Can(tx.Actor, people.Plan); err != nil {
		return Team{}, err
	}
	t, err := database.GetVersion[Team](tx, "team", team, version)
	if err != nil {
		return t, err
	}
	changed := patch.apply(&t)
	if err := t.check(); err != nil || len(changed) == 0 {
		return t, err
	}
	if err := refuseTaken(tx, t); err != nil {
		return t, err
	}
	if err := tx.Update("team", &t); err != nil {
		return t, err
	}
	return t, audit.Log(tx, "updated", t.ID,
		map[string]any{"changed": changed, "capacity": t.Capacity})
}

func refuseTaken(tx *database.Tx, t Team) error {
	have, err := Teams(tx)
	if err != nil {
		return err
	}
	known := slices.ContainsFunc(have, func(other Team) bool { return other.ID == t.ID })
	if !known && len(have) >= MaxTeams {
		return fault.New(fault.Conflict, "A workspace has at most %d teams.", MaxTeams)
	}
	for _, other := range have {
		if other.ID != t.ID && strings.EqualFold(other.Name, t.Name) {
			return fault.New(fault.Conflict, "There is a team named %s already.", other.Name)
		}
	}
	return nil
}
