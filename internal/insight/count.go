package insight

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/lineage"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// change is what happens to the themes of one record.
type change struct {
	words
	before, after   []Assigned
	sentimentBefore *float64 // nil: the score did not change
}

// pair names a theme together with a customer, an account or a week.
type pair struct {
	theme id.ID
	other string
}

func comparePairs(a, b pair) int {
	return cmp.Or(cmp.Compare(a.theme, b.theme), cmp.Compare(a.other, b.other))
}

// tally adds up what changes do to the themes, so that each kept row is written once.
type tally struct {
	themes    map[id.ID]*Counts
	weeks     map[pair]int64
	customers map[pair]int64
	accounts  map[pair]int64
	worth     map[string]worth // of the accounts met
}

// assign gives records their new themes, links them on the line, and keeps the counts.
func assign(tx *database.Tx, changes []change) error {
	if len(changes) == 0 {
		return nil
	}
	t := tally{map[id.ID]*Counts{}, map[pair]int64{}, map[pair]int64{}, map[pair]int64{},
		map[string]worth{}}
	for _, c := range changes {
		if err := c.store(tx); err != nil {
			return err
		}
		score := c.SentimentScore
		if c.sentimentBefore != nil {
			score = *c.sentimentBefore
		}
		for _, a := range c.before {
			t.add(a.ThemeID, c.words, score, -1)
		}
		for _, a := range c.after {
			t.add(a.ThemeID, c.words, c.SentimentScore, 1)
		}
	}
	return t.write(tx)
}

// store writes the differences between the themes before and after.
func (c change) store(tx *database.Tx) error {
	for _, old := range c.before {
		if has(c.after, old.ThemeID) {
			continue
		}
		_, err := tx.Exec(`DELETE FROM theme_assignment
			WHERE workspace_id = $1 AND feedback_id = $2 AND theme_id = $3`,
			tx.Workspace, c.ID, old.ThemeID)
		if err != nil {
			return err
		}
		if err := lineage.Disconnect(tx, c.ID, old.ThemeID, lineage.Says); err != nil {
			return err
		}
	}
	for _, a := range c.after {
		if slices.Contains(c.before, a) {
			continue
		}
		_, err := tx.Exec(`INSERT INTO theme_assignment
			(workspace_id, feedback_id, theme_id, score, assigned_by)
			VALUES ($1, $2, $3, $4, $5) ON CONFLICT (workspace_id, feedback_id, theme_id)
			DO UPDATE SET score = excluded.score, assigned_by = excluded.assigned_by`,
			tx.Workspace, c.ID, a.ThemeID, a.Score, a.AssignedBy)
		if err != nil {
			return err
		}
		if has(c.before, a.ThemeID) {
			continue
		}
		if err := lineage.Connect(tx, c.ID, a.ThemeID, lineage.Says); err != nil {
			return err
		}
	}
	return nil
}

// add notes that a record joins (by 1) or leaves (by -1) a theme.
func (t *tally) add(theme id.ID, w words, sentiment float64, by int64) {
	counts := t.themes[theme]
	if counts == nil {
		counts = &Counts{}
		t.themes[theme] = counts
	}
	if w.CustomerID != "" {
		t.customers[pair{theme, string(w.CustomerID)}] += by
	}
	if w.AccountID != "" {
		t.accounts[pair{theme, string(w.AccountID)}] += by
		t.worth[string(w.AccountID)] = worth{w.ARRMinor, w.Currency}
	}
	if w.DuplicateOf != "" {
		return
	}
	counts.Size += by
	counts.SentimentSum += float64(by) * sentiment
	t.weeks[pair{theme, weekOf(w.SaidAt).Format(time.DateOnly)}] += by
	if w.Rating != nil {
		counts.RatingCount += by
		counts.RatingSum += float64(by) * *w.Rating
		counts.RatingSquares += float64(by) * *w.Rating * *w.Rating
	}
}

// weekOf is the Monday that begins the week of a moment.
func weekOf(at time.Time) time.Time {
	day := at.UTC().Truncate(24 * time.Hour)
	return day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
}

func (t *tally) write(tx *database.Tx) error {
	if err := t.writeWeeks(tx); err != nil {
		return err
	}
	if err := t.writeCustomers(tx); err != nil {
		return err
	}
	if err := t.writeAccounts(tx); err != nil {
		return err
	}
	for _, theme := range slices.Sorted(maps.Keys(t.themes)) {
		c := t.themes[theme]
		if *c == (Counts{}) {
			continue
		}
		_, err := tx.Exec(`UPDATE theme SET size = size + $3, customers = customers + $4,
			accounts = accounts + $5, arr_minor = arr_minor + $6,
			sentiment_sum = sentiment_sum + $7, rating_count = rating_count + $8,
			rating_sum = rating_sum + $9, rating_squares = rating_squares + $10,
			currency = CASE WHEN currency = '' THEN $11 ELSE currency END
			WHERE workspace_id = $1 AND id = $2`, tx.Workspace, theme, c.Size, c.Customers,
			c.Accounts, c.ARRMinor, c.SentimentSum, c.RatingCount, c.RatingSum, c.RatingSquares,
			c.Currency)
		if err != nil {
			return err
		}
		tx.Touch(theme)
	}
	return nil
}

func (t *tally) writeWeeks(tx *database.Tx) error {
	for _, key := range slices.SortedFunc(maps.Keys(t.weeks), comparePairs) {
		week, err := time.Parse(time.DateOnly, key.other)
		if err != nil || t.weeks[key] == 0 {
			continue // nothing changed; the format is our own
		}
		_, err = tx.Exec(`INSERT INTO theme_week (workspace_id, theme_id, week, count)
			VALUES ($1, $2, $3, $4) ON CONFLICT (workspace_id, theme_id, week)
			DO UPDATE SET count = theme_week.count + excluded.count`,
			tx.Workspace, key.theme, week, t.weeks[key])
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *tally) writeCustomers(tx *database.Tx) error {
	for _, key := range slices.SortedFunc(maps.Keys(t.customers), comparePairs) {
		by := t.customers[key]
		if by == 0 {
			continue
		}
		now, err := database.Value[int64](tx, `
			INSERT INTO theme_customer (workspace_id, theme_id, customer_id, count)
			VALUES ($1, $2, $3, $4) ON CONFLICT (workspace_id, theme_id, customer_id)
			DO UPDATE SET count = theme_customer.count + excluded.count RETURNING count`,
			tx.Workspace, key.theme, key.other, by)
		if err != nil {
			return err
		}
		t.themes[key.theme].Customers += came(now, by)
		if now > 0 {
			continue
		}
		_, err = tx.Exec(`DELETE FROM theme_customer
			WHERE workspace_id = $1 AND theme_id = $2 AND customer_id = $3`,
			tx.Workspace, key.theme, key.other)
		if err != nil {
			return err
		}
	}
	return nil
}

// came says whether a count that changed by that much began (1) or ended (-1) with it.
func came(now, by int64) int64 {
	switch before := now - by; {
	case before <= 0 && now > 0:
		return 1
	case before > 0 && now <= 0:
		return -1
	}
	return 0
}
