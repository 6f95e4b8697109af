// Package mail sends plain-text messages, through an SMTP relay or into a folder of .eml files
// for demonstrations and tests. A message is checked before it is written, so nothing a user
// typed can add a header or a recipient.
package mail

import (
	"context"
	"errors"
	"net/mail"
	"net/url"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// Message is one mail to one person.
type Message struct {
	From    mail.Address
	To      mail.Address
	ReplyTo mail.Address // optional
	Subject string
	Text    string
	Date    time.Time
	// MessageID ("name@host", without brackets) names the message. Sending again after an
	// unclear failure must use the same one, so that the receiver can tell.
	MessageID  string
	InReplyTo  string // optional, a MessageID
	References []string
	// ListUnsubscribe, when not empty, is the https address at which one click ends such mail.
	ListUnsubscribe string
	ListID          string // optional: "changelog.example.org"
}

// Receipt says that a message was handed over.
type Receipt struct {
	MessageID string
	Via       string // the relay, or the file
}

// Sender hands messages over. An error that is [ErrBounced] is final: the receiver refuses the
// message. After any other the same message can be sent again; an Invalid fault says which
// part of it cannot be sent at all.
type Sender interface {
	Send(ctx context.Context, m Message) (Receipt, error)
}

// ErrBounced is in the chain of an error that says that the receiver refuses the message.
var ErrBounced = errors.New("mail bounced")

const (
	longestLine = 500
	longestText = 1 << 20
)

// check refuses what could change the meaning of the message's headers.
func (m Message) check() error {
	var c fault.Check
	checkAddress(&c, "/from", m.From)
	checkAddress(&c, "/to", m.To)
	if m.ReplyTo.Address != "" {
		checkAddress(&c, "/reply_to", m.ReplyTo)
	}
	c.Line("/subject", m.Subject, 1, longestLine)
	c.Text("/text", m.Text, 1, longestText)
	c.That(!m.Date.IsZero(), "/date", "must be set")
	checkID(&c, "/message_id", m.MessageID)
	for _, id := range append([]string{m.InReplyTo}, m.References...) {
		if id != "" {
			checkID(&c, "/references", id)
		}
	}
	if m.ListUnsubscribe != "" {
		u, err := url.Parse(m.ListUnsubscribe)
		secure := err == nil && u.Scheme == "https" && u.Host != ""
		c.That(secure && printable(m.ListUnsubscribe, "<>,"),
			"/list_unsubscribe", "must be an https address")
	}
	c.That(printable(m.ListID, "<>"), "/list_id", "must be a domain name")
	return c.Err()
}

// checkAddress refuses what net/mail does not read back as the same single address.
func checkAddress(c *fault.Check, pointer string, a mail.Address) {
	if a.Name != "" {
		c.Line(pointer, a.Name, 0, longestLine)
	}
	read, err := mail.ParseAddress((&mail.Address{Address: a.Address}).String())
	c.That(err == nil && read.Address == a.Address && printable(a.Address, "<>,;"), pointer,
		"%q is not a mail address", a.Address)
}

func checkID(c *fault.Check, pointer, id string) {
	name, host, at := strings.Cut(id, "@")
	c.That(at && name != "" && host != "" && printable(id, "<>") && len(id) <= longestLine, pointer,
		"must look like name@host")
}

// printable reports whether s has only visible ASCII characters, and none of the excluded.
func printable(s, excluded string) bool {
	return !strings.ContainsAny(s, excluded) && !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r > '~'
	})
}

// build turns a message that was checked into the form in which it travels.
func (m Message) build() (*gomail.Msg, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	out := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	out.FromMailAddress(&m.From)
	out.ToMailAddress(&m.To)
	if m.ReplyTo.Address != "" {
		out.ReplyToMailAddress(&m.ReplyTo)
	}
	out.Subject(m.Subject)
	out.SetDateWithValue(m.Date)
	out.SetMessageIDWithValue(m.MessageID)
	// Robots must not answer: two of them would never stop.
	out.SetGenHeader("Auto-Submitted", "auto-generated")
	if m.InReplyTo != "" {
		out.SetGenHeader("In-Reply-To", "<"+m.InReplyTo+">")
	}
	if len(m.References) > 0 {
		out.SetGenHeaderPreformatted("References", "<"+strings.Join(m.References, ">\r\n <")+">")
	}
	if m.ListID != "" {
		out.SetGenHeader("List-Id", "<"+m.ListID+">")
	}
	if m.ListUnsubscribe != "" {
		out.SetGenHeaderPreformatted("List-Unsubscribe", "<"+m.ListUnsubscribe+">")
		out.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	out.SetBodyString(gomail.TypeTextPlain, m.Text)
	return out, nil
}
