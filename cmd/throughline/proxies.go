package main

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// parseProxies reads the networks whose word about a client's address is taken.
func parseProxies(texts []string) ([]netip.Prefix, error) {
	networks := make([]netip.Prefix, len(texts))
	for k, text := range texts {
		if address, err := netip.ParseAddr(text); err == nil {
			text = netip.PrefixFrom(address, address.BitLen()).String()
		}
		network, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fault.New(fault.Invalid, "--trusted-proxies: %q is neither an address nor "+
				"a network such as 10.0.0.0/8.", text)
		}
		networks[k] = network.Masked()
	}
	return networks, nil
}

// behindProxies gives each request the address of the client that a trusted proxy names in
// X-Forwarded-For: the last one that is not a trusted proxy itself, for what stands before it
// may be made up.
func behindProxies(trusted []netip.Prefix, next http.Handler) http.Handler {
	if len(trusted) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		peer, _, err := net.SplitHostPort(r.RemoteAddr)
		for err == nil && isTrusted(trusted, peer) && len(hops) > 0 {
			hop := strings.TrimSpace(hops[len(hops)-1])
			hops = hops[:len(hops)-1]
			if _, err := netip.ParseAddr(hop); err != nil {
				break
			}
			peer = hop
			r.RemoteAddr = net.JoinHostPort(peer, "0")
		}
		next.ServeHTTP(w, r)
	})
}

func isTrusted(trusted []netip.Prefix, address string) bool {
	ip, err := netip.ParseAddr(address)
	return err == nil && slices.ContainsFunc(trusted, func(n netip.Prefix) bool {
		return n.Contains(ip.Unmap().WithZone(""))
	})
}
