package insight

import (
	"time"

	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// ofTheme joins the feedback of one theme, whatever the bin holds left out. CROSS JOIN keeps SQLite
// from looking at all feedback for it.
const ofTheme = ` FROM theme_assignment a CROSS JOIN feedback f
	WHERE a.workspace_id = $1 AND a.theme_id = $2 AND f.workspace_id = a.workspace_id
	AND f.id = a.feedback_id AND f.deleted_at IS NULL`

// said is what a record adds to the counts of a theme.
type said struct {
	SaidAt         time.Time
	CustomerID     id.ID
	AccountID      id.ID
	DuplicateOf    id.ID
	SentimentScore float64
	Rating         *float64
}

// recount is what a theme keeps, counted anew.
type recount struct {
	Counts
	weeks     map[time.Time]int64
	customers map[id.ID]int64
	accounts  map[id.ID]int64
}

// Recount counts everything that a theme keeps from its feedback again, in one pass over it. Edits
// that move much feedback at once use it; so does a check of the whole.
func Recount(tx *database.Tx, theme id.ID) error {
	r := recount{weeks: map[time.Time]int64{}, customers: map[id.ID]int64{},
		accounts: map[id.ID]int64{}}
	err := database.Each(tx, func(s said) error {
		r.add(s)
		return nil
	}, `SELECT f.said_at, f.customer_id, f.account_id, f.duplicate_of, f.sentiment_score,
		f.rating`+ofTheme, tx.Workspace, theme)
	if err != nil {
		return err
	}
	if err := r.store(tx, theme); err != nil {
		return err
	}
	return recountValue(tx, theme)
}

func (r *recount) add(s said) {
	if s.CustomerID != "" {
		r.customers[s.CustomerID]++
	}
	if s.AccountID != "" {
		r.accounts[s.AccountID]++
	}
	if s.DuplicateOf != "" {
		return
	}
	r.weeks[weekOf(s.SaidAt)]++
	r.Size++
	r.SentimentSum += s.SentimentScore
	if s.Rating != nil {
		r.RatingCount++
		r.RatingSum += *s.Rating
		r.RatingSquares += *s.Rating * *s.Rating
	}
}

func (r *recount) store(tx *database.Tx, theme id.ID) error {
	var weeks, customers, accounts [][]any
	in, of := string(tx.Workspace), string(theme)
	for week, n := range r.weeks {
		weeks = append(weeks, []any{in, of, week.UnixMicro(), n})
	}
	for customer, n := range r.customers {
		customers = append(customers, []any{in, of, string(customer), n})
	}
	for account, n := range r.accounts {
		accounts = append(accounts, []any{in, of, string(account), n, int64(0)})
	}
	err := tx.ExecEach([]string{
		"DELETE FROM theme_week WHERE workspace_id = $1 AND theme_id = $2",
		"DELETE FROM theme_customer WHERE workspace_id = $1 AND theme_id = $2",
		"DELETE FROM theme_account WHERE workspace_id = $1 AND theme_id = $2",
	}, tx.Workspace, theme)
	key := []string{"workspace_id", "theme_id"}
	if err == nil {
		err = tx.InsertNew("theme_week", append(key, "week", "count"), weeks)
	}
	if err == nil {
		err = tx.InsertNew("theme_customer", append(key, "customer_id", "count"), customers)
	}
	if err == nil {
		err = tx.InsertNew("theme_account",
			append(key, "account_id", "count", "arr_minor"), accounts)
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE theme SET size = $3, sentiment_sum = $4, rating_count = $5,
		rating_sum = $6, rating_squares = $7, customers = $8, accounts = $9
		WHERE workspace_id = $1 AND id = $2`, tx.Workspace, theme, r.Size, r.SentimentSum,
		r.RatingCount, r.RatingSum, r.RatingSquares, len(r.customers), len(r.accounts))
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
