package egress_test

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/platform/egress"
)

// names is a resolver whose answer to each name is the next of its list, the last for ever.
type names map[string][]string

func (n names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	answers := n[host]
	if len(answers) == 0 {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	if len(answers) > 1 {
		n[host] = answers[1:]
	}
	var addresses []netip.Addr
	for _, a := range strings.Split(answers[0], ",") {
		addresses = append(addresses, netip.MustParseAddr(a))
	}
	return addresses, nil
}

func guard(t *testing.T, o egress.Options) *egress.Guard {
	t.Helper()
	g, err := egress.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// special are addresses that no request may reach.
var special = []string{
	"0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.8.8.8",
	"169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.168.1.1",
	"198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255",
	"168.63.129.16", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:7f00:1",
	"::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "100::1",
	"2001:0:7f00:1::1", "2001:db8::1", "3fff::1", "fc00::1", "fd00:ec2::254", "fe80::1",
	"fec0::1", "ff02::1",
}

func TestS1SpecialAddressesAreRefusedHoweverWritten(t *testing.T) {
	disguised := []string{
		"2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "127.1",
		"127.0.1", "127.0.0.1.", "10.1", "1", "0", "0x", "evil.example.0x7f", "[::ffff:7f00:1]",
		"[::1]", "[fe80::1%25eth0]", "①②⑦.⓪.⓪.①", "１２７.０.０.１", "127。0。0。1",
	}
	resolver := names{}
	for i, a := range special {
		name := fmt.Sprintf("special-%d.example", i)
		resolver[name] = []string{a}
		disguised = append(disguised, name)
		if netip.MustParseAddr(a).Is6() {
			a = "[" + a + "]"
		}
		disguised = append(disguised, a)
	}
	resolver["mixed.example"] = []string{"93.184.216.34,10.0.0.1"}
	g := guard(t, egress.Options{Resolver: resolver})
	client := g.Client(egress.Limits{})
	for _, host := range append(disguised, "mixed.example") {
		for _, port := range []string{"", ":8080"} {
			address := "http://" + host + port + "/hook"
			if err := g.Check(t.Context(), address); !errors.Is(err, egress.ErrRefused) ||
				!fault.Is(err, fault.Invalid) {
				t.Errorf("checking %s: %v, want it refused", address, err)
			}
			if _, err := client.Get(address); !errors.Is(err, egress.ErrRefused) {
				t.Errorf("getting %s: %v, want it refused", address, err)
			}
		}
	}
	resolver["fine.example"] = []string{"93.184.216.34,2606:2800:220:1::1"}
	for _, address := range []string{"https://fine.example/", "http://FINE.example.:8443/x",
		"https://1.1.1.1/", "https://[2606:4700::1111]:443/"} {
		if err := g.Check(t.Context(), address); err != nil {
			t.Errorf("checking %s: %v", address, err)
		}
	}
}

// local is a server on this machine that the guard was told to allow under a name.
func local(t *testing.T, handler http.HandlerFunc) (*httptest.Server, string) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return server, "http://hooks.example:" + u.Port()
}

func allowing(t *testing.T) *egress.Guard {
	return guard(t, egress.Options{Allow: []string{"hooks.example"},
		Resolver: names{"hooks.example": {"127.0.0.1"}}})
}

func TestS2RebindingIsRefused(t *testing.T) {
	var reached atomic.Int64
	server, _ := local(t, func(http.ResponseWriter, *http.Request) { reached.Add(1) })
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(server.URL, "http://"))
	g := guard(t, egress.Options{
		Resolver: names{"rebind.example": {"93.184.216.34", "127.0.0.1"}}})
	address := "http://rebind.example:" + port + "/"
	if err := g.Check(t.Context(), address); err != nil {
		t.Fatalf("public when it was saved: %v", err)
	}
	_, err := g.Client(egress.Limits{}).Get(address)
	if !errors.Is(err, egress.ErrRefused) || reached.Load() != 0 {
		t.Errorf("%v, reached %d times", err, reached.Load())
	}
}

func TestS3RedirectsPassTheSameDoor(t *testing.T) {
	for _, target := range []string{"http://169.254.169.254/latest", "http://[::1]/", "file:///etc",
		"http://user@hooks.example/", "http://2130706433/", "http://hooks.example:25/"} {
		_, address := local(t, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, target, http.StatusTemporaryRedirect)
		})
		g := allowing(t)
		_, err := g.Client(egress.Limits{Redirects: 3}).Get(address)
		if !errors.Is(err, egress.ErrRefused) {
			t.Errorf("following to %s: %v, want it refused", target, err)
		}
		answer, err := g.Client(egress.Limits{}).Get(address)
		if err != nil || answer.StatusCode != http.StatusTemporaryRedirect {
			t.Errorf("a client that follows nothing: %v", err)
		}
	}
	_, address := local(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/again", http.StatusFound)
	})
	if _, err := allowing(t).Client(egress.Limits{Redirects: 3}).Get(address); !errors.Is(err,
		egress.ErrRefused) {
		t.Errorf("a redirect loop: %v", err)
	}
}

// TestS4 is the other half of S2: a change of a webhook's address is checked like the first.
func TestS4EveryNewAddressIsChecked(t *testing.T) {
	g := guard(t, egress.Options{Resolver: names{"good.example": {"93.184.216.34"},
		"bad.example": {"10.0.0.5"}}})
	if err := g.Check(t.Context(), "https://good.example/hook"); err != nil {
		t.Error(err)
	}
	if err := g.Check(t.Context(), "https://bad.example/hook"); !errors.Is(err, egress.ErrRefused) {
		t.Errorf("changed to a private address: %v", err)
	}
	err := g.Check(t.Context(), "https://nowhere.example/hook")
	if errors.Is(err, egress.ErrRefused) || !fault.Is(err, fault.Unavailable) {
		t.Errorf("a name that is not found may come back: %v", err)
	}
}

func TestS5AnswersAreCut(t *testing.T) {
	endless := func(w io.Writer) {
		chunk := make([]byte, 32<<10)
		for {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}
	for name, handler := range map[string]http.HandlerFunc{
		"endless body": func(w http.ResponseWriter, _ *http.Request) { endless(w) },
		"gzip bomb": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			endless(gzip.NewWriter(w))
		},
		"trickle": func(w http.ResponseWriter, r *http.Request) {
			w.Write([]byte("x"))
			http.NewResponseController(w).Flush()
			<-r.Context().Done()
		},
		"endless headers": func(w http.ResponseWriter, r *http.Request) {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				return
			}
			defer conn.Close()
			io.WriteString(conn, "HTTP/1.1 200 OK\r\n")
			endless(&headers{conn})
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, address := local(t, handler)
			client := allowing(t).Client(egress.Limits{Timeout: 2 * time.Second, Body: 1 << 20})
			began := time.Now()
			answer, err := client.Get(address)
			if err == nil {
				var n int64
				n, err = io.Copy(io.Discard, answer.Body)
				answer.Body.Close()
				if n > 1<<20 {
					t.Errorf("read %d bytes", n)
				}
			}
			if err == nil || time.Since(began) > 10*time.Second {
				t.Errorf("ended with %v after %s", err, time.Since(began))
			}
		})
	}
}

type headers struct{ io.Writer }

func (h *headers) Write(p []byte) (int, error) {
	_, err := io.WriteString(h.Writer, "X-More: "+strings.Repeat("x", 1000)+"\r\n")
	return len(p), err
}

func TestS5ALimitIsExact(t *testing.T) {
	_, address := local(t, func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, strings.Repeat("x", 1000))
	})
	for limit, whole := range map[int64]bool{999: false, 1000: true} {
		answer, err := allowing(t).Client(egress.Limits{Body: limit}).Get(address)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		if whole != (err == nil) || int64(len(body)) != limit || !whole &&
			!fault.Is(err, fault.TooLarge) {
			t.Errorf("limit %d: %d bytes, %v", limit, len(body), err)
		}
	}
}

func TestS7OtherSchemesUsersAndPortsAreRefused(t *testing.T) {
	g := guard(t, egress.Options{Resolver: names{"fine.example": {"93.184.216.34"}}})
	client := g.Client(egress.Limits{})
	for _, address := range []string{
		"file:///etc/passwd", "gopher://fine.example/", "unix:///run/x.sock", "ftp://fine.example",
		"http://user:pass@fine.example/", "http://fine.example:22/", "http://fine.example:25/",
		"http://fine.example:70000/", "http:///path", "fine.example/x", "http://", "//fine.example",
		"http://fine.example\r\nHost: x/", "javascript:alert(1)", "http:fine.example",
	} {
		if err := g.Check(t.Context(), address); !errors.Is(err, egress.ErrRefused) {
			t.Errorf("checking %q: %v, want it refused", address, err)
		}
		if answer, err := client.Get(address); err == nil {
			t.Errorf("getting %q: %s", address, answer.Status)
		}
	}
}

func TestS8OnlyTheServersConfigurationAllows(t *testing.T) {
	var used []string
	g := guard(t, egress.Options{Allow: []string{"10.1.0.0/16", "192.168.7.7", "Hooks.Example."},
		OnAllowed: func(host string, a netip.Addr) { used = append(used, host+" "+a.String()) },
		Resolver:  names{"hooks.example": {"172.16.0.9"}, "a.example": {"10.1.2.3"}}})
	for address, allowed := range map[string]bool{
		"http://10.1.255.1/": true, "http://192.168.7.7:8080/": true, "http://hooks.example/": true,
		"http://a.example/": true, "http://10.2.0.1/": false, "http://192.168.7.8/": false,
		"http://172.16.0.9/": false, "http://[::ffff:10.1.0.1]/": true, "http://1.1.1.1/": true,
	} {
		if err := g.Check(t.Context(), address); (err == nil) != allowed {
			t.Errorf("%s: %v", address, err)
		}
	}
	if len(used) != 5 { // the public address needed no allowance
		t.Errorf("told of %q", used)
	}
	for _, entry := range []string{"", "10.1.0.0/99", "http://x", "127.1", "host:80", "*.example"} {
		if _, err := egress.New(egress.Options{Allow: []string{entry}}); err == nil {
			t.Errorf("allow-list entry %q was accepted", entry)
		}
	}
}

func FuzzCheckNeverLetsLoopbackThrough(f *testing.F) {
	for _, seed := range append(special, "2130706433", "0x7f.1", "127.1", "[::1]:80", "a@b") {
		f.Add(seed)
	}
	g, err := egress.New(egress.Options{Resolver: names{}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, host string) {
		if g.Check(context.Background(), "http://"+host+"/") != nil {
			return
		}
		u, err := url.Parse("http://" + host + "/")
		if err != nil {
			t.Fatal(err)
		}
		a, err := netip.ParseAddr(strings.TrimSuffix(u.Hostname(), "."))
		if err != nil || !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() {
			t.Errorf("%q was let through as %v", host, u)
		}
	})
}
