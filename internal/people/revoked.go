package people

import (
	"time"

	"github.com/throughlinehq/throughline/internal/platform/database"
)

// ForgetRevoked deletes tokens and invitations that were revoked before a moment, and
// invitations that ran out before it; it returns how many.
func ForgetRevoked(tx *database.Tx, before time.Time) (int64, error) {
	tokens, err := tx.Exec("DELETE FROM api_token WHERE workspace_id = $1 AND deleted_at <= $2",
		tx.Workspace, before)
	if err != nil {
		return 0, err
	}
	invitations, err := tx.Exec(`DELETE FROM invitation WHERE workspace_id = $1
		AND (deleted_at <= $2 OR accepted_at IS NULL AND expires_at <= $2)`,
		tx.Workspace, before)
	return tokens + invitations, err
}
