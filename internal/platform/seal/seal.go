// Package seal encrypts the secrets of others that the program must keep: tokens of connectors,
// keys of webhooks. The keys lie in a file outside the database, so that neither a database
// nor its backup alone gives anything away. Each sealed value names its key and is bound to
// the place where it is kept; moved to another row it does not open.
package seal

import (
	"bufio"
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

const (
	prefix  = "sealed1:" // the form: sealed1:<key id>:<base64 of nonce and ciphertext>
	keySize = 32         // AES-256
	idSize  = 4
)

// Keys are the keys of a key file. The last one seals; all of them open. Immutable.
type Keys struct {
	byID map[string]cipher.AEAD
	last string
}

// Open reads the keys of a file: one a line, "<id> <64 hexadecimal digits>".
func Open(path string) (*Keys, error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Wrap(fault.Unavailable, err, "The key file %s is not there. Secrets "+
			"sealed with it cannot be read without it: bring it back from where it is kept, "+
			"or make a new one and enter the secrets again", path)
	}
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "The key file %s cannot be read", path)
	}
	keys := &Keys{byID: map[string]cipher.AEAD{}}
	lines := bufio.NewScanner(bytes.NewReader(raw))
	for n := 1; lines.Scan(); n++ {
		id, digits, _ := strings.Cut(strings.TrimSpace(lines.Text()), " ")
		if id == "" || strings.HasPrefix(id, "#") {
			continue
		}
		if err := keys.add(id, strings.TrimSpace(digits)); err != nil {
			return nil, fault.Wrap(fault.Invalid, err, "Line %d of the key file %s", n, path)
		}
	}
	if err := lines.Err(); err != nil || keys.last == "" {
		return nil, fault.Wrap(fault.Invalid, err, "The key file %s holds no key", path)
	}
	return keys, nil
}

func (k *Keys) add(id, digits string) error {
	key, err := hex.DecodeString(digits)
	if err != nil || len(key) != keySize {
		return fmt.Errorf("want an id, a space and %d hexadecimal digits", 2*keySize)
	}
	if k.byID[id] != nil || strings.Contains(id, ":") {
		return fmt.Errorf("the id %q is used twice or holds a colon", id)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return err
	}
	k.byID[id], k.last = aead, id
	return nil
}

// AddKey appends a fresh key to the file, which is made when it does not exist. It seals from
// the next Open on; what older keys sealed stays readable. See [Keys.Reseal].
func AddKey(path string) error {
	old, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fault.Wrap(fault.Unavailable, err, "The key file %s cannot be read", path)
	}
	if len(old) == 0 {
		old = []byte("# Keys of Throughline's secrets. Keep a copy apart from the backups.\n")
	}
	id, key := make([]byte, idSize), make([]byte, keySize)
	rand.Read(id)
	rand.Read(key)
	if !bytes.HasSuffix(old, []byte("\n")) {
		old = append(old, '\n')
	}
	if err := replace(path, fmt.Appendf(old, "%x %x\n", id, key)); err != nil {
		return fault.Wrap(fault.Unavailable, err, "The key file %s cannot be written", path)
	}
	return nil
}

// replace writes a file whole or not at all, readable by its owner only.
func replace(path string, content []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".keys-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) //nolint:errcheck // gone already when all went well
	defer file.Close()
	if _, err := file.Write(content); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

// Seal encrypts a secret for the place where it is kept ("connector_01.../token").
func (k *Keys) Seal(place string, secret []byte) string {
	sealed := k.byID[k.last].Seal(nil, nil, secret, []byte(place))
	return prefix + k.last + ":" + base64.RawStdEncoding.EncodeToString(sealed)
}

// Open decrypts what was sealed for the place. The error says whether the key is missing or
// the value was changed or moved.
func (k *Keys) Open(place, sealed string) ([]byte, error) {
	id, text, ok := parse(sealed)
	if !ok {
		return nil, fault.New(fault.Internal, "The secret of %s is not a sealed value.", place)
	}
	aead := k.byID[id]
	if aead == nil {
		return nil, fault.New(fault.Unavailable, "The secret of %s was sealed with key %s, which "+
			"is not in the key file: bring that key back, or enter the secret again.", place, id)
	}
	secret, err := aead.Open(nil, nil, text, []byte(place))
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err,
			"The secret of %s was changed or belongs elsewhere; enter it again", place)
	}
	return secret, nil
}

// Reseal seals a value with the newest key if an older one sealed it; it reports whether the
// value changed.
func (k *Keys) Reseal(place, sealed string) (string, bool, error) {
	if id, _, ok := parse(sealed); ok && id == k.last {
		return sealed, false, nil
	}
	secret, err := k.Open(place, sealed)
	if err != nil {
		return "", false, err
	}
	return k.Seal(place, secret), true, nil
}

func parse(sealed string) (id string, text []byte, ok bool) {
	rest, ok := strings.CutPrefix(sealed, prefix)
	if !ok {
		return "", nil, false
	}
	id, encoded, ok := strings.Cut(rest, ":")
	text, err := base64.RawStdEncoding.DecodeString(encoded)
	return id, text, ok && err == nil
}
