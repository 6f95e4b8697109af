package text

import (
	"fmt"
	"slices"

	"github.com/throughlinehq/throughline/engine/text/space"
)

// EditKind names what a person did to the taxonomy.
type EditKind string

// What people do to a taxonomy.
const (
	Rename     EditKind = "rename"      // Theme, Label: the label is kept for ever
	Merge      EditKind = "merge"       // Theme, Into: the first id leads to the second for ever
	Split      EditKind = "split"       // Theme, Records, Label: the records become a new theme
	Move       EditKind = "move"        // Theme, Label: to the area of that label, made if new
	Pin        EditKind = "pin"         // Theme, Record: this record has this theme
	Reject     EditKind = "reject"      // Theme, Record: this record has not this theme
	Hide       EditKind = "hide"        // Theme
	Show       EditKind = "show"        // Theme
	RenameArea EditKind = "rename-area" // Area, Label
)

// Edit is one change by a person. Edits take effect at once and hold through every later run.
type Edit struct {
	Kind    EditKind `json:"kind"`
	Theme   string   `json:"theme,omitempty"`
	Into    string   `json:"into,omitempty"`
	Area    string   `json:"area,omitempty"`
	Label   string   `json:"label,omitempty"`
	Record  string   `json:"record,omitempty"`
	Records []Record `json:"records,omitempty"`
	Made    string   `json:"made,omitempty"` // set by Apply: the id of the theme or area made
}

// Apply changes the taxonomy and returns the edit with Made filled in. An edit that names an
// unknown theme or area, or lacks what its kind needs, changes nothing and returns an error.
func (m *Taxonomy) Apply(e Edit) (Edit, error) {
	node := m.node(m.Resolve(e.Theme))
	if node == nil && e.Kind != RenameArea {
		return e, fmt.Errorf("%s: there is no theme %q", e.Kind, e.Theme)
	}
	var err error
	switch e.Kind {
	case Rename:
		err = rename(node, e.Label)
	case Merge:
		err = m.merge(node, e.Into)
	case Split:
		e.Made, err = m.split(node, e)
	case Move:
		e.Made, err = m.move(node, e.Label)
	case Pin, Reject:
		err = m.mark(node, e)
	case Hide, Show:
		node.Hidden = e.Kind == Hide
	case RenameArea:
		err = m.renameArea(e)
	default:
		err = fmt.Errorf("unknown edit %q", e.Kind)
	}
	if err == nil {
		m.Edits = append(m.Edits, e)
	}
	return e, err
}

func rename(node *Node, label string) error {
	if label == "" {
		return fmt.Errorf("rename: theme %s needs a label", node.ID)
	}
	node.Label, node.Named = label, true
	return nil
}

func (m *Taxonomy) renameArea(e Edit) error {
	area := m.area(e.Area)
	if area == nil || e.Label == "" {
		return fmt.Errorf("rename-area: there is no area %q, or the label is empty", e.Area)
	}
	area.Label, area.Named = e.Label, true
	return nil
}

func (m *Taxonomy) merge(node *Node, into string) error {
	target := m.node(m.Resolve(into))
	if target == nil || target == node {
		return fmt.Errorf("merge: %s cannot become part of %q", node.ID, into)
	}
	if len(node.Centroid) == len(target.Centroid) {
		sum := slices.Clone(target.Centroid)
		for k, x := range node.Centroid {
			sum[k] = sum[k]*float32(target.Size+1) + x*float32(node.Size+1)
		}
		space.WholeNumbers(sum)
		target.Centroid = sum
	}
	target.Size += node.Size
	target.Accept = min(target.Accept, node.Accept)
	target.Shaped = true
	node.Into, node.Size = target.ID, 0
	return nil
}

func (m *Taxonomy) split(node *Node, e Edit) (string, error) {
	if len(e.Records) == 0 || m.Basis == nil {
		return "", fmt.Errorf("split: name the records that leave theme %s", node.ID)
	}
	vectors := space.NewMatrix(len(e.Records), m.Basis.dims())
	members := make([]int, len(e.Records))
	for i, r := range e.Records {
		members[i] = i
		m.Basis.place(r, vectors.Row(i))
	}
	made := Node{ID: m.newTheme(), Label: e.Label, Area: node.Area, Size: len(members),
		Centroid: centroid(vectors, members), Accept: node.Accept, Named: e.Label != "",
		Placed: node.Placed, Shaped: true, Resolution: node.Resolution}
	if made.Label == "" {
		made.Label = node.Label + " (2)"
	}
	node.Shaped = true
	node.Size = max(0, node.Size-len(members))
	for _, r := range e.Records {
		m.pin(r.ID, made.ID)
	}
	m.Themes = append(m.Themes, made)
	return made.ID, nil
}

func (m *Taxonomy) pin(record, theme string) {
	if record == "" {
		return
	}
	if m.Pins == nil {
		m.Pins = map[string]string{}
	}
	m.Pins[record] = theme
}

// move returns the id of the area.
func (m *Taxonomy) move(node *Node, label string) (string, error) {
	if label == "" {
		return "", fmt.Errorf("move: theme %s needs the label of an area", node.ID)
	}
	node.Placed = true
	for _, area := range m.Areas {
		if area.Label == label {
			node.Area = area.ID
			return area.ID, nil
		}
	}
	node.Area = m.newArea()
	m.Areas = append(m.Areas, AreaNode{ID: node.Area, Label: label, Named: true})
	return node.Area, nil
}

func (m *Taxonomy) mark(node *Node, e Edit) error {
	if e.Record == "" {
		return fmt.Errorf("%s: name the record", e.Kind)
	}
	if e.Kind == Pin {
		m.pin(e.Record, node.ID)
		return nil
	}
	if m.Pins[e.Record] == node.ID {
		delete(m.Pins, e.Record)
	}
	if m.Rejected == nil {
		m.Rejected = map[string][]string{}
	}
	m.Rejected[e.Record] = append(m.Rejected[e.Record], node.ID)
	return nil
}
