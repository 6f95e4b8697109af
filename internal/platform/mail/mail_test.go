package mail_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/platform/mail"
)

func message() mail.Message {
	return mail.Message{
		From:    netmail.Address{Name: "Wörks, Inc.", Address: "hello@works.example"},
		To:      netmail.Address{Name: "Ann \"A\" Lee", Address: "ann@customer.example"},
		Subject: "You asked, it shipped: exports to CSV – größer",
		Text: "Hello Ann,\n\n.a line with a dot\nhttps://works.example/" +
			strings.Repeat("x", 200) + "\nGrüße\n",
		Date:            time.Date(2027, 1, 14, 9, 0, 0, 0, time.UTC),
		MessageID:       "tell_1@works.example",
		InReplyTo:       "old@customer.example",
		References:      []string{"older@customer.example", "old@customer.example"},
		ListUnsubscribe: "https://works.example/stop?t=abc&u=1",
		ListID:          "tell.works.example",
	}
}

func TestFolderWritesOneWholeFilePerMessage(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mail")
	folder, err := mail.NewFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	var receipt mail.Receipt
	for range 2 {
		if receipt, err = folder.Send(t.Context(), message()); err != nil {
			t.Fatal(err)
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 || filepath.Join(dir, files[0].Name()) != receipt.Via {
		t.Fatalf("%v, %v, receipt %+v", files, err, receipt)
	}
	file, err := os.Open(receipt.Via)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	read, err := netmail.ReadMessage(file)
	if err != nil {
		t.Fatal(err)
	}
	to, err := netmail.ParseAddress(read.Header.Get("To"))
	if err != nil || *to != message().To {
		t.Errorf("to %v, %v", to, err)
	}
	for header, want := range map[string]string{
		"Message-Id":            "<tell_1@works.example>",
		"Auto-Submitted":        "auto-generated",
		"In-Reply-To":           "<old@customer.example>",
		"References":            "<older@customer.example> <old@customer.example>",
		"List-Unsubscribe":      "<https://works.example/stop?t=abc&u=1>",
		"List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
		"List-Id":               "<tell.works.example>",
		"Date":                  "Thu, 14 Jan 2027 09:00:00 +0000",
		"Content-Type":          "text/plain; charset=UTF-8",
	} {
		if got := read.Header.Get(header); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
}

// TestIN10 tries to smuggle a header or a recipient in through every field.
func TestIN10HeadersCannotBeInjected(t *testing.T) {
	const evil = "x\r\nBcc: all@victim.example"
	for name, spoil := range map[string]func(m *mail.Message){
		"subject":     func(m *mail.Message) { m.Subject = evil },
		"to name":     func(m *mail.Message) { m.To.Name = evil },
		"to":          func(m *mail.Message) { m.To.Address = "a@b.example\r\nBcc: c@d.example" },
		"two to":      func(m *mail.Message) { m.To.Address = "a@b.example, c@d.example" },
		"bracket":     func(m *mail.Message) { m.To.Address = "a@b.example>,<c@d.example" },
		"from name":   func(m *mail.Message) { m.From.Name = evil },
		"reply to":    func(m *mail.Message) { m.ReplyTo = netmail.Address{Name: evil, Address: "a@b.c"} },
		"message id":  func(m *mail.Message) { m.MessageID = "a@b>\r\nBcc: <c@d.example" },
		"in reply to": func(m *mail.Message) { m.InReplyTo = "a@b>\nBcc: <c@d.example" },
		"references":  func(m *mail.Message) { m.References = []string{"a@b> <c@d\r\n\r\nbody"} },
		"unsubscribe": func(m *mail.Message) { m.ListUnsubscribe = "https://a.example/>\r\nBcc: x" },
		"not https":   func(m *mail.Message) { m.ListUnsubscribe = "javascript:alert(1)" },
		"list id":     func(m *mail.Message) { m.ListID = evil },
		"NUL":         func(m *mail.Message) { m.Text = "a\x00b" },
		"no subject":  func(m *mail.Message) { m.Subject = "" },
	} {
		folder, err := mail.NewFolder(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		m := message()
		spoil(&m)
		if receipt, err := folder.Send(t.Context(), m); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %+v, %v, want Invalid", name, receipt, err)
		}
	}
}

// relay answers like an SMTP server; replies replaces its answer to a command.
func relay(t *testing.T, replies map[string]string) (address string, received chan string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	received = make(chan string, 1)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			serve(conn, replies, received)
		}
	}()
	return "smtp://" + listener.Addr().String() + "?tls=none", received
}

func serve(conn net.Conn, replies map[string]string, received chan string) {
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	fmt.Fprint(conn, "220 relay.example\r\n")
	for lines.Scan() {
		command, _, _ := strings.Cut(lines.Text(), " ")
		reply := replies[command]
		if reply == "" {
			reply = map[string]string{"DATA": "354 go on", "QUIT": "221 bye",
				"EHLO": "250 relay.example"}[command]
		}
		if reply == "" {
			reply = "250 ok"
		}
		if reply == "hang up" {
			return
		}
		io.WriteString(conn, reply+"\r\n")
		if strings.HasPrefix(reply, "354") {
			var text strings.Builder
			for lines.Scan() && lines.Text() != "." {
				text.WriteString(lines.Text() + "\n")
			}
			received <- text.String()
			end := replies["."]
			if end == "" {
				end = "250 queued"
			}
			io.WriteString(conn, end+"\r\n")
		}
	}
}

func TestSMTP(t *testing.T) {
	for name, c := range map[string]struct {
		replies map[string]string
		ok      bool
		bounced bool
	}{
		"taken":               {nil, true, false},
		"taken, then hung up": {map[string]string{"QUIT": "hang up"}, true, false},
		"taken, then unwell":  {map[string]string{"RSET": "500 what"}, true, false},
		"unknown recipient":   {map[string]string{"RCPT": "550 5.1.1 no such user"}, false, true},
		"content refused":     {map[string]string{".": "554 5.6.0 spam"}, false, true},
		"greylisted":          {map[string]string{"RCPT": "451 4.7.1 later"}, false, false},
		"sender refused":      {map[string]string{"MAIL": "553 not yours"}, false, false},
		"sign in first":       {map[string]string{"RCPT": "530 5.7.0 sign in"}, false, false},
		"full":                {map[string]string{".": "452 4.3.1 no room"}, false, false},
		"gone":                {map[string]string{"RCPT": "hang up"}, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			address, received := relay(t, c.replies)
			sender, err := mail.NewSMTP(address)
			if err != nil {
				t.Fatal(err)
			}
			receipt, err := sender.Send(t.Context(), message())
			if (err == nil) != c.ok || errors.Is(err, mail.ErrBounced) != c.bounced {
				t.Errorf("%+v, %v", receipt, err)
			}
			if !c.ok {
				return
			}
			text := <-received
			if !strings.Contains(text, "\n..a line with a dot") || !strings.Contains(text,
				"Message-ID: <tell_1@works.example>") {
				t.Errorf("sent %s", text)
			}
		})
	}
}

func TestRelayAddresses(t *testing.T) {
	for address, ok := range map[string]bool{
		"smtp://relay.example": true, "smtps://u:p@relay.example": true,
		"smtp://u:p@relay.example:2525?tls=required": true, "smtp://relay.example?tls=maybe": false,
		"http://relay.example": false, "smtp://": false, "relay.example:25": false,
	} {
		if _, err := mail.NewSMTP(address); (err == nil) != ok {
			t.Errorf("%s: %v", address, err)
		}
	}
	sender, err := mail.NewSMTP("smtp://127.0.0.1:1?tls=none")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sender.Send(t.Context(), message()); !fault.Is(err, fault.Unavailable) ||
		errors.Is(err, mail.ErrBounced) {
		t.Errorf("a relay that is not there: %v", err)
	}
}
