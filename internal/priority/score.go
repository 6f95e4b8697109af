package priority

import (
	"slices"
	"time"

	"github.com/throughlinehq/throughline/engine/rank"
	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/backlog"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Score is what an item was given under a framework.
type Score struct {
	database.Meta
	ItemID      id.ID
	FrameworkID id.ID
	Inputs      map[string]Input
	Scorers     []id.ID // everybody who ever gave a field of value, costs left out
}

// Input is the value of one field, who gave it and when.
type Input struct {
	Estimate rank.Estimate `json:"estimate"`
	By       id.ID         `json:"by"`
	At       time.Time     `json:"at"`
}

// Set gives an item values under a framework, named by its key. Fields that are not named stay
// as they are; nil takes a value away. A value that the framework refuses is an Invalid fault
// with the field's name.
func Set(
	tx *database.Tx, item id.ID, framework string, values map[string]*rank.Estimate,
) (Score, error) {
	if err := people.Can(tx.Actor, people.Score); err != nil {
		return Score{}, err
	}
	i, err := backlog.Load(tx, item)
	if err != nil {
		return Score{}, err
	}
	f, err := find(tx, framework)
	if err != nil {
		return Score{}, err
	}
	if err := f.refuse(values); err != nil {
		return Score{}, err
	}
	if err := ensure(tx, &f); err != nil {
		return Score{}, err
	}
	s, err := scoreOf(tx, i.ID, f.ID)
	if err != nil {
		return s, err
	}
	changed := s.apply(tx, f, values)
	if len(changed) == 0 && s.ID != "" {
		return s, nil
	}
	if s.ID == "" {
		err = tx.Insert("score", &s)
	} else {
		err = tx.Update("score", &s)
	}
	if err != nil {
		return s, err
	}
	return s, audit.Log(tx, "scored", item,
		map[string]any{"framework": f.Key, "fields": changed})
}

// refuse says which of the values the framework does not take.
func (f Framework) refuse(values map[string]*rank.Estimate) error {
	var c fault.Check
	given := rank.Item{ID: "item", Values: map[string]rank.Estimate{}}
	for key, v := range values {
		c.That(f.has(key), "/inputs/"+key, "is no field of %s", f.Name)
		if v != nil {
			given.Values[key] = *v
		}
	}
	result, err := rank.Rank(f.engine(), []rank.Item{given}, rank.Options{Draws: 2})
	if err != nil {
		return err
	}
	for _, incomplete := range result.Incomplete {
		for key, reason := range incomplete.Refused {
			c.Fail("/inputs/"+key, "%s", reason)
		}
	}
	return c.Err()
}

func (f Framework) has(key string) bool {
	return slices.ContainsFunc(f.Fields, func(field rank.Field) bool { return field.Key == key })
}

// apply takes over the values and names the fields that differ now.
func (s *Score) apply(tx *database.Tx, f Framework, values map[string]*rank.Estimate) []string {
	if s.Inputs == nil {
		s.Inputs = map[string]Input{}
	}
	var changed []string
	for _, field := range f.Fields {
		v, sent := values[field.Key]
		was, there := s.Inputs[field.Key]
		switch {
		case !sent || v == nil && !there || v != nil && there && same(was.Estimate, *v):
			continue
		case v == nil:
			delete(s.Inputs, field.Key)
		default:
			s.Inputs[field.Key] = Input{*v, tx.Actor.ID, tx.Now}
		}
		changed = append(changed, field.Key)
		if !field.Cost && !slices.Contains(s.Scorers, tx.Actor.ID) {
			s.Scorers = append(s.Scorers, tx.Actor.ID)
		}
	}
	return changed
}

func same(a, b rank.Estimate) bool {
	return a.P10 == b.P10 && a.P90 == b.P90 && a.Median() == b.Median()
}

// scoreOf loads a score, or makes an empty one that is not stored yet.
func scoreOf(tx *database.Tx, item, framework id.ID) (Score, error) {
	found, err := database.One[Score](tx, "SELECT "+database.Columns[Score]("")+` FROM score
		WHERE workspace_id = $1 AND item_id = $2 AND framework_id = $3`,
		tx.Workspace, item, framework)
	if fault.Is(err, fault.NotFound) {
		return Score{ItemID: item, FrameworkID: framework}, nil
	}
	return found, err
}

// Given is a score with the framework it belongs to.
type Given struct {
	Score
	Framework Framework
}

// ScoresOf lists what an item was given, one score for each framework.
func ScoresOf(tx *database.Tx, item id.ID) ([]Given, error) {
	if _, err := backlog.Load(tx, item); err != nil {
		return nil, err
	}
	found, err := database.List[Score](tx, "SELECT "+database.Columns[Score]("")+` FROM score
		WHERE workspace_id = $1 AND item_id = $2 ORDER BY id`, tx.Workspace, item)
	if err != nil {
		return nil, err
	}
	frameworks, err := Frameworks(tx)
	var list []Given
	for _, s := range found {
		for _, f := range frameworks {
			if f.ID == s.FrameworkID {
				list = append(list, Given{s, f})
			}
		}
	}
	return list, err
}

// ScoredBy reports whether a person ever gave the item a value under any framework. What an
// item costs is no value: whoever estimates the effort may still accept the work.
func ScoredBy(tx *database.Tx, item, person id.ID) (bool, error) {
	found, err := database.List[Score](tx, "SELECT "+database.Columns[Score]("")+` FROM score
		WHERE workspace_id = $1 AND item_id = $2`, tx.Workspace, item)
	for _, s := range found {
		if slices.Contains(s.Scorers, person) {
			return true, err
		}
	}
	return false, err
}

// ForgetItem deletes the scores of an item that is about to be deleted.
func ForgetItem(tx *database.Tx, item id.ID) error {
	_, err := tx.Exec("DELETE FROM score WHERE workspace_id = $1 AND item_id = $2",
		tx.Workspace, item)
	return err
}
