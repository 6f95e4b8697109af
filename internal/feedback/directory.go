package feedback

import (
	"strings"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// ListSources returns the sources by name. A workspace has few; the list has no pages.
func ListSources(tx *database.Tx) ([]Source, error) {
	return database.List[Source](tx, "SELECT "+database.Columns[Source]("")+` FROM source
		WHERE workspace_id = $1 AND deleted_at IS NULL ORDER BY name LIMIT 1000`, tx.Workspace)
}

// CreateSource makes a source before its first feedback.
func CreateSource(tx *database.Tx, name, kind string) (Source, error) {
	s := Source{Name: name, Kind: kind}
	if err := s.check(tx); err != nil {
		return s, err
	}
	if err := tx.Insert("source", &s); err != nil {
		return s, err
	}
	return s, audit.Log(tx, "created", s.ID, nil)
}

// ChangeSource renames a source or corrects its kind.
func ChangeSource(tx *database.Tx, record id.ID, version int64, name, kind string) (Source, error) {
	s, err := database.GetVersion[Source](tx, "source", record, version)
	if err != nil {
		return s, err
	}
	s.Name, s.Kind = name, kind
	if err := s.check(tx); err != nil {
		return s, err
	}
	if err := tx.Update("source", &s); err != nil {
		return s, err
	}
	return s, audit.Log(tx, "changed", s.ID, nil)
}

func (s Source) check(tx *database.Tx) error {
	var c fault.Check
	c.Line("/name", s.Name, 1, 100)
	c.OneOf("/kind", s.Kind, SourceKinds...)
	if err := c.Err(); err != nil {
		return err
	}
	return people.Can(tx.Actor, people.WriteFeedback)
}

// KnownCustomer is a customer with the account's name.
type KnownCustomer struct {
	Customer
	AccountName string
}

const customersFrom = ` FROM customer c
	LEFT JOIN account a ON a.workspace_id = c.workspace_id AND a.id = c.account_id `

var customerColumns = database.Columns[Customer]("c.") + ", a.name AS account_name"

// ListCustomers returns customers by name. words choose those whose name or address begins so;
// account, when not empty, those who belong to it.
func ListCustomers(
	tx *database.Tx, words string, account id.ID, request page.Request,
) (page.Page[KnownCustomer], error) {
	w := tx.Where("c").And("c.deleted_at IS NULL")
	if account != "" {
		w.And("c.account_id = $", account)
	}
	if words != "" {
		w.And(`(lower(c.name) LIKE $ ESCAPE '\' OR c.email LIKE $ ESCAPE '\')`,
			beginsWith(words), beginsWith(words))
	}
	if err := afterName(w, "c", request); err != nil {
		return page.Page[KnownCustomer]{}, err
	}
	limit := w.Place(request.Size() + 1)
	where, args := w.SQL()
	found, err := database.List[KnownCustomer](tx, "SELECT "+customerColumns+customersFrom+where+
		" ORDER BY c.name, c.id LIMIT "+limit, args...)
	return page.Cut(found, request.Size(), func(k KnownCustomer) []any {
		return []any{k.Name, k.ID}
	}), err
}

// GetCustomer returns a customer with the account's name.
func GetCustomer(tx *database.Tx, record id.ID) (KnownCustomer, error) {
	k, err := database.One[KnownCustomer](tx, "SELECT "+customerColumns+customersFrom+
		"WHERE c.workspace_id = $1 AND c.id = $2 AND c.deleted_at IS NULL", tx.Workspace, record)
	if fault.Is(err, fault.NotFound) {
		err = fault.Missing("customer")
	}
	return k, err
}

// ChangeCustomer corrects what is known of a customer; empty fields stay as they are.
func ChangeCustomer(
	tx *database.Tx, record id.ID, version int64, in CustomerInput,
) (KnownCustomer, error) {
	if err := people.Can(tx.Actor, people.WriteFeedback); err != nil {
		return KnownCustomer{}, err
	}
	var check fault.Check
	in.check(&check)
	if err := fault.Above(check.Err(), "/customer"); err != nil {
		return KnownCustomer{}, err
	}
	c, err := database.GetVersion[Customer](tx, "customer", record, version)
	if err != nil {
		return KnownCustomer{}, err
	}
	c.apply(in, "")
	if err := tx.Update("customer", &c); err != nil {
		return KnownCustomer{}, err
	}
	if err := audit.Log(tx, "changed", c.ID, nil); err != nil {
		return KnownCustomer{}, err
	}
	return GetCustomer(tx, record)
}

// ListAccounts returns accounts by name. words choose those whose name begins so.
func ListAccounts(
	tx *database.Tx, words string, request page.Request,
) (page.Page[Account], error) {
	w := tx.Where("a").And("a.deleted_at IS NULL")
	if words != "" {
		w.And(`lower(a.name) LIKE $ ESCAPE '\'`, beginsWith(words))
	}
	if err := afterName(w, "a", request); err != nil {
		return page.Page[Account]{}, err
	}
	limit := w.Place(request.Size() + 1)
	where, args := w.SQL()
	found, err := database.List[Account](tx, "SELECT "+database.Columns[Account]("a.")+
		" FROM account a "+where+" ORDER BY a.name, a.id LIMIT "+limit, args...)
	return page.Cut(found, request.Size(), func(a Account) []any {
		return []any{a.Name, a.ID}
	}), err
}

// GetAccount returns an account.
func GetAccount(tx *database.Tx, record id.ID) (Account, error) {
	return database.Get[Account](tx, "account", record)
}

// ChangeAccount corrects what is known of an account; empty fields stay as they are.
func ChangeAccount(
	tx *database.Tx, record id.ID, version int64, in AccountInput,
) (Account, error) {
	if err := people.Can(tx.Actor, people.WriteFeedback); err != nil {
		return Account{}, err
	}
	var check fault.Check
	in.check(&check)
	if err := fault.Above(check.Err(), "/account"); err != nil {
		return Account{}, err
	}
	a, err := database.GetVersion[Account](tx, "account", record, version)
	if err != nil {
		return a, err
	}
	a.apply(in)
	if err := tx.Update("account", &a); err != nil {
		return a, err
	}
	return a, audit.Log(tx, "changed", a.ID, nil)
}

// beginsWith is the LIKE pattern for texts that begin with what was typed, taken literally.
func beginsWith(typed string) string {
	literal := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)
	return literal.Replace(strings.ToLower(typed)) + "%"
}

func afterName(w *database.Filter, alias string, request page.Request) error {
	var name string
	var last id.ID
	more, err := request.After(&name, &last)
	if more {
		w.And("("+alias+".name, "+alias+".id) > ($, $)", name, last)
	}
	return err
}
