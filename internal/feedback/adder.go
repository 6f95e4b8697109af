package feedback

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// adder stores checked inputs within one transaction. It remembers the sources and accounts it
// has met and keeps the counts together, so that a thousand records cost little more than
// their own rows.
type adder struct {
	tx       *database.Tx
	sources  map[string]id.ID
	accounts map[AccountInput]id.ID
	counts   counts
}

// store adds checked inputs, in their order.
func store(tx *database.Tx, inputs []Input) ([]Feedback, []Outcome, error) {
	a := adder{tx: tx, sources: map[string]id.ID{}, accounts: map[AccountInput]id.ID{},
		counts: counts{}}
	records, outcomes := make([]Feedback, len(inputs)), make([]Outcome, len(inputs))
	for i, in := range inputs {
		var err error
		if records[i], outcomes[i], err = a.add(in); err != nil {
			return nil, nil, err
		}
	}
	return records, outcomes, a.counts.keep(tx)
}

func (a *adder) add(in Input) (Feedback, Outcome, error) {
	tx := a.tx
	source, err := a.source(in)
	if err != nil {
		return Feedback{}, "", err
	}
	if in.ExternalID != "" {
		known, err := byExternalID(tx, source, in.ExternalID)
		if err == nil || !fault.Is(err, fault.NotFound) {
			return known, Known, err
		}
	}
	f := Feedback{SourceID: source, ExternalID: in.ExternalID, Text: in.Text, Rating: in.Rating,
		TextHash: textHash(in.Text), Language: in.Language, URL: in.URL, SaidAt: in.SaidAt,
		Status: New, ImportID: in.ImportID}
	if f.SaidAt.IsZero() {
		f.SaidAt = tx.Now
	}
	if f.AccountID, err = a.account(in); err != nil {
		return f, "", err
	}
	f.CustomerID, f.AccountID, err = ensureCustomer(tx, in, f.AccountID)
	if err != nil {
		return f, "", err
	}
	if f.DuplicateOf, err = sameWords(tx, f); err != nil {
		return f, "", err
	}
	outcome := Added
	if f.DuplicateOf != "" {
		outcome = Duplicate
	}
	return f, outcome, a.insert(&f)
}

func (a *adder) source(in Input) (id.ID, error) {
	if known := a.sources[in.Source]; known != "" {
		return known, nil
	}
	source, err := ensureSource(a.tx, in)
	a.sources[in.Source] = source
	return source, err
}

func (a *adder) account(in Input) (id.ID, error) {
	key := in.Account
	key.ARRMinor = nil // pointers differ; an amount is compared when the account is loaded
	if in.Account.ARRMinor == nil {
		if known := a.accounts[key]; known != "" {
			return known, nil
		}
	}
	account, err := ensureAccount(a.tx, in)
	a.accounts[key] = account
	return account, err
}

func (a *adder) insert(f *Feedback) (err error) {
	if f.Number, err = a.tx.Next("feedback"); err != nil {
		return err
	}
	docid, err := a.tx.InsertDoc("feedback", f)
	if err != nil {
		return err
	}
	a.counts.add(*f, 1)
	return a.tx.IndexText("feedback", docid, f.Text)
}

// counts is how much feedback sources, customers and accounts gain, until it is stored.
type counts map[id.ID]*gain

type gain struct {
	records int64
	last    time.Time
}

// add notes a record that came (1) or went (-1).
func (c counts) add(f Feedback, by int64) counts {
	for _, record := range []id.ID{f.SourceID, f.CustomerID, f.AccountID} {
		if record == "" {
			continue
		}
		if c[record] == nil {
			c[record] = &gain{}
		}
		c[record].records += by
		if f.SaidAt.After(c[record].last) {
			c[record].last = f.SaidAt
		}
	}
	return c
}

// keep stores the gains with the records they belong to.
func (c counts) keep(tx *database.Tx) error {
	for _, record := range slices.Sorted(maps.Keys(c)) {
		_, err := tx.Exec("UPDATE "+record.Kind()+` SET feedback_count = feedback_count + $3
			WHERE workspace_id = $1 AND id = $2`, tx.Workspace, record, c[record].records)
		if err != nil {
			return err
		}
		if record.Kind() != "source" {
			continue
		}
		if _, err := tx.Exec(`UPDATE source SET last_said_at = $3 WHERE workspace_id = $1
			AND id = $2 AND (last_said_at IS NULL OR last_said_at < $3)`,
			tx.Workspace, record, c[record].last); err != nil {
			return err
		}
	}
	return nil
}

// Foresee says what would become of inputs, without storing anything. seen remembers what
// earlier calls foresaw, so that a file's own repetitions count too.
func Foresee(tx *database.Tx, inputs []Input, seen map[string]bool) ([]Outcome, error) {
	names, err := SourceNames(tx)
	if err != nil {
		return nil, err
	}
	sources := map[string]id.ID{}
	for source, name := range names {
		sources[name] = id.ID(source)
	}
	outcomes := make([]Outcome, len(inputs))
	for i, in := range inputs {
		if outcomes[i], err = foresee(tx, in, sources[in.Source], seen); err != nil {
			return nil, err
		}
	}
	return outcomes, nil
}

func foresee(tx *database.Tx, in Input, source id.ID, seen map[string]bool) (Outcome, error) {
	if in.ExternalID != "" {
		key := "id " + in.Source + " " + in.ExternalID
		known := seen[key]
		seen[key] = true
		if !known && source != "" {
			_, err := byExternalID(tx, source, in.ExternalID)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return "", err
			}
			known = err == nil
		}
		if known {
			return Known, nil
		}
	}
	f := Feedback{TextHash: textHash(in.Text)}
	who := in.Customer.ExternalID + " " + in.Customer.Email + " " + in.Customer.Name
	key := fmt.Sprintf("words %d %s", f.TextHash, who)
	same := seen[key]
	seen[key] = true
	if !same {
		first, err := sameWords(tx, f)
		if err != nil {
			return "", err
		}
		same = first != ""
	}
	if same {
		return Duplicate, nil
	}
	return Added, nil
}
