package egress

import (
	"net/netip"
	"strings"
)

// refusedNetworks are the IPv4 networks, and the parts of the public IPv6 space, that are not
// the open internet. Of IPv6 only 2000::/3 is open at all: that leaves out loopback, mapped,
// translated (NAT64), unique local, link-local, site-local and multicast addresses.
var refusedNetworks = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
	"172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
	"192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
	"203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
	"168.63.129.16/32", // a cloud's own service, although the address is a public one
	"2001::/23",        // protocol assignments, Teredo among them
	"2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
)

var openIPv6 = netip.MustParsePrefix("2000::/3")

func prefixes(texts ...string) []netip.Prefix {
	list := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		list[i] = netip.MustParsePrefix(text)
	}
	return list
}

// public reports whether an address is one of the open internet.
func public(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsValid() || a.Zone() != "" || a.Is6() && !openIPv6.Contains(a) {
		return false
	}
	return !within(a, refusedNetworks)
}

func within(a netip.Addr, networks []netip.Prefix) bool {
	for _, n := range networks {
		if n.Contains(a) {
			return true
		}
	}
	return false
}

// endsInNumber reports a host that some resolvers read as an IPv4 address although it does not
// look like one: "127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1".
func endsInNumber(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	digits := strings.TrimPrefix(strings.ToLower(last), "0x")
	if len(digits) < len(last) {
		return strings.Trim(digits, "0123456789abcdef") == ""
	}
	return last != "" && strings.Trim(last, "0123456789") == ""
}
