package insight

import (
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Theme is a stable group of feedback saying the same thing, in an area.
type Theme struct {
	database.Meta
	Label       string
	Area        string
	Keywords    []string
	Quotes      []id.ID // the most typical feedback
	LabelLocked bool    // a person named it: the label stays
	Placed      bool    // a person chose its area: it stays there
	Shaped      bool    // a person made, merged or split it: its feedback stays
	Locked      bool    // a person keeps it: label, area and feedback stay
	Hidden      bool
	MergedInto  id.ID // for ever
	Counts
}

// Counts are what a theme keeps about its feedback. What repeats another record is counted
// among customers and accounts only, as the list of feedback shows it once.
type Counts struct {
	Size          int64
	Customers     int64
	Accounts      int64
	ARRMinor      int64 // of the accounts that pay in the currency
	Currency      string
	SentimentSum  float64
	RatingCount   int64
	RatingSum     float64
	RatingSquares float64
}

// SentimentMean is the mean sentiment score of the theme's feedback.
func (c Counts) SentimentMean() float64 { return mean(c.SentimentSum, c.Size) }

func mean(sum float64, n int64) float64 {
	if n <= 0 {
		return 0
	}
	return sum / float64(n)
}

// The actors that sort feedback under themes.
const (
	ByEngine = "engine"
	ByPerson = "person"
)

// Assigned is a theme that a record of feedback says.
type Assigned struct {
	ThemeID    id.ID
	Score      float64 // 0..1; 1 where a person says so
	AssignedBy string
}

// Patch is what a person changes about a theme; nil leaves as it is.
type Patch struct {
	Label  *string
	Area   *string
	Locked *bool
	Hidden *bool
}

// apply makes the change and returns the kinds of edits that it is.
func (t *Theme) apply(p Patch) ([]EditKind, error) {
	var c fault.Check
	var kinds []EditKind
	if p.Label != nil && *p.Label != t.Label {
		c.Line("/label", *p.Label, 1, maxLabel)
		t.Label, t.LabelLocked = *p.Label, true
		kinds = append(kinds, Renamed)
	}
	if p.Area != nil && *p.Area != t.Area {
		c.Line("/area", *p.Area, 1, maxLabel)
		t.Area, t.Placed = *p.Area, true
		kinds = append(kinds, Moved)
	}
	if p.Locked != nil && *p.Locked != t.Locked {
		t.Locked = *p.Locked
		kinds = append(kinds, choose(t.Locked, Kept, Freed))
	}
	if p.Hidden != nil && *p.Hidden != t.Hidden {
		t.Hidden = *p.Hidden
		kinds = append(kinds, choose(t.Hidden, Hidden, Shown))
	}
	return kinds, c.Err()
}

func choose[T any](condition bool, yes, no T) T {
	if condition {
		return yes
	}
	return no
}

const maxLabel = 120

// EditKind says what a person did to a theme or to a record's themes. It is also the action of
// the audit entry.
type EditKind string

// The edits of people, each of which later runs respect.
const (
	Made      EditKind = "created"
	Renamed   EditKind = "renamed"
	Moved     EditKind = "moved"
	Merged    EditKind = "merged"
	Divided   EditKind = "split"
	Kept      EditKind = "locked"
	Freed     EditKind = "unlocked"
	Hidden    EditKind = "hidden"
	Shown     EditKind = "shown"
	Corrected EditKind = "corrected themes"
)

// Edit is something a person decided about themes.
type Edit struct {
	ID         id.ID
	At         time.Time
	ActorID    id.ID
	Kind       EditKind
	ThemeID    id.ID
	FeedbackID id.ID
	Detail     Correction
}

// Correction is what a person said about the themes of one record: these and no others.
type Correction struct {
	Themes   []id.ID `json:"themes,omitempty"`
	Rejected []id.ID `json:"rejected,omitempty"` // themes that were taken away
	Into     id.ID   `json:"into,omitempty"`     // of a merge, or the theme split off
}
