package insight

import (
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// ofTheme joins the feedback of one theme, whatever the bin holds left out. CROSS JOIN keeps SQLite
// from looking at all feedback for it.
const ofTheme = ` FROM theme_assignment a CROSS JOIN feedback f
	WHERE a.workspace_id = $1 AND a.theme_id = $2 AND f.workspace_id = a.workspace_id
	AND f.id = a.feedback_id AND f.deleted_at IS NULL`

// The first Monday, and the length of a week, in microseconds.
const weekStart = `f.said_at - ((f.said_at + 259200000000) % 604800000000)`

// Recount counts everything that a theme keeps from its feedback again. Edits that move much
// feedback at once use it; so does a check of the whole.
func Recount(tx *database.Tx, theme id.ID) error {
	for _, statement := range []string{
		`DELETE FROM theme_week WHERE workspace_id = $1 AND theme_id = $2`,
		`DELETE FROM theme_customer WHERE workspace_id = $1 AND theme_id = $2`,
		`DELETE FROM theme_account WHERE workspace_id = $1 AND theme_id = $2`,
		`INSERT INTO theme_week (workspace_id, theme_id, week, count)
			SELECT a.workspace_id, a.theme_id, ` + weekStart + `, count(*)` + ofTheme + `
			AND f.duplicate_of = '' GROUP BY 1, 2, 3`,
		`INSERT INTO theme_customer (workspace_id, theme_id, customer_id, count)
			SELECT a.workspace_id, a.theme_id, f.customer_id, count(*)` + ofTheme + `
			AND f.customer_id <> '' GROUP BY 1, 2, 3`,
		`INSERT INTO theme_account (workspace_id, theme_id, account_id, count, arr_minor)
			SELECT a.workspace_id, a.theme_id, f.account_id, count(*), 0` + ofTheme + `
			AND f.account_id <> '' GROUP BY 1, 2, 3`,
	} {
		if _, err := tx.Exec(statement, tx.Workspace, theme); err != nil {
			return err
		}
	}
	if err := recountSums(tx, theme); err != nil {
		return err
	}
	return recountValue(tx, theme)
}

func recountSums(tx *database.Tx, theme id.ID) error {
	c, err := database.One[Counts](tx, `SELECT count(*) AS size,
		COALESCE(sum(f.sentiment_score), 0) AS sentiment_sum, count(f.rating) AS rating_count,
		COALESCE(sum(f.rating), 0) AS rating_sum,
		COALESCE(sum(f.rating * f.rating), 0) AS rating_squares`+ofTheme+`
		AND f.duplicate_of = ''`, tx.Workspace, theme)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE theme SET size = $3, sentiment_sum = $4, rating_count = $5,
		rating_sum = $6, rating_squares = $7,
		customers = (SELECT count(*) FROM theme_customer c
			WHERE c.workspace_id = $1 AND c.theme_id = $2),
		accounts = (SELECT count(*) FROM theme_account n
			WHERE n.workspace_id = $1 AND n.theme_id = $2)
		WHERE workspace_id = $1 AND id = $2`, tx.Workspace, theme, c.Size, c.SentimentSum,
		c.RatingCount, c.RatingSum, c.RatingSquares)
	tx.Touch(theme)
	return err
}

// recountValue sums the ARR of the accounts that pay in the theme's currency: the first it had,
// else that of most of its accounts.
func recountValue(tx *database.Tx, theme id.ID) error {
	const inTheme = ` FROM theme_account n
		JOIN account a ON a.workspace_id = n.workspace_id AND a.id = n.account_id
		WHERE n.workspace_id = $1 AND n.theme_id = $2`
	currency, err := database.List[string](tx, `SELECT a.currency`+inTheme+`
		GROUP BY a.currency ORDER BY count(*) DESC, a.currency LIMIT 1`, tx.Workspace, theme)
	if err != nil {
		return err
	}
	if len(currency) == 0 {
		currency = []string{""}
	}
	_, err = tx.Exec(`UPDATE theme SET currency = CASE WHEN currency = '' THEN $3
		ELSE currency END WHERE workspace_id = $1 AND id = $2`, tx.Workspace, theme, currency[0])
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE theme_account SET arr_minor = COALESCE((SELECT a.arr_minor
		FROM account a JOIN theme t ON t.workspace_id = a.workspace_id AND t.id = $2
		WHERE a.workspace_id = $1 AND a.id = theme_account.account_id
		AND a.currency = t.currency), 0)
		WHERE workspace_id = $1 AND theme_id = $2`, tx.Workspace, theme)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE theme SET arr_minor = COALESCE((SELECT sum(n.arr_minor)
		FROM theme_account n WHERE n.workspace_id = $1 AND n.theme_id = $2), 0)
		WHERE workspace_id = $1 AND id = $2`, tx.Workspace, theme)
	return err
}
