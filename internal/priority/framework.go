package priority

import (
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/throughlinehq/throughline/engine/rank"
	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Framework says which values an item is scored by, and how they make a score.
type Framework struct {
	database.Meta
	Key     string
	Name    string
	Formula string // over the fields' keys; "" is a weighted mean of them
	Fields  []rank.Field
	Builtin bool
	Active  bool
}

// The most frameworks of a workspace, and fields of a framework.
const (
	MaxFrameworks = 50
	MaxFields     = 20
)

// PersonWeeks is the unit of fields that an item's own estimate can fill.
const PersonWeeks = "person-weeks"

// builtinKeys are the frameworks that every workspace has.
var builtinKeys = []string{"rice", "wsjf", "cd3", "value_effort"}

// builtins returns the built-in frameworks as they are until somebody changes them. Effort is
// counted in person-weeks everywhere, so that one estimate serves the score and the plan.
func builtins(tx *database.Tx) []Framework {
	var list []Framework
	for _, key := range builtinKeys {
		preset, err := rank.Preset(key)
		if err != nil {
			panic("priority: " + err.Error())
		}
		for n, field := range preset.Fields {
			if field.Key == "effort" {
				preset.Fields[n].Unit, preset.Fields[n].Min = PersonWeeks, 0
				preset.Fields[n].Above = true
			}
		}
		meta := database.Meta{ID: builtinID(key), Version: 1, CreatedAt: tx.Now,
			UpdatedAt: tx.Now}
		list = append(list, Framework{meta, key, preset.Name, preset.Formula, preset.Fields,
			true, true})
	}
	return list
}

var idLetters = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz")

// builtinID is the same in every workspace, so that a built-in framework can be named before
// its row is stored: that happens with the first score or change.
func builtinID(key string) id.ID {
	sum := sha256.Sum256([]byte("framework " + key))
	return id.ID("framework_" + idLetters.EncodeToString(sum[:])[:26])
}

// Frameworks lists the frameworks: the built-in ones, then the workspace's own by age.
func Frameworks(tx *database.Tx) ([]Framework, error) {
	stored, err := database.List[Framework](tx, "SELECT "+database.Columns[Framework]("")+`
		FROM framework WHERE workspace_id = $1 ORDER BY builtin DESC, id LIMIT 1000`, tx.Workspace)
	if err != nil {
		return nil, err
	}
	list := builtins(tx)
	for _, f := range stored {
		if n := slices.Index(builtinKeys, f.Key); n >= 0 {
			list[n] = f
		} else {
			list = append(list, f)
		}
	}
	return list, nil
}

// find returns the framework with that key or id; "" is the first active one.
func find(tx *database.Tx, name string) (Framework, error) {
	all, err := Frameworks(tx)
	for _, f := range all {
		if name == f.Key || name == string(f.ID) || name == "" && f.Active {
			return f, nil
		}
	}
	if err == nil {
		err = fault.Missing("framework")
	}
	return Framework{}, err
}

// ensure stores the row of a built-in framework that has none yet.
func ensure(tx *database.Tx, f *Framework) error {
	if !f.Builtin {
		return nil
	}
	_, err := database.Get[Framework](tx, "framework", f.ID)
	if fault.Is(err, fault.NotFound) {
		err = tx.Insert("framework", f)
	}
	return err
}

// AddFramework adds a framework of the workspace's own. Without a key it gets one from its
// name. What is wrong with a formula is said with the place.
func AddFramework(tx *database.Tx, f Framework) (Framework, error) {
	if err := people.Can(tx.Actor, people.Score); err != nil {
		return f, err
	}
	f = Framework{Key: f.Key, Name: strings.TrimSpace(f.Name), Formula: f.Formula,
		Fields: f.Fields, Active: true}
	all, err := Frameworks(tx)
	if err != nil {
		return f, err
	}
	taken := func(key string) bool {
		return slices.ContainsFunc(all, func(o Framework) bool { return o.Key == key })
	}
	if f.Key == "" {
		f.Key = keyFrom(f.Name, taken)
	}
	if err := f.check(); err != nil {
		return f, err
	}
	switch {
	case len(all) >= MaxFrameworks:
		return f, fault.New(fault.Conflict, "A workspace has at most %d frameworks.",
			MaxFrameworks)
	case taken(f.Key):
		return f, fault.New(fault.Conflict,
			"There is a framework with the key %q already. Choose another.", f.Key)
	}
	if err := tx.Insert("framework", &f); err != nil {
		return f, err
	}
	return f, audit.Log(tx, "created", f.ID, map[string]any{"key": f.Key})
}

// FrameworkPatch changes a framework; nil leaves a field as it is.
type FrameworkPatch struct {
	Name    *string
	Formula *string
	Fields  []rank.Field
	Active  *bool
}

// ChangeFramework changes a framework. Of a built-in one only the name and whether it is
// active can change.
func ChangeFramework(
	tx *database.Tx, framework id.ID, version int64, patch FrameworkPatch,
) (Framework, error) {
	if err := people.Can(tx.Actor, people.Score); err != nil {
		return Framework{}, err
	}
	f, err := find(tx, string(framework))
	if err == nil {
		err = ensure(tx, &f)
	}
	if err == nil {
		f, err = database.GetVersion[Framework](tx, "framework", f.ID, version)
	}
	if err != nil {
		return f, err
	}
	if f.Builtin && (patch.Formula != nil || patch.Fields != nil) {
		return f, fault.New(fault.Conflict,
			"%s is built in. Add a framework of your own with the formula you want.", f.Name)
	}
	if patch.Name != nil {
		f.Name = strings.TrimSpace(*patch.Name)
	}
	if patch.Formula != nil {
		f.Formula = *patch.Formula
	}
	if patch.Fields != nil {
		f.Fields = patch.Fields
	}
	if patch.Active != nil {
		f.Active = *patch.Active
	}
	if err := f.check(); err != nil {
		return f, err
	}
	if err := tx.Update("framework", &f); err != nil {
		return f, err
	}
	return f, audit.Log(tx, "updated", f.ID,
		map[string]any{"formula": f.Formula, "active": f.Active})
}

var frameworkKey = regexp.MustCompile(`^[a-z][a-z0-9_]{1,39}$`)

func (f Framework) check() error {
	var c fault.Check
	c.Line("/name", f.Name, 1, 100)
	c.That(frameworkKey.MatchString(f.Key), "/key",
		"must be 2 to 40 lower-case letters, digits or _, and begin with a letter")
	c.That(len(f.Fields) >= 1 && len(f.Fields) <= MaxFields, "/fields",
		"must be 1 to %d", MaxFields)
	keys := make([]string, len(f.Fields))
	for n, field := range f.Fields {
		keys[n] = field.Key
		c.Line("/fields", field.Label, 1, 60)
		c.Line("/fields", field.Unit, 0, 40)
		c.That(len(field.Scale) <= 50, "/fields", "a scale has at most 50 steps")
	}
	if err := c.Err(); err != nil {
		return err
	}
	var syntax *rank.SyntaxError
	if _, err := rank.Parse(f.Formula, keys); f.Formula != "" && errors.As(err, &syntax) {
		return fault.At("/formula", "cannot be read at character %d: %s",
			len([]rune(f.Formula[:min(syntax.Pos, len(f.Formula))]))+1, syntax.Reason)
	}
	if err := f.engine().Validate(); err != nil {
		return fault.At("/fields", "%s", err)
	}
	return nil
}

// engine is the framework as the engine takes it.
func (f Framework) engine() rank.Framework {
	return rank.Framework{Key: f.Key, Name: f.Name, Fields: f.Fields, Formula: f.Formula}
}

// keyFrom makes a free key of a name: "Fit & reach" becomes fit_reach, or fit_reach_2.
func keyFrom(name string, taken func(string) bool) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	plain := strings.Join(words, "_")
	plain = plain[:min(len(plain), 36)]
	key := plain
	for n := 2; taken(key); n++ {
		key = fmt.Sprintf("%s_%d", plain, n)
	}
	return key
}
