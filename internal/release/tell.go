package release

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/lineage"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// DraftMessages drafts a message for up to most customers who asked and have none yet, and
// returns how many. Calling it again goes on with the rest.
func DraftMessages(tx *database.Tx, r Release, from string, most int) (int, error) {
	rows, err := Askers(tx, r.ID, most)
	if err != nil {
		return 0, err
	}
	drafted := 0
	for len(rows) > 0 {
		end := 1
		for end < len(rows) && rows[end].CustomerID == rows[0].CustomerID {
			end++
		}
		if err := draft(tx, r, from, rows[:end]); err != nil {
			return drafted, err
		}
		rows = rows[end:]
		drafted++
	}
	if drafted == 0 {
		return 0, nil
	}
	return drafted, audit.Log(tx, "drafted messages", r.ID, map[string]any{"customers": drafted})
}

// draft writes the message for one customer, from their records and the items that answer them.
func draft(tx *database.Tx, r Release, from string, asked []Asker) error {
	m := Message{ReleaseID: r.ID, CustomerID: asked[0].CustomerID, Address: asked[0].Email,
		State: Drafted}
	var titles []string
	for _, a := range asked {
		if !slices.Contains(m.FeedbackIds, a.FeedbackID) {
			m.FeedbackIds = append(m.FeedbackIds, a.FeedbackID)
		}
		if !slices.Contains(m.ItemIds, a.ItemID) {
			m.ItemIds = append(m.ItemIds, a.ItemID)
			titles = append(titles, a.ItemTitle)
		}
	}
	if m.Address == "" {
		m.State, m.Reason = Skipped, "No e-mail address is known."
	}
	m.Subject = cut("You asked, we shipped: "+titles[0], 150)
	m.Body = letter(r, from, asked[0], titles)
	if err := tx.Insert("message", &m); err != nil {
		return err
	}
	if err := lineage.Connect(tx, r.ID, m.ID, lineage.Told); err != nil {
		return err
	}
	for _, record := range m.FeedbackIds {
		if err := lineage.Connect(tx, record, m.ID, lineage.Asked); err != nil {
			return err
		}
	}
	return recount(tx, r.ID, 1, "", m.State)
}

// letter is the text that a person then edits.
func letter(r Release, from string, a Asker, titles []string) string {
	var b strings.Builder
	name := a.CustomerName
	if name == "" {
		name = "you"
	}
	fmt.Fprintf(&b, "Hello %s,\n\non %s you told us:\n\n", name,
		time.UnixMicro(a.SaidAt).UTC().Format("2 January 2006"))
	for _, line := range strings.Split(cut(a.Text, 600), "\n") {
		fmt.Fprintf(&b, "> %s\n", strings.TrimSpace(line))
	}
	fmt.Fprintf(&b, "\nThis is done and part of %s:\n\n", r.Name)
	for _, title := range titles {
		fmt.Fprintf(&b, "- %s\n", title)
	}
	fmt.Fprintf(&b, "\nThank you for telling us. If it is not what you meant, just reply.\n\n%s\n",
		from)
	return b.String()
}

// cut shortens a text to at most n characters.
func cut(s string, n int) string {
	if runes := []rune(s); len(runes) > n {
		return strings.TrimSpace(string(runes[:n-1])) + "…"
	}
	return s
}

// recount keeps the release's counts when messages come or change their state.
func recount(tx *database.Tx, record id.ID, asked int64, was, is MessageState) error {
	toldBefore, failedBefore := was.share()
	told, failed := is.share()
	_, err := tx.Exec(`UPDATE release SET asked = asked + $3, told = told + $4,
		failed = failed + $5 WHERE workspace_id = $1 AND id = $2`,
		tx.Workspace, record, asked, told-toldBefore, failed-failedBefore)
	tx.Touch(record)
	return err
}

// MessagePatch changes an unsent message; nil leaves a field as it is.
type MessagePatch struct {
	Address, Subject, Body *string
	State                  *MessageState // Drafted or Skipped
	Reason                 *string       // why it is set aside
}

// ChangeMessage edits a message before it is sent, sets it aside, or takes it up again.
func ChangeMessage(tx *database.Tx, record id.ID, version int64, p MessagePatch) (ToTell, error) {
	if err := people.Can(tx.Actor, people.TellBack); err != nil {
		return ToTell{}, err
	}
	m, err := database.GetVersion[Message](tx, "message", record, version)
	if err != nil {
		return ToTell{}, err
	}
	if !m.unsent() {
		return ToTell{}, fault.New(fault.Conflict, "This message is %s; it cannot be changed.",
			m.State)
	}
	was := m.State
	p.apply(&m)
	if err := m.check(); err != nil {
		return ToTell{}, err
	}
	if err := tx.Update("message", &m); err != nil {
		return ToTell{}, err
	}
	if err := recount(tx, m.ReleaseID, 0, was, m.State); err != nil {
		return ToTell{}, err
	}
	if err := audit.Log(tx, "edited", m.ID, map[string]any{"state": m.State}); err != nil {
		return ToTell{}, err
	}
	return LoadMessage(tx, m.ID)
}

func (p MessagePatch) apply(m *Message) {
	for _, f := range []struct{ to, from *string }{
		{&m.Address, p.Address}, {&m.Subject, p.Subject}, {&m.Body, p.Body}, {&m.Reason, p.Reason},
	} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	switch {
	case p.State != nil:
		m.State = *p.State
	case p.Address != nil && *p.Address != "":
		m.State = Drafted // a corrected address makes a new try possible
	}
	if m.State == Drafted {
		m.Reason = ""
	}
}

func (m Message) check() error {
	var c fault.Check
	c.OneOf("/state", string(m.State), string(Drafted), string(Skipped), string(Failed),
		string(Bounced))
	c.Line("/to", m.Address, 0, 254)
	c.That(m.Address != "" || m.State != Drafted, "/to", "is needed to send the message")
	local, domain, found := strings.Cut(m.Address, "@")
	c.That(m.Address == "" || found && local != "" && strings.Contains(domain, ".") &&
		!strings.ContainsAny(m.Address, " <>,;\""), "/to", "is not an e-mail address")
	c.Line("/subject", m.Subject, 1, 200)
	c.Text("/body", m.Body, 1, 20_000)
	c.Line("/reason", m.Reason, 0, 500)
	return c.Err()
}

// Queue marks messages to be sent: one, or every draft of the release. It returns how many.
func Queue(tx *database.Tx, release, message id.ID) (int64, error) {
	if err := people.Can(tx.Actor, people.TellBack); err != nil {
		return 0, err
	}
	w := []any{tx.Workspace, release, tx.Now}
	one := ""
	if message != "" {
		one = " AND id = $4"
		w = append(w, message)
	}
	n, err := tx.Exec(`UPDATE message SET state = 'queued', version = version + 1, updated_at = $3
		WHERE workspace_id = $1 AND release_id = $2 AND state = 'draft'`+one, w...)
	if err != nil {
		return 0, err
	}
	if n == 0 {
		return 0, fault.New(fault.Conflict, "There is no draft to send.")
	}
	target := release
	if message != "" {
		target = message
	}
	return n, audit.Log(tx, "queued", target, map[string]any{"messages": n})
}

// Unqueue makes drafts again of the messages of a release that wait to be sent.
func Unqueue(tx *database.Tx, release id.ID) error {
	n, err := tx.Exec(`UPDATE message SET state = 'draft', version = version + 1, updated_at = $3
		WHERE workspace_id = $1 AND release_id = $2 AND state = 'queued'`,
		tx.Workspace, release, tx.Now)
	if err != nil || n == 0 {
		return err
	}
	tx.Touch(release)
	return audit.Log(tx, "unqueued", release, map[string]any{"messages": n})
}

// NextQueued returns the next message of a release that waits to be sent, or NotFound.
func NextQueued(tx *database.Tx, release id.ID) (ToTell, error) {
	return database.One[ToTell](tx, "SELECT "+toTellColumns+toTellFrom+`
		WHERE m.workspace_id = $1 AND m.release_id = $2 AND m.state = 'queued'
		ORDER BY m.id LIMIT 1`, tx.Workspace, release)
}

// Delivered records what became of sending a message.
func Delivered(tx *database.Tx, record id.ID, state MessageState, reason string) error {
	m, err := database.Get[Message](tx, "message", record)
	if err != nil || m.State != Queued {
		return err
	}
	m.State, m.Reason = state, cut(reason, 500)
	if state == Sent {
		now := tx.Now
		m.SentAt = &now
	}
	if err := tx.Update("message", &m); err != nil {
		return err
	}
	if err := recount(tx, m.ReleaseID, 0, Queued, state); err != nil {
		return err
	}
	return audit.Log(tx, string(state), m.ID, nil)
}
