package model

import (
	"encoding/json"
	"errors"
	"strconv"
)

// State says how far an item is. Written as a text, or as an object with one of done and doing,
// and with what remains.
type State struct {
	Phase     string   // nothing, doing or done
	Remaining *float64 // person-units left of an item under way; Item.Remaining says the same
}

// The states. An item that is being done keeps its team and comes before all that waits.
var (
	Waiting = State{}
	Doing   = State{Phase: "doing"}
	Done    = State{Phase: "done"}
)

// IsZero leaves the state of a waiting item out of JSON.
func (s State) IsZero() bool { return s == Waiting }

// MarshalJSON writes a text where that says all.
func (s State) MarshalJSON() ([]byte, error) {
	if s.Remaining == nil {
		return json.Marshal(s.Phase)
	}
	return json.Marshal(map[string]any{s.Phase: true, "remaining": *s.Remaining})
}

// UnmarshalJSON reads a text or an object.
func (s *State) UnmarshalJSON(data []byte) error {
	if !object(data) {
		return json.Unmarshal(data, &s.Phase)
	}
	var raw struct {
		Done, Doing bool
		Remaining   *float64
	}
	if err := strict(data, &raw); err != nil {
		return err
	}
	switch {
	case raw.Done && raw.Doing:
		return errors.New("is done and doing; drop one")
	case raw.Done && raw.Remaining != nil:
		return errors.New("is done, so nothing remains")
	case raw.Doing:
		s.Phase = Doing.Phase
	case raw.Done:
		s.Phase = Done.Phase
	case raw.Remaining != nil:
		return errors.New("remaining is for what is being done")
	}
	s.Remaining = raw.Remaining
	return nil
}

// Date is a day, or a unit of the calendar.
type Date struct {
	Day  string
	Unit int
}

// IsZero leaves no date out of JSON.
func (d Date) IsZero() bool { return d == Date{} }

// MarshalJSON writes what was read.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.Day == "" {
		return json.Marshal(d.Unit)
	}
	return json.Marshal(d.Day)
}

// UnmarshalJSON reads a text or a number.
func (d *Date) UnmarshalJSON(data []byte) error {
	if unit, err := strconv.Atoi(string(data)); err == nil {
		d.Unit = unit
		return nil
	}
	return json.Unmarshal(data, &d.Day)
}
