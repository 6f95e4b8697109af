package backlog

import (
	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Vote gives an item the actor's vote. Everybody has one for each item: a second changes
// nothing.
func Vote(tx *database.Tx, item id.ID) error {
	if err := mayVote(tx, item); err != nil {
		return err
	}
	added, err := tx.Exec(`
		INSERT INTO item_vote (workspace_id, item_id, user_id, created_at)
		VALUES ($1, $2, $3, $4) ON CONFLICT (workspace_id, item_id, user_id) DO NOTHING`,
		tx.Workspace, item, tx.Actor.ID, tx.Now)
	if err != nil || added == 0 {
		return err
	}
	return countVotes(tx, item, 1, "voted")
}

// Unvote takes the actor's vote back, if there is one.
func Unvote(tx *database.Tx, item id.ID) error {
	if err := mayVote(tx, item); err != nil {
		return err
	}
	taken, err := tx.Exec(`DELETE FROM item_vote
		WHERE workspace_id = $1 AND item_id = $2 AND user_id = $3`,
		tx.Workspace, item, tx.Actor.ID)
	if err != nil || taken == 0 {
		return err
	}
	return countVotes(tx, item, -1, "took back a vote")
}

func mayVote(tx *database.Tx, item id.ID) error {
	if err := people.Can(tx.Actor, people.Vote); err != nil {
		return err
	}
	if tx.Actor.ID == "" {
		return fault.New(fault.Forbidden, "Only people vote.")
	}
	_, err := database.Get[Item](tx, "item", item)
	return err
}

// countVotes keeps the count. It is no change of the item that a person could miss, so the
// version stays.
func countVotes(tx *database.Tx, item id.ID, by int, action string) error {
	_, err := tx.Exec(`UPDATE item SET vote_count = vote_count + $3
		WHERE workspace_id = $1 AND id = $2`, tx.Workspace, item, by)
	if err != nil {
		return err
	}
	return audit.Log(tx, action, item, nil)
}
