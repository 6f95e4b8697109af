package mail

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// SMTP is a sender through a relay.
type SMTP struct {
	host    string
	options []gomail.Option
}

// NewSMTP returns a sender through the relay at address:
//
//	smtp://user:password@relay.example:587    STARTTLS, required
//	smtps://user:password@relay.example       TLS from the start, port 465
//	smtp://localhost:25?tls=none              in the clear, for a relay on this machine
//
// User and password are optional. Nothing is sent to find out whether the relay is there.
func NewSMTP(address string) (*SMTP, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, fault.New(fault.Invalid, "The mail relay must look like "+
			"smtp://user:password@relay.example:587 or smtps://...")
	}
	s := &SMTP{host: u.Hostname(), options: []gomail.Option{gomail.WithTimeout(30 * time.Second)}}
	port := map[string]int{"smtp": gomail.DefaultPortTLS, "smtps": gomail.DefaultPortSSL}[u.Scheme]
	if u.Port() != "" {
		if port, err = strconv.Atoi(u.Port()); err != nil {
			return nil, fault.New(fault.Invalid, "The mail relay's port is no number.")
		}
	}
	s.options = append(s.options, gomail.WithPort(port))
	switch tls := u.Query().Get("tls"); {
	case u.Scheme == "smtps":
		s.options = append(s.options, gomail.WithSSL())
	case tls == "none":
		s.options = append(s.options, gomail.WithTLSPolicy(gomail.NoTLS))
	case tls != "" && tls != "required":
		return nil, fault.New(fault.Invalid, "The mail relay's tls must be required or none.")
	default:
		s.options = append(s.options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if password, ok := u.User.Password(); ok {
		s.options = append(s.options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	_, err = gomail.NewClient(s.host, s.options...)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "The mail relay cannot be used")
	}
	return s, nil
}

// Send hands the message to the relay on a connection of its own.
func (s *SMTP) Send(ctx context.Context, m Message) (Receipt, error) {
	built, err := m.build()
	if err != nil {
		return Receipt{}, err
	}
	client, err := gomail.NewClient(s.host, s.options...)
	if err != nil {
		return Receipt{}, err
	}
	if err := client.DialWithContext(ctx); err != nil {
		return Receipt{}, fault.Wrap(fault.Unavailable, err, "The mail relay %s does not take "+
			"mail from us", s.host)
	}
	defer client.Close() //nolint:errcheck // the relay has answered for the message by now
	if err := client.Send(built); err != nil && !built.IsDelivered() {
		return Receipt{}, classify(err)
	}
	return Receipt{MessageID: m.MessageID, Via: s.host}, nil
}

// classify tells a refusal of this message (5xx to its recipient or content) from trouble that
// may pass. A relay that refuses our sender or our password refuses everything: that is not the
// recipient's doing, and mail must not be lost for it.
func classify(err error) error {
	var send *gomail.SendError
	if errors.As(err, &send) && send.ErrorCode() >= 500 && send.ErrorCode() != 530 {
		switch send.Reason {
		case gomail.ErrSMTPRcptTo, gomail.ErrSMTPData, gomail.ErrSMTPDataClose:
			return fault.Wrap(fault.Conflict, errors.Join(ErrBounced, err),
				"The receiver refuses the mail")
		}
	}
	return fault.Wrap(fault.Unavailable, err, "The mail could not be sent; it will be tried again")
}
