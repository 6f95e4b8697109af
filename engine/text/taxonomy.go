package text

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/throughlinehq/throughline/engine/text/space"
)

// formatVersion of a stored taxonomy; another version is refused, not guessed at.
const formatVersion = 1

// Taxonomy is everything a workspace's themes consist of: the fitted spaces, the themes and areas
// with their stable ids, and what people changed. Its JSON form survives a restart. Assign may be
// called from several goroutines at once; Apply must be alone.
type Taxonomy struct {
	Format     int                 `json:"format"`
	Epoch      int                 `json:"epoch"` // counts fits of the basis
	Basis      *Basis              `json:"basis"`
	Resolution float64             `json:"resolution"` // at which the themes were found
	Themes     []Node              `json:"themes"`
	Areas      []AreaNode          `json:"areas"`
	Pins       map[string]string   `json:"pins,omitempty"`     // record id -> theme id
	Rejected   map[string][]string `json:"rejected,omitempty"` // record id -> themes it is not
	Edits      []Edit              `json:"edits,omitempty"`
	NextTheme  int                 `json:"next_theme"`
	NextArea   int                 `json:"next_area"`
}

// Node is a theme as the taxonomy stores it.
type Node struct {
	ID       string    `json:"id"`
	Label    string    `json:"label"`
	Area     string    `json:"area"` // area id
	Keywords []string  `json:"keywords,omitempty"`
	Centroid []float32 `json:"centroid,omitempty"` // whole numbers, in the fused space
	Accept   float64   `json:"accept"`             // least cosine of a member
	Size     int       `json:"size"`
	Named    bool      `json:"named,omitempty"`  // a person named it: the label stays
	Placed   bool      `json:"placed,omitempty"` // a person moved it: the area stays
	Shaped   bool      `json:"shaped,omitempty"` // a person merged or split it: members stay
	Hidden   bool      `json:"hidden,omitempty"`
	Into     string    `json:"into,omitempty"` // merged into this theme, for ever
	Gone     bool      `json:"gone,omitempty"` // no record is left; the id is not used again

	Resolution float64 `json:"resolution,omitempty"` // it was found at; 0: that of the taxonomy
}

// AreaNode is an area as the taxonomy stores it.
type AreaNode struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Named bool   `json:"named,omitempty"`
}

// live reports a theme that takes records.
func (n *Node) live() bool { return n.Into == "" && !n.Gone }

// UnmarshalJSON reads a stored taxonomy and readies it for Assign.
func (m *Taxonomy) UnmarshalJSON(data []byte) error {
	type plain Taxonomy
	if err := json.Unmarshal(data, (*plain)(m)); err != nil {
		return fmt.Errorf("taxonomy: %w", err)
	}
	if m.Format != formatVersion {
		return fmt.Errorf("taxonomy: format %d is not %d: analyse afresh", m.Format, formatVersion)
	}
	if !m.Basis.ready() {
		return errors.New("taxonomy: the basis is not whole: analyse afresh")
	}
	for _, node := range m.Themes {
		if n := len(node.Centroid); n != 0 && n != m.Basis.dims() {
			return fmt.Errorf("taxonomy: theme %s has %d dimensions, want %d",
				node.ID, n, m.Basis.dims())
		}
	}
	return nil
}

const mostAssignments = 3

// Assign returns up to three themes that a record belongs to, best first; none when it is like no
// theme. A longer text may belong to several, each for the sake of another sentence. A record that
// a person pinned has that theme alone, with score 1.
func (m *Taxonomy) Assign(r Record) []Assignment {
	if id := m.Resolve(m.Pins[r.ID]); id != "" && r.ID != "" {
		return []Assignment{{Theme: id, Score: 1}}
	}
	if m.Basis == nil {
		return nil
	}
	best := map[string]float64{}
	parts := pieces(r.Text)
	if len(parts) > 1 {
		r.Vector = nil
	}
	for _, r.Text = range parts {
		v := make([]float32, m.Basis.dims())
		m.Basis.place(r, v)
		for _, found := range m.nearest(r.ID, v) {
			best[found.Theme] = max(best[found.Theme], found.Score)
		}
	}
	return strongest(best)
}

// nearest returns the themes whose acceptance threshold the vector meets.
func (m *Taxonomy) nearest(record string, v []float32) []Assignment {
	var out []Assignment
	for i := range m.Themes {
		node := &m.Themes[i]
		if !node.live() || len(node.Centroid) != len(v) || m.rejects(record, node.ID) {
			continue
		}
		if score := m.Basis.cosine(v, node.Centroid); score >= node.Accept && score > 0 {
			out = append(out, Assignment{Theme: node.ID, Score: score})
		}
	}
	return out
}

// strongest returns the best themes, of equals the one with the smaller id.
func strongest(scores map[string]float64) []Assignment {
	out := make([]Assignment, 0, len(scores))
	for theme, score := range scores {
		out = append(out, Assignment{Theme: theme, Score: score})
	}
	slices.SortFunc(out, func(a, b Assignment) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(len(a.Theme), len(b.Theme)),
			cmp.Compare(a.Theme, b.Theme))
	})
	return out[:min(len(out), mostAssignments)]
}

func (m *Taxonomy) rejects(record, theme string) bool {
	return record != "" && slices.Contains(m.Rejected[record], theme)
}

// Resolve follows merges from a theme id to the live theme it became; empty when there is none.
func (m *Taxonomy) Resolve(id string) string {
	for range len(m.Themes) + 1 {
		node := m.node(id)
		if node == nil || node.Gone {
			return ""
		}
		if node.Into == "" {
			return id
		}
		id = node.Into
	}
	return ""
}

func (m *Taxonomy) node(id string) *Node {
	for i := range m.Themes {
		if m.Themes[i].ID == id {
			return &m.Themes[i]
		}
	}
	return nil
}

func (m *Taxonomy) area(id string) *AreaNode {
	for i := range m.Areas {
		if m.Areas[i].ID == id {
			return &m.Areas[i]
		}
	}
	return nil
}

func (m *Taxonomy) newTheme() string {
	m.NextTheme++
	return "t" + strconv.Itoa(m.NextTheme)
}

func (m *Taxonomy) newArea() string {
	m.NextArea++
	return "a" + strconv.Itoa(m.NextArea)
}

// clone copies everything that a run or an edit may change.
func (m *Taxonomy) clone() *Taxonomy {
	c := *m
	c.Themes = slices.Clone(m.Themes)
	c.Areas = slices.Clone(m.Areas)
	c.Edits = slices.Clone(m.Edits)
	c.Pins = make(map[string]string, len(m.Pins))
	for k, v := range m.Pins {
		c.Pins[k] = v
	}
	c.Rejected = make(map[string][]string, len(m.Rejected))
	for k, v := range m.Rejected {
		c.Rejected[k] = slices.Clone(v)
	}
	return &c
}

// cosine of two vectors of the fused space.
func cosine(a, b []float32) float64 {
	return cosineOf(space.Dot(a, b))
}

// cosineOf is the cosine of two vectors of the fused space with that inner product.
func cosineOf(dot int32) float64 { return min(1, round4(space.Cosine(dot))) }

// centroid is the direction of the sum of the vectors.
func centroid(vectors space.Matrix, members []int) []float32 {
	sum := make([]float32, vectors.Cols)
	for _, i := range members {
		for k, x := range vectors.Row(i) {
			sum[k] += x
		}
	}
	space.WholeNumbers(sum)
	return sum
}
