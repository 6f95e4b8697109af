package feedback

import (
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// ensureSource finds the source of that name or makes it.
func ensureSource(tx *database.Tx, in Input) (id.ID, error) {
	found, err := database.One[id.ID](tx, `SELECT id FROM source
		WHERE workspace_id = $1 AND name = $2`, tx.Workspace, in.Source)
	if !fault.Is(err, fault.NotFound) {
		return found, err
	}
	s := Source{Name: in.Source, Kind: in.SourceKind, ImportID: in.ImportID}
	err = tx.Insert("source", &s)
	return s.ID, err
}

// ensureAccount finds the account by external id, then by name; makes it when there is none,
// and takes over what the input knows better. No external id and no name means no account.
func ensureAccount(tx *database.Tx, from Input) (id.ID, error) {
	in := from.Account
	key, value := "external_id", in.ExternalID
	if value == "" {
		key, value = "name", in.Name
	}
	if value == "" {
		return "", nil
	}
	a, err := database.One[Account](tx, "SELECT "+database.Columns[Account]("")+` FROM account
		WHERE workspace_id = $1 AND `+key+` = $2 AND `+key+` <> '' AND deleted_at IS NULL
		ORDER BY id LIMIT 1`,
		tx.Workspace, value)
	if fault.Is(err, fault.NotFound) {
		a = Account{ImportID: from.ImportID}
		a.apply(in)
		err = tx.Insert("account", &a)
		return a.ID, err
	}
	if err == nil && a.apply(in) {
		err = tx.Update("account", &a)
	}
	return a.ID, err
}

// ensureCustomer finds the customer by external id, then by e-mail address; makes them when
// there is none. It returns the customer and the account they belong to: a customer who is
// known already keeps an account that this input does not name.
func ensureCustomer(tx *database.Tx, from Input, account id.ID) (id.ID, id.ID, error) {
	in := from.Customer
	key, value := "external_id", in.ExternalID
	if value == "" {
		key, value = "email", in.Email
	}
	if value == "" {
		return addNameless(tx, from, account)
	}
	c, err := database.One[Customer](tx, "SELECT "+database.Columns[Customer]("")+` FROM customer
		WHERE workspace_id = $1 AND `+key+` = $2 AND `+key+` <> '' AND deleted_at IS NULL`,
		tx.Workspace, value)
	if fault.Is(err, fault.NotFound) {
		c = Customer{ImportID: from.ImportID}
		c.apply(in, account)
		err = tx.Insert("customer", &c)
		return c.ID, c.AccountID, err
	}
	if err == nil && c.apply(in, account) {
		err = tx.Update("customer", &c)
	}
	return c.ID, c.AccountID, err
}

// addNameless handles a customer of whom only the name is known: the same name in the same
// account is taken for the same person, a name without an account is not.
func addNameless(tx *database.Tx, from Input, account id.ID) (id.ID, id.ID, error) {
	in := from.Customer
	if in.Name == "" || account == "" {
		return "", account, nil
	}
	found, err := database.One[id.ID](tx, `SELECT id FROM customer WHERE workspace_id = $1
		AND account_id = $2 AND name = $3 AND deleted_at IS NULL ORDER BY id LIMIT 1`,
		tx.Workspace, account, in.Name)
	if !fault.Is(err, fault.NotFound) {
		return found, account, err
	}
	c := Customer{ImportID: from.ImportID}
	c.apply(in, account)
	err = tx.Insert("customer", &c)
	return c.ID, account, err
}

// SourceNames returns the names of the workspace's sources by their identifiers.
func SourceNames(tx *database.Tx) (map[string]string, error) {
	type row struct{ ID, Name string }
	rows, err := database.List[row](tx,
		"SELECT id, name FROM source WHERE workspace_id = $1 LIMIT 1000", tx.Workspace)
	names := make(map[string]string, len(rows))
	for _, r := range rows {
		names[r.ID] = r.Name
	}
	return names, err
}
