package people

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// The cost of one password hash. The encoded hash names it, so it can rise with the machines
// without locking anybody out.
const (
	memoryKiB  = 19 * 1024
	passes     = 2
	lanes      = 1
	saltLength = 16
	keyLength  = 32

	shortestPassword = 10
	longestPassword  = 200
)

// nobody's hash is what the password of an unknown e-mail address is compared with, so that it
// takes the same work as a known one. No password has it: a key of zeros was never computed.
var nobody = argonHash{memoryKiB, passes, lanes,
	make([]byte, saltLength), make([]byte, keyLength)}.String()

// hashing bounds how many hashes are computed at once: each takes 19 MiB and a processor.
var hashing = make(chan struct{}, runtime.GOMAXPROCS(0))

// denied are passwords that everybody tries first.
//
//go:embed denied.txt
var denied string

// checkPassword says what is wrong with a new password for that e-mail address.
func checkPassword(c *fault.Check, pointer, password, email string) {
	c.Text(pointer, password, shortestPassword, longestPassword)
	folded := strings.ToLower(strings.TrimSpace(password))
	c.That(folded != email, pointer, "must not be your e-mail address")
	first, _ := utf8.DecodeRuneInString(password)
	common := strings.Contains("\n"+denied, "\n"+folded+"\n") ||
		strings.Trim(password, string(first)) == ""
	c.That(password == "" || !common, pointer, "is one of the passwords that are tried first")
}

// argonHash is one password's hash with all that is needed to compute it again.
type argonHash struct {
	memory, passes uint32
	lanes          uint8
	salt, key      []byte
}

// String is the usual encoding: $argon2id$v=19$m=19456,t=2,p=1$salt$key.
func (h argonHash) String() string {
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		h.memory, h.passes, h.lanes, encode(h.salt), encode(h.key))
}

var errHash = errors.New("people: a stored password hash is not argon2id as we write it")

func parseHash(encoded string) (argonHash, error) {
	var h argonHash
	parts := strings.Split(encoded, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != "v=19" {
		return h, errHash
	}
	_, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.memory, &h.passes, &h.lanes)
	if err != nil {
		return h, errHash
	}
	var saltErr, keyErr error
	h.salt, saltErr = base64.RawStdEncoding.DecodeString(parts[4])
	h.key, keyErr = base64.RawStdEncoding.DecodeString(parts[5])
	bearable := h.memory > 0 && h.memory <= 1<<20 && h.passes > 0 && h.passes <= 16 && h.lanes > 0
	if saltErr != nil || keyErr != nil || len(h.key) != keyLength || !bearable {
		return h, errHash
	}
	return h, nil
}

// compute hashes the password with h's salt and cost, and waits for its turn.
func (h argonHash) compute(ctx context.Context, password string) ([]byte, error) {
	select {
	case hashing <- struct{}{}:
		defer func() { <-hashing }()
	case <-ctx.Done():
		return nil, fault.Wrap(fault.Unavailable, ctx.Err(), "Too many are signing in; try again")
	}
	return argon2.IDKey([]byte(password), h.salt, h.passes, h.memory, h.lanes,
		keyLength), nil
}

func hashPassword(ctx context.Context, password string) (string, error) {
	h := argonHash{memory: memoryKiB, passes: passes, lanes: lanes, salt: random(saltLength)}
	key, err := h.compute(ctx, password)
	h.key = key
	return h.String(), err
}

func verifyPassword(ctx context.Context, encoded, password string) (bool, error) {
	h, err := parseHash(encoded)
	if err != nil {
		return false, err
	}
	key, err := h.compute(ctx, password)
	return err == nil && subtle.ConstantTimeCompare(key, h.key) == 1, err
}

func random(bytes int) []byte {
	b := make([]byte, bytes)
	rand.Read(b) //nolint:errcheck // never fails: it ends the program instead
	return b
}

// newSecret makes 256 bits that nobody can guess, in 43 characters.
func newSecret() string { return base64.RawURLEncoding.EncodeToString(random(32)) }

// digest is how a secret is kept: who reads the database cannot use it. A plain hash is enough
// for what is random and long.
func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
