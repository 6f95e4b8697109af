package api

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// keyLife is how long an answer is kept for a repetition of its request.
const keyLife = 7 * 24 * time.Hour

type keptAnswer struct {
	ActorID     string
	Key         string
	RequestHash string
	Answer      string
	CreatedAt   time.Time
}

// once does the work of a POST with an Idempotency-Key at most once: a repetition gets the
// first answer again, and another request under the same key is refused. The answer is stored
// in the transaction that did the work, so there is never one without the other.
func once[O any](tx *database.Tx, c *call, op Op, do func() (O, error)) (O, error) {
	if c.key == "" || op.Method != http.MethodPost {
		return do()
	}
	actor := string(tx.Actor.ID)
	kept, err := database.One[keptAnswer](tx, `
		SELECT actor_id, key, request_hash, answer, created_at FROM idempotency
		WHERE workspace_id = $1 AND actor_id = $2 AND key = $3`, tx.Workspace, actor, c.key)
	var out O
	switch {
	case err == nil && kept.RequestHash != c.requestHash:
		return out, fault.New(fault.Invalid,
			"This Idempotency-Key was used for another request. Take a new key.")
	case err == nil && op.ShownOnce:
		return out, fault.New(fault.Conflict,
			"This was done already, and its secret is shown only once.")
	case err == nil:
		return out, json.Unmarshal([]byte(kept.Answer), &out)
	case !fault.Is(err, fault.NotFound):
		return out, err
	}
	if out, err = do(); err != nil {
		return out, err
	}
	kept = keptAnswer{ActorID: actor, Key: c.key, RequestHash: c.requestHash, CreatedAt: tx.Now}
	if !op.ShownOnce {
		raw, err := json.Marshal(out)
		if err != nil {
			return out, err
		}
		kept.Answer = string(raw)
	}
	return out, tx.Insert("idempotency", kept)
}

// ForgetAnswers deletes answers that were kept longer than seven days, at most 1,000 at once.
func ForgetAnswers(tx *database.Tx) (int64, error) {
	return tx.Exec(`DELETE FROM idempotency WHERE workspace_id = $1 AND (actor_id, key) IN (
		SELECT actor_id, key FROM idempotency WHERE workspace_id = $1 AND created_at < $2
		LIMIT 1000)`, tx.Workspace, tx.Now.Add(-keyLife))
}
