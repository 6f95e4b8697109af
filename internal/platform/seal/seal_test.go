package seal_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/platform/seal"
)

func keys(t *testing.T, path string) *seal.Keys {
	t.Helper()
	k, err := seal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func keyFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keys")
	if err := seal.AddKey(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestSealedValuesOpenOnlyInTheirPlace(t *testing.T) {
	k := keys(t, keyFile(t))
	rapid.Check(t, func(t *rapid.T) {
		secret, place := rapid.String().Draw(t, "secret"), rapid.String().Draw(t, "place")
		sealed := k.Seal(place, []byte(secret))
		if again := k.Seal(place, []byte(secret)); again == sealed {
			t.Fatal("the same secret must not look the same twice")
		}
		if got, err := k.Open(place, sealed); err != nil || string(got) != secret {
			t.Fatalf("opened %q, %v", got, err)
		}
		if _, err := k.Open(place+"x", sealed); err == nil {
			t.Fatal("opened in another place")
		}
		at := rapid.IntRange(len(sealed)-20, len(sealed)-2).Draw(t, "at")
		other := byte('A')
		if sealed[at] == other {
			other = 'B'
		}
		if _, err := k.Open(place, sealed[:at]+string(other)+sealed[at+1:]); err == nil {
			t.Fatal("opened after a change")
		}
	})
}

func TestB9KeysAreRotatedAndLost(t *testing.T) {
	path := keyFile(t)
	old := keys(t, path)
	sealed := old.Seal("hook", []byte("whsec"))
	if err := seal.AddKey(path); err != nil {
		t.Fatal(err)
	}
	both := keys(t, path)
	fresh, changed, err := both.Reseal("hook", sealed)
	if err != nil || !changed || fresh[:16] == sealed[:16] {
		t.Fatalf("resealed %v, %v", changed, err)
	}
	if _, changed, err := both.Reseal("hook", fresh); err != nil || changed {
		t.Errorf("resealed twice: %v, %v", changed, err)
	}
	_, err = old.Open("hook", fresh)
	if !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "not in the key file") {
		t.Errorf("opened without its key: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key file's mode is %v, %v", info.Mode(), err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.Open(path); err == nil || !strings.Contains(err.Error(), "bring it back") {
		t.Errorf("a lost key file: %v", err)
	}
}

func TestBadKeyFilesAreNamed(t *testing.T) {
	key := strings.Repeat("ab", 32)
	for content, want := range map[string]string{
		"":                             "holds no key",
		"# only this\n":                "holds no key",
		"a abcd\n":                     "Line 1",
		"a " + key + "\na " + key:      "Line 2",
		"a:b " + key:                   "Line 1",
		"a " + key[:62] + "zz\n":       "Line 1",
		"\n\na " + key + "\nb " + "  ": "Line 4",
	} {
		path := filepath.Join(t.TempDir(), "keys")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := seal.Open(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", content, err, want)
		}
	}
	k := keys(t, keyFile(t))
	for _, value := range []string{"", "whsec_plain", "sealed1:", "sealed1:x:?", "sealed1:a"} {
		if secret, err := k.Open("hook", value); err == nil {
			t.Errorf("%q opened as %q", value, secret)
		}
	}
}
