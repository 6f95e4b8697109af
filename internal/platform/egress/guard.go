package egress

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// ErrRefused is in the chain of every error about an address that the guard does not let
// through; trying again does not help.
var ErrRefused = errors.New("address refused")

// Resolver finds the addresses of a name; *net.Resolver is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Options are the operator's settings; the zero value lets out to the open internet only.
type Options struct {
	// Allow opens the door to what is not public: networks ("10.1.0.0/16"), addresses
	// ("10.1.2.3") and host names ("hooks.corp.example").
	Allow []string
	// OnAllowed hears of every connection that only Allow made possible.
	OnAllowed func(host string, address netip.Addr)
	Resolver  Resolver
}

// Guard decides which addresses the program may connect to. Safe for concurrent use.
type Guard struct {
	networks  []netip.Prefix
	hosts     map[string]bool
	onAllowed func(host string, address netip.Addr)
	resolver  Resolver
	dialer    net.Dialer
}

// New makes a guard; an Invalid fault names the entry of Allow that cannot be read.
func New(o Options) (*Guard, error) {
	g := &Guard{hosts: map[string]bool{}, onAllowed: o.OnAllowed, resolver: o.Resolver,
		dialer: net.Dialer{Timeout: 10 * time.Second}}
	if g.resolver == nil {
		g.resolver = net.DefaultResolver
	}
	if g.onAllowed == nil {
		g.onAllowed = func(string, netip.Addr) {}
	}
	for _, entry := range o.Allow {
		if network, err := netip.ParsePrefix(entry); err == nil {
			g.networks = append(g.networks, network)
		} else if address, err := netip.ParseAddr(entry); err == nil {
			g.networks = append(g.networks, netip.PrefixFrom(address, address.BitLen()))
		} else if strings.ContainsAny(entry, "/:@ *") || endsInNumber(entry) || entry == "" {
			return nil, fault.New(fault.Invalid, "egress: %q is no network (10.1.0.0/16), "+
				"address (10.1.2.3) or host name (hooks.corp.example)", entry)
		} else {
			g.hosts[canonical(entry)] = true
		}
	}
	return g, nil
}

// Check reports whether a request to the URL would be let through now: an Invalid fault says
// why not. It is for telling a user early; every request is checked again when it is made.
func (g *Guard) Check(ctx context.Context, address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return refuse("%q is not a URL", address)
	}
	if err := checkURL(u); err != nil {
		return err
	}
	_, err = g.resolve(ctx, u.Hostname())
	return err
}

// checkURL refuses what can be seen without resolving.
func checkURL(u *url.URL) error {
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return refuse("%q is not an http or https address", u.Redacted())
	case u.User != nil:
		return refuse("a user name in the address of %s is not allowed", u.Host)
	case u.Host == "" || u.Opaque != "":
		return refuse("%q names no host", u.Redacted())
	case strings.ContainsFunc(u.Host, func(r rune) bool { return r > '~' || r <= ' ' }):
		return refuse("write the host %q in its xn-- form", u.Host)
	}
	return checkPort(u.Port())
}

// checkPort lets through the web's ports and the unprivileged ones, so that nobody can make
// the program talk to mail or shell servers.
func checkPort(port string) error {
	if port == "" {
		return nil
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n != 80 && n != 443 && n < 1024 {
		return refuse("port %s is not allowed: use 80, 443 or one from 1024 on", port)
	}
	return nil
}

// resolve returns the addresses of a host, all of which may be connected to. One that may not
// spoils the others: a name that points inside as well as outside is no honest one.
func (g *Guard) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	host = canonical(host)
	addresses, err := g.lookup(ctx, host)
	if err != nil {
		return nil, err
	}
	for _, a := range addresses {
		switch {
		case public(a):
		case g.hosts[host] || within(a.Unmap(), g.networks):
			g.onAllowed(host, a)
		default:
			return nil, refuse("%s leads to %s, which is not a public address; an operator can "+
				"allow it in the server's configuration", host, a)
		}
	}
	return addresses, nil
}

func (g *Guard) lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, nil
	}
	if endsInNumber(host) || host == "" {
		return nil, refuse("%q is a disguised address", host)
	}
	addresses, err := g.resolver.LookupNetIP(ctx, "ip", host)
	if err != nil || len(addresses) == 0 {
		return nil, fault.Wrap(fault.Unavailable, err, "The host %s cannot be found", host)
	}
	return addresses, nil
}

// dial connects to a host on the addresses that were checked, the first that answers.
func (g *Guard) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if err := checkPort(port); err != nil {
		return nil, err
	}
	addresses, err := g.resolve(ctx, host)
	if err != nil {
		return nil, err
	}
	var failed error
	for _, a := range addresses {
		conn, err := g.dialer.DialContext(ctx, network, net.JoinHostPort(a.String(), port))
		if err == nil {
			return conn, nil
		}
		failed = errors.Join(failed, err)
	}
	return nil, failed
}

// canonical writes a host name the one way: lower case, no dot at the end.
func canonical(host string) string { return strings.TrimSuffix(strings.ToLower(host), ".") }

func refuse(format string, args ...any) error {
	return fault.Wrap(fault.Invalid, ErrRefused, "%s", fmt.Sprintf(format, args...))
}
