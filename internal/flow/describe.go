package flow

import (
	"fmt"
	"strings"
	"time"

	"github.com/throughlinehq/throughline/internal/backlog"
	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/insight"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/release"
	"github.com/throughlinehq/throughline/internal/roadmap"
)

// Described is a record as the line shows it: enough to recognise it and to open it.
type Described struct {
	ID       id.ID
	Kind     string
	Key      string // FB-12, OP-3, HAR-12
	Title    string
	Subtitle string
	At       time.Time
	State    string
}

// describers turn identifiers of one kind into what is shown, in the order given. A record that
// is gone is left out.
var describers = map[string]func(*database.Tx, []id.ID) ([]Described, error){
	"feedback":    describeFeedback,
	"theme":       describeThemes,
	"opportunity": describeOpportunities,
	"item":        describeItems,
	"plan":        describePlans,
	"release":     describeReleases,
	"message":     describeMessages,
}

// describe turns identifiers of one kind into what is shown.
func describe(tx *database.Tx, kind string, records []id.ID) ([]Described, error) {
	if len(records) == 0 || describers[kind] == nil {
		return nil, nil
	}
	return describers[kind](tx, records)
}

func describeFeedback(tx *database.Tx, records []id.ID) ([]Described, error) {
	found, err := feedback.LoadAll(tx, records)
	var out []Described
	for _, record := range records {
		if l, ok := found[record]; ok {
			out = append(out, Described{ID: l.ID, Kind: "feedback",
				Key: fmt.Sprintf("FB-%d", l.Number), Title: cut(l.Text, 280),
				Subtitle: who(l), At: l.SaidAt, State: string(l.Status)})
		}
	}
	return out, err
}

// who names the customer and the account, or the source when nobody is known.
func who(l feedback.Listed) string {
	var parts []string
	for _, part := range []string{l.CustomerName, l.AccountName} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return l.SourceName
	}
	return strings.Join(parts, ", ")
}

func describeThemes(tx *database.Tx, records []id.ID) ([]Described, error) {
	return each(records, func(record id.ID) (Described, error) {
		t, err := database.Get[insight.Theme](tx, "theme", record)
		return Described{ID: t.ID, Kind: "theme", Title: t.Label, Subtitle: t.Area,
			At: t.CreatedAt, State: plural(t.Size, "record", "records")}, err
	})
}

func describeOpportunities(tx *database.Tx, records []id.ID) ([]Described, error) {
	return each(records, func(record id.ID) (Described, error) {
		o, err := database.Get[insight.Opportunity](tx, "opportunity", record)
		return Described{ID: o.ID, Kind: "opportunity", Key: fmt.Sprintf("OP-%d", o.Number),
			Title: o.Title, Subtitle: plural(o.QuoteCount, "quote", "quotes"), At: o.CreatedAt,
			State: o.Status}, err
	})
}

func describeItems(tx *database.Tx, records []id.ID) ([]Described, error) {
	found, err := backlog.LoadAll(tx, records)
	var out []Described
	for _, l := range found {
		out = append(out, Described{ID: l.ID, Kind: "item", Key: l.Key, Title: l.Title,
			Subtitle: string(l.Type), At: l.CreatedAt, State: string(l.Status)})
	}
	return out, err
}

func describePlans(tx *database.Tx, records []id.ID) ([]Described, error) {
	return each(records, func(record id.ID) (Described, error) {
		p, err := database.Get[roadmap.Plan](tx, "plan", record)
		d := Described{ID: p.ID, Kind: "plan", Key: fmt.Sprintf("Plan %d", p.Number),
			Title: p.Name, At: p.CreatedAt, State: string(p.State),
			Subtitle: plural(p.ItemCount, "item", "items")}
		if p.AcceptedAt != nil {
			d.At = *p.AcceptedAt
		}
		return d, err
	})
}

func describeReleases(tx *database.Tx, records []id.ID) ([]Described, error) {
	return each(records, func(record id.ID) (Described, error) {
		r, err := release.Get(tx, record)
		d := Described{ID: r.ID, Kind: "release", Title: r.Name, At: r.CreatedAt,
			State: string(r.State), Subtitle: fmt.Sprintf("%d of %d told", r.Told, r.Asked)}
		if r.ReleasedAt != nil {
			d.At = *r.ReleasedAt
		}
		return d, err
	})
}

func describeMessages(tx *database.Tx, records []id.ID) ([]Described, error) {
	return each(records, func(record id.ID) (Described, error) {
		m, err := release.LoadMessage(tx, record)
		d := Described{ID: m.ID, Kind: "message", Title: m.Subject, Subtitle: m.CustomerName,
			At: m.CreatedAt, State: string(m.State)}
		if m.Reason != "" {
			d.Subtitle += ": " + m.Reason
		}
		if m.SentAt != nil {
			d.At = *m.SentAt
		}
		return d, err
	})
}

// each describes records one by one and leaves out those that are gone.
func each(records []id.ID, one func(id.ID) (Described, error)) ([]Described, error) {
	var out []Described
	for _, record := range records {
		d, err := one(record)
		switch {
		case err == nil:
			out = append(out, d)
		case !fault.Is(err, fault.NotFound):
			return nil, err
		}
	}
	return out, nil
}

func plural(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// cut shortens a text to at most n characters.
func cut(s string, n int) string {
	if runes := []rune(s); len(runes) > n {
		return strings.TrimSpace(string(runes[:n-1])) + "…"
	}
	return s
}
