package people

import (
	"net/netip"
	"sync"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// budget is how often something may be tried: so many at once, one more after each pause.
type budget struct {
	burst int
	pause time.Duration
}

var (
	perAccount = budget{burst: 10, pause: time.Minute}
	perAddress = budget{burst: 60, pause: 10 * time.Second}
)

// mostTries bounds the memory that attackers can make us spend on remembering them.
const mostTries = 50_000

// Throttle slows down who guesses passwords, by account and by network address. It remembers
// within one process. Safe for concurrent use.
type Throttle struct {
	mu    sync.Mutex
	tries map[string]time.Time // when the key's budget will be whole again
}

// NewThrottle returns a throttle that remembers nobody.
func NewThrottle() *Throttle { return &Throttle{tries: map[string]time.Time{}} }

// take spends one try of the address and of the account; TooMany when there is none left.
func (t *Throttle) take(account, address string, now time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.forget(now)
	if err := t.spend("at "+network(address), perAddress, now); err != nil {
		return err
	}
	return t.spend("as "+account, perAccount, now)
}

// succeeded gives the try back to the address, and the whole budget to the account.
func (t *Throttle) succeeded(account, address string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.tries, "as "+account)
	key := "at " + network(address)
	t.tries[key] = t.tries[key].Add(-perAddress.pause)
}

func (t *Throttle) spend(key string, b budget, now time.Time) error {
	whole := t.tries[key]
	if whole.Before(now) {
		whole = now
	}
	whole = whole.Add(b.pause)
	if wait := whole.Sub(now) - time.Duration(b.burst)*b.pause; wait > 0 {
		return fault.New(fault.TooMany, "Too many tries. Try again in %s.", wait.Round(time.Second))
	}
	t.tries[key] = whole
	return nil
}

// forget drops those whose budget is whole again, once there are many; then anybody.
func (t *Throttle) forget(now time.Time) {
	if len(t.tries) < mostTries {
		return
	}
	for key, whole := range t.tries {
		if !whole.After(now) {
			delete(t.tries, key)
		}
	}
	for key := range t.tries {
		if len(t.tries) < mostTries*9/10 {
			return
		}
		delete(t.tries, key)
	}
}

// network is what one attacker can easily have: an IPv4 address, or a /64 of IPv6. A port
// behind the address does not matter.
func network(address string) string {
	if both, err := netip.ParseAddrPort(address); err == nil {
		address = both.Addr().String()
	}
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	prefix, _ := ip.Prefix(64) // cannot fail: every IPv6 address has one
	return prefix.String()
}
