package flag

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Flag is a switch for a behaviour.
type Flag struct {
	database.Meta
	database.Binned
	Key         string // what the product's code calls it
	Description string
	Definition  string  // flagd's flag object as JSON, without its state
	EnabledIn   []id.ID // the environments in which it is on
}

// On reports whether the flag is on in an environment.
func (f *Flag) On(environment id.ID) bool { return slices.Contains(f.EnabledIn, environment) }

// Version is what a flag was after one change, and who made that.
type Version struct {
	FlagID      id.ID
	Version     int64
	At          time.Time
	ActorID     id.ID
	ActorName   string
	Action      string // "created", "updated", "enabled", "disabled", "archived", "restored"
	Description string
	Definition  string
	EnabledIn   []id.ID
}

// Environment is where clients run: production, staging.
type Environment struct {
	database.Meta
	database.Binned
	Key  string
	Name string
}

// ClientKey lets a client ask for the flags of one environment, and nothing else. Its secret is
// told once; Prefix tells keys apart.
type ClientKey struct {
	database.Meta
	EnvironmentID id.ID
	Name          string
	Prefix        string
	Hash          string `json:"-"`
	DeletedAt     *time.Time
}

// Bounds of what a workspace may hold.
const (
	MaxFlags        = 5000
	MaxEnvironments = 20
	MaxKeys         = 50 // of one environment
	MaxDefinition   = 64 << 10
)

var keyForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$`)

// checkKey accepts what fits into an address and a program's source without being quoted.
func checkKey(c *fault.Check, pointer, key string) {
	c.That(keyForm.MatchString(key), pointer,
		"must be up to 100 letters, digits, dots, dashes and underscores, a letter or digit first")
}

// Input is a new flag; it is off everywhere.
type Input struct {
	Key         string
	Description string
	Definition  string
}

// Patch changes a flag; nil leaves a field as it is.
type Patch struct {
	Description *string
	Definition  *string
}

func (p Patch) apply(f *Flag) (changed []string) {
	set := func(name string, field, value *string) {
		if value == nil || strings.TrimSpace(*value) == *field {
			return
		}
		*field = strings.TrimSpace(*value)
		changed = append(changed, name)
	}
	set("description", &f.Description, p.Description)
	set("definition", &f.Definition, p.Definition)
	return changed
}

func (f *Flag) check(segments shared) error {
	var c fault.Check
	checkKey(&c, "/key", f.Key)
	c.Text("/description", f.Description, 0, 2000)
	f.checkDefinition(&c, segments)
	return c.Err()
}

func (e *Environment) check() error {
	var c fault.Check
	checkKey(&c, "/key", e.Key)
	c.Line("/name", e.Name, 1, 100)
	return c.Err()
}
