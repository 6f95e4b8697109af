package insight

import (
	"cmp"
	"maps"
	"slices"

	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// worth is what an account pays.
type worth struct {
	arrMinor int64
	currency string
}

// in is what the account adds to a theme that counts in the currency.
func (w worth) in(currency string) int64 { return choose(w.currency == currency, w.arrMinor, 0) }

// writeAccounts counts the accounts that come to themes and leave them, with what they pay. An
// account that pays something else than it did is counted anew in all of its themes.
func (t *tally) writeAccounts(tx *database.Tx) error {
	currency, err := t.currencies(tx)
	if err != nil {
		return err
	}
	for _, key := range slices.SortedFunc(maps.Keys(t.accounts), comparePairs) {
		by := t.accounts[key]
		if by == 0 {
			continue
		}
		pays := t.worth[key.other]
		if currency[key.theme] == "" {
			currency[key.theme] = pays.currency
			t.themes[key.theme].Currency = pays.currency
		}
		if err := t.writeAccount(tx, key, by, pays.in(currency[key.theme])); err != nil {
			return err
		}
	}
	for _, account := range slices.Sorted(maps.Keys(t.worth)) {
		if err := t.revalue(tx, account, t.worth[account]); err != nil {
			return err
		}
	}
	return nil
}

// currencies returns what the themes count in, "" where no account has come yet.
func (t *tally) currencies(tx *database.Tx) (map[id.ID]string, error) {
	type row struct {
		ID       id.ID
		Currency string
	}
	found := map[id.ID]string{}
	w := tx.Where("")
	where, args := database.AndIn(w, "id", slices.Sorted(maps.Keys(t.themes))).SQL()
	err := database.Each(tx, func(r row) error {
		found[r.ID] = r.Currency
		return nil
	}, "SELECT id, currency FROM theme "+where, args...)
	return found, err
}

func (t *tally) writeAccount(tx *database.Tx, key pair, by, adds int64) error {
	type row struct{ Count, ARRMinor int64 }
	now, err := database.One[row](tx, `
		INSERT INTO theme_account (workspace_id, theme_id, account_id, count, arr_minor)
		VALUES ($1, $2, $3, $4, $5) ON CONFLICT (workspace_id, theme_id, account_id)
		DO UPDATE SET count = theme_account.count + excluded.count RETURNING count, arr_minor`,
		tx.Workspace, key.theme, key.other, by, adds)
	if err != nil {
		return err
	}
	counts := t.themes[key.theme]
	came := came(now.Count, by)
	counts.Accounts += came
	counts.ARRMinor += came * now.ARRMinor
	if now.Count > 0 {
		return nil
	}
	_, err = tx.Exec(`DELETE FROM theme_account
		WHERE workspace_id = $1 AND theme_id = $2 AND account_id = $3`,
		tx.Workspace, key.theme, key.other)
	return err
}

// revalue takes over what an account pays now where that is not what its themes count.
func (t *tally) revalue(tx *database.Tx, account string, now worth) error {
	differs, err := database.Value[bool](tx, `SELECT EXISTS (SELECT 1 FROM theme_account
			WHERE workspace_id = $1 AND account_id = $2 AND arr_minor < $3)
		OR EXISTS (SELECT 1 FROM theme_account
			WHERE workspace_id = $1 AND account_id = $2 AND arr_minor > $3)`,
		tx.Workspace, account, now.arrMinor)
	if err != nil || !differs {
		return err
	}
	type row struct {
		ThemeID  id.ID
		ARRMinor int64
		Currency string
	}
	rows, err := database.List[row](tx, `SELECT a.theme_id, a.arr_minor, t.currency
		FROM theme_account a JOIN theme t ON t.workspace_id = a.workspace_id AND t.id = a.theme_id
		WHERE a.workspace_id = $1 AND a.account_id = $2 ORDER BY a.theme_id`,
		tx.Workspace, account)
	if err != nil {
		return err
	}
	for _, r := range rows {
		counts := t.themes[r.ThemeID]
		if counts == nil {
			counts = &Counts{}
			t.themes[r.ThemeID] = counts
		}
		by := now.in(cmp.Or(r.Currency, counts.Currency)) - r.ARRMinor
		if by == 0 {
			continue
		}
		counts.ARRMinor += by
		_, err := tx.Exec(`UPDATE theme_account SET arr_minor = arr_minor + $4
			WHERE workspace_id = $1 AND theme_id = $2 AND account_id = $3`,
			tx.Workspace, r.ThemeID, account, by)
		if err != nil {
			return err
		}
	}
	return nil
}
