package insight

import (
	"slices"

	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Forget lets go of everything about records of feedback that are about to be erased: their
// themes, their quotes, and what they counted for.
func Forget(tx *database.Tx, records []id.ID) error {
	for part := range slices.Chunk(records, 500) {
		if err := forget(tx, part); err != nil {
			return err
		}
	}
	return nil
}

func forget(tx *database.Tx, records []id.ID) error {
	w := tx.Where("f")
	where, args := database.AndIn(w, "f.id", records).SQL()
	gone, err := database.List[words](tx, "SELECT "+wordsFrom+where+" ORDER BY f.id", args...)
	if err != nil {
		return err
	}
	before, err := assignments(tx, records)
	if err != nil {
		return err
	}
	var totals Counts
	changes := make([]change, len(gone))
	for i, said := range gone {
		changes[i] = change{words: said, before: before[said.ID]}
		countTotals(&totals, said, false)
	}
	if err := assign(tx, changes); err != nil {
		return err
	}
	if err := addTotals(tx, totals, 0); err != nil {
		return err
	}
	return forgetEvidence(tx, records)
}

// forgetEvidence takes the quotes of records away, and what people said about their themes.
func forgetEvidence(tx *database.Tx, records []id.ID) error {
	w := tx.Where("").And("feedback_id <> ''")
	where, args := database.AndIn(w, "feedback_id", records).SQL()
	quotes, err := database.List[Quote](tx, `SELECT `+database.Columns[Quote]("")+
		` FROM quote `+where, args...)
	if err != nil {
		return err
	}
	for _, q := range quotes {
		if err := unlink(tx, q); err != nil {
			return err
		}
	}
	_, err = tx.Exec("DELETE FROM theme_edit "+where, args...)
	return err
}
