package flag

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/id"
)

// window is how long a client is given the same token; the token lives for up to two of them.
const window = time.Hour

// StreamToken makes a token with which a client may listen for changes for an hour or two: a
// browser cannot send its key there, and a key does not belong into an address. It is signed
// with the hash of the key, so that nothing is stored and a revoked key ends it.
func (c *Client) StreamToken(now time.Time) string {
	return c.signed(now.Truncate(window).Add(2 * window).Unix())
}

func (c *Client) signed(expires int64) string {
	text := fmt.Sprintf("%s.%s.%d", c.workspace, c.KeyID, expires)
	mac := hmac.New(sha256.New, []byte(c.hash))
	mac.Write([]byte("stream " + text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// TokenWorkspace is the workspace that a token names; false when it is no token of ours.
func TokenWorkspace(token string) (id.ID, bool) {
	name, _, _ := strings.Cut(token, ".")
	return id.ID(name), id.ID(name).Valid("workspace")
}

// Listener is whose token this is; nil when it is nobody's or has expired.
func (r *Rules) Listener(token string, now time.Time) *Client {
	parts := strings.Split(token, ".")
	if len(parts) != 4 {
		return nil
	}
	expires, err := strconv.ParseInt(parts[2], 10, 64)
	if err != nil || expires <= now.Unix() {
		return nil
	}
	for _, c := range r.clients {
		if string(c.KeyID) == parts[1] && hmac.Equal([]byte(c.signed(expires)), []byte(token)) {
			return c
		}
	}
	return nil
}

// Used reports whether anybody could ask for these rules.
func (r *Rules) Used() bool { return len(r.clients) > 0 }
