package model

import (
	"bytes"
	"encoding/json"
)

// Lock is what the solver may not choose. Written as a number it is a start.
type Lock struct {
	Start  *int `json:"start,omitempty"`  // starts exactly then, whatever the load
	Finish *int `json:"finish,omitempty"` // finishes exactly then, whatever the load
	// Order is a place among all items that have one: none starts before one with a lower place.
	Order int `json:"order,omitempty"`
	// Team does what any of several teams could do.
	Team string `json:"team,omitempty"`
}

// LockedAt is a lock of the start.
func LockedAt(unit int) *Lock { return &Lock{Start: &unit} }

// Timed reports whether the lock says when; no lock does not.
func (l *Lock) Timed() bool { return l != nil && (l.Start != nil || l.Finish != nil) }

// Place is the place in the order, or 0.
func (l *Lock) Place() int {
	if l == nil {
		return 0
	}
	return l.Order
}

// Who is the team that the lock names, or none.
func (l *Lock) Who() string {
	if l == nil {
		return ""
	}
	return l.Team
}

// MarshalJSON writes a start alone as a number.
func (l Lock) MarshalJSON() ([]byte, error) {
	if l.Start != nil && l == (Lock{Start: l.Start}) {
		return json.Marshal(*l.Start)
	}
	type fields Lock
	return json.Marshal(fields(l))
}

// UnmarshalJSON reads a number or an object.
func (l *Lock) UnmarshalJSON(data []byte) error {
	if !object(data) {
		l.Start = new(int)
		return json.Unmarshal(data, l.Start)
	}
	type fields Lock
	return strict(data, (*fields)(l))
}

// object reports whether JSON is an object.
func object(data []byte) bool {
	data = bytes.TrimSpace(data)
	return len(data) > 0 && data[0] == '{'
}

// strict refuses fields that into does not have.
func strict(data []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}
