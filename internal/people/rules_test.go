package people

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/scope"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestWhoMayDoWhat compares the whole table of roles and verbs with testdata/can.golden: a
// change of rights is a change of that file.
func TestWhoMayDoWhat(t *testing.T) {
	var table strings.Builder
	fmt.Fprintf(&table, "%-16s", "")
	for _, role := range scope.Roles {
		fmt.Fprintf(&table, " %s", role)
	}
	for _, verb := range Verbs() {
		fmt.Fprintf(&table, "\n%-16s", verb)
		for _, role := range scope.Roles {
			mark := "-"
			err := Can(scope.Actor{Roles: []scope.Role{role}}, verb)
			if err == nil {
				mark = "yes"
			} else if !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s %s: %v", role, verb, err)
			}
			fmt.Fprintf(&table, " %*s", len(role), mark)
		}
	}
	table.WriteString("\n")
	const golden = "testdata/can.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(table.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || string(want) != table.String() {
		t.Errorf("rights changed (%v); if that is meant, run with -update. Now:\n%s", err, &table)
	}
}

func TestNobodyAndUnknownVerbs(t *testing.T) {
	for _, verb := range Verbs() {
		if Can(scope.Actor{}, verb) == nil {
			t.Errorf("an actor without roles may %s", verb)
		}
	}
	if err := Can(scope.Actor{Roles: scope.Roles}, "root.do"); !fault.Is(err, fault.Internal) {
		t.Errorf("an undeclared verb: %v", err)
	}
}

func TestEmailAddresses(t *testing.T) {
	for email, fine := range map[string]bool{
		" Ada@Firm.Example ": true, "ä@ö.example": true, "a@b": true,
		"": false, "a": false, "@b": false, "a@": false, "a@b@c": false, "a b@c": false,
		"a@b\x00": false, "a\u202e@b": false, "a@b\r\nBcc: x": false,
		strings.Repeat("a", 250) + "@b.de": false,
	} {
		var c fault.Check
		checkEmail(&c, "/email", normalizeEmail(email))
		if (c.Err() == nil) != fine {
			t.Errorf("%q: %v", email, c.Err())
		}
	}
}

func TestPasswords(t *testing.T) {
	for password, fine := range map[string]bool{
		"a lantern in the fog": true, "пароль-пароль": true, strings.Repeat("ab", 100): true,
		"": false, "short": false, strings.Repeat("ab", 101): false, "Password1234": false,
		"aaaaaaaaaaaaaa": false, "ADA@firm.example": false, "ten\x00letters": false,
		"nul\xffbyte12345": false, "throughline": false,
	} {
		var c fault.Check
		checkPassword(&c, "/password", password, "ada@firm.example")
		if (c.Err() == nil) != fine {
			t.Errorf("%q: %v", password, c.Err())
		}
	}
}

func TestHashesVerify(t *testing.T) {
	encoded, err := hashPassword(t.Context(), "a lantern in the fog")
	if err != nil || !strings.HasPrefix(encoded, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("%q, %v", encoded, err)
	}
	for password, want := range map[string]bool{"a lantern in the fog": true, "A lantern": false,
		"": false} {
		if got, err := verifyPassword(t.Context(), encoded, password); got != want || err != nil {
			t.Errorf("%q: %v, %v", password, got, err)
		}
	}
	again, _ := hashPassword(t.Context(), "a lantern in the fog")
	if again == encoded {
		t.Error("two hashes of one password are equal: no salt")
	}
	cheap := argonHash{memory: 64, passes: 1, lanes: 1, salt: []byte("saltsalt")}
	cheap.key, _ = cheap.compute(t.Context(), "x")
	if ok, err := verifyPassword(t.Context(), cheap.String(), "x"); !ok || err != nil {
		t.Errorf("a hash with other parameters: %v, %v", ok, err)
	}
	h, err := parseHash(nobody)
	if err != nil || h.memory != memoryKiB || h.passes != passes || h.lanes != lanes {
		t.Errorf("comparing with nobody's hash must cost the same: %+v, %v", h, err)
	}
}

func FuzzParseHash(f *testing.F) {
	f.Add(nobody)
	f.Add("$argon2id$v=19$m=4294967295,t=1,p=1$$")
	f.Add("$$$$$")
	f.Fuzz(func(t *testing.T, encoded string) {
		h, err := parseHash(encoded)
		if err != nil {
			return
		}
		again, err := parseHash(h.String())
		if err != nil || again.String() != h.String() || h.memory > 1<<20 {
			t.Errorf("%q -> %q, %v", encoded, h, err)
		}
	})
}

func TestThrottleForgets(t *testing.T) {
	throttle, now := NewThrottle(), time.Unix(1_800_000_000, 0)
	for i := range mostTries + 1000 {
		address := fmt.Sprintf("2001:db8:%x:%x::1", i/0xffff, i%0xffff)
		if err := throttle.take(fmt.Sprint(i), address, now); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(throttle.tries); n > mostTries+2 {
		t.Errorf("%d tries remembered", n)
	}
	for want, addresses := range map[string][]string{
		"2001:db8::/64": {"2001:db8::1", "2001:db8::ffff:1%eth0",
			"[2001:db8::7]:443"},
		"192.0.2.7": {"192.0.2.7", "::ffff:192.0.2.7", "192.0.2.7:50123"},
		"nonsense":  {"nonsense"},
	} {
		for _, address := range addresses {
			if got := network(address); got != want {
				t.Errorf("%s is of %s, want %s", address, got, want)
			}
		}
	}
}

func TestWhoIsAdmitted(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	soon, gone := now.Add(time.Second), now
	roles := []scope.Role{scope.Viewer}
	for name, c := range map[string]struct {
		bearer
		want bool
	}{
		"a session in use":     {bearer{Roles: roles, SeenAt: now, ExpiresAt: &soon}, true},
		"a session that ended": {bearer{Roles: roles, SeenAt: now, ExpiresAt: &gone}, false},
		"an idle session": {bearer{Roles: roles, SeenAt: now.Add(-idleLife), ExpiresAt: &soon},
			false},
		"a disabled user": {bearer{Roles: roles, SeenAt: now, ExpiresAt: &soon, DisabledAt: &gone},
			false},
		"no roles":             {bearer{SeenAt: now, ExpiresAt: &soon}, false},
		"a token never used":   {bearer{Roles: roles, TokenID: "token_x"}, true},
		"a token that expired": {bearer{Roles: roles, TokenID: "token_x", ExpiresAt: &gone}, false},
		"a disabled user's token": {bearer{Roles: roles, TokenID: "token_x", DisabledAt: &gone},
			false},
	} {
		if got := c.admitted(now); got != c.want {
			t.Errorf("%s: admitted %v, want %v", name, got, c.want)
		}
	}
	who := bearer{Roles: roles, TokenID: "token_x"}.identity()
	if who.scope.Actor.Scopes == nil || who.scope.Actor.Allows("feedback.read") {
		t.Error("a token without scopes must be allowed nothing, not everything")
	}
}

func TestSlugs(t *testing.T) {
	for name, want := range map[string]string{"Acme & Sons": "acme-sons", "日本": "workspace",
		strings.Repeat("long ", 20): "long-long-long-long-long-long-long-long"} {
		if got := slugOf(name); got != want {
			t.Errorf("%q -> %q, want %q", name, got, want)
		}
	}
}
