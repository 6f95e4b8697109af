package feedback

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Listed is feedback with the names that a list shows.
type Listed struct {
	Feedback
	SourceName   string
	CustomerName string
	AccountName  string
	Segment      string
	Plan         string
	ARRMinor     int64
	Currency     string
	Docid        int64
}

// Filter chooses feedback; empty fields choose all.
type Filter struct {
	Words                                      string // full-text search
	Status, Kind, Sentiment, Segment, Language []string
	SourceID, CustomerID, AccountID, ImportID  []string
	Since, Until                               time.Time // said at or after, before
	ARRAtLeast                                 int64     // minor units
	Duplicates                                 bool      // also those that repeat another
	Within                                     *database.Condition
}

const listedFrom = ` FROM feedback f
	JOIN source s ON s.workspace_id = f.workspace_id AND s.id = f.source_id
	LEFT JOIN customer c ON c.workspace_id = f.workspace_id AND c.id = f.customer_id
	LEFT JOIN account a ON a.workspace_id = f.workspace_id AND a.id = f.account_id `

var listedColumns = database.Columns[Feedback]("f.") + `, s.name AS source_name,
	c.name AS customer_name, a.name AS account_name, a.segment, a.plan, a.arr_minor, a.currency,
	f.docid`

func (filter Filter) where(tx *database.Tx) *database.Filter {
	w := tx.Where("f").And("f.deleted_at IS NULL")
	database.AndIn(w, "f.status", filter.Status)
	database.AndIn(w, "f.kind", filter.Kind)
	database.AndIn(w, "f.sentiment", filter.Sentiment)
	database.AndIn(w, "f.language", filter.Language)
	database.AndIn(w, "f.source_id", filter.SourceID)
	database.AndIn(w, "f.customer_id", filter.CustomerID)
	database.AndIn(w, "f.account_id", filter.AccountID)
	database.AndIn(w, "f.import_id", filter.ImportID)
	database.AndIn(w, "a.segment", filter.Segment)
	if !filter.Since.IsZero() {
		w.And("f.said_at >= $", filter.Since)
	}
	if !filter.Until.IsZero() {
		w.And("f.said_at < $", filter.Until)
	}
	if filter.ARRAtLeast > 0 {
		w.And("a.arr_minor >= $", filter.ARRAtLeast)
	}
	if !filter.Duplicates {
		w.And("f.duplicate_of = ''")
	}
	if filter.Within != nil {
		w.And(filter.Within.SQL, filter.Within.Args...)
	}
	if filter.Words != "" {
		w.AndText(tx, "feedback", filter.Words).And("f.docid = t.rowid")
	}
	return w
}

// indexedText is the full-text index, as a FROM clause names it.
const indexedText = "feedback_text t"

// from is the FROM clause: a search walks the full-text index, text, and joins the rest. CROSS
// JOIN keeps SQLite from walking the records and asking the index for each.
func (filter Filter) from(text string) string {
	if filter.Words == "" {
		return listedFrom
	}
	return " FROM " + text + " CROSS JOIN feedback f" +
		listedFrom[len(" FROM feedback f"):]
}

// List returns feedback, the newest words first; a search returns the newest arrivals first,
// which is the order in which the full-text index can stop early.
func List(tx *database.Tx, filter Filter, request page.Request) (page.Page[Listed], error) {
	w := filter.where(tx)
	list := bySaying
	if filter.Words != "" {
		list = byArrival
	}
	from, err := list(tx, filter, request, w)
	if err != nil {
		return page.Page[Listed]{}, err
	}
	limit := w.Place(request.Size() + 1)
	where, args := w.SQL()
	found, err := database.List[Listed](tx, "SELECT "+listedColumns+from.sql+where+
		" ORDER BY "+from.order+" LIMIT "+limit, args...)
	return page.Cut(found, request.Size(), from.key), err
}

// ordered is what a page of a list is read from, in which order, and where the next one begins.
type ordered struct {
	sql, order string
	key        func(Listed) []any
}

func bySaying(
	_ *database.Tx, _ Filter, request page.Request, w *database.Filter,
) (ordered, error) {
	var saidAt int64
	var last id.ID
	more, err := request.After(&saidAt, &last)
	if more {
		w.And("(f.said_at, f.id) < ($, $)", saidAt, last)
	}
	return ordered{listedFrom, "f.said_at DESC, f.id DESC",
		func(l Listed) []any { return []any{l.SaidAt.UnixMicro(), l.ID} }}, err
}

func byArrival(
	tx *database.Tx, filter Filter, request page.Request, w *database.Filter,
) (ordered, error) {
	text, err := tx.TextFrom("feedback", filter.Words)
	if err != nil {
		return ordered{}, err
	}
	var docid int64
	more, err := request.After(&docid)
	if more {
		w.And("t.rowid < $", docid)
	}
	return ordered{filter.from(text), "t.rowid DESC",
		func(l Listed) []any { return []any{l.Docid} }}, err
}

// Load returns one record with its names.
func Load(tx *database.Tx, record id.ID) (Listed, error) {
	l, err := database.One[Listed](tx, "SELECT "+listedColumns+listedFrom+
		"WHERE f.workspace_id = $1 AND f.id = $2 AND f.deleted_at IS NULL", tx.Workspace, record)
	if fault.Is(err, fault.NotFound) {
		err = fault.Missing("feedback")
	}
	return l, err
}

// FacetLimit is how many of the newest matching records the facets count.
const FacetLimit = 10_000

// Facets are how the matching feedback divides: value -> how many, per facet.
type Facets struct {
	Total     int64 // FacetLimit means: at least that many
	Customers int64
	Accounts  int64
	ARRMinor  int64 // of the accounts, in the currency of the first
	Currency  string
	Values    map[string]map[string]int64
}

// CountFacets divides the matching feedback. Its cost is bounded: it reads the newest
// FacetLimit records.
func CountFacets(tx *database.Tx, filter Filter) (Facets, error) {
	type row struct {
		Status, Kind, Sentiment, SourceID, Language, Segment string
		CustomerID, AccountID                                string
		ARRMinor                                             int64
		Currency                                             string
	}
	matching, args := filter.newest(tx)
	facets := Facets{Values: map[string]map[string]int64{}}
	customers, accounts := map[string]bool{}, map[string]bool{}
	err := database.Each(tx, func(r row) error {
		facets.Total++
		for facet, value := range map[string]string{"status": r.Status, "kind": r.Kind,
			"sentiment": r.Sentiment, "source_id": r.SourceID, "language": r.Language,
			"segment": r.Segment} {
			if facets.Values[facet] == nil {
				facets.Values[facet] = map[string]int64{}
			}
			if value != "" {
				facets.Values[facet][value]++
			}
		}
		if r.CustomerID != "" {
			customers[r.CustomerID] = true
		}
		if r.AccountID != "" && !accounts[r.AccountID] {
			accounts[r.AccountID] = true
			if facets.Currency == "" {
				facets.Currency = r.Currency
			}
			if r.Currency == facets.Currency {
				facets.ARRMinor += r.ARRMinor
			}
		}
		return nil
	}, `SELECT f.status, f.kind, f.sentiment, f.source_id, f.language, a.segment, f.customer_id,
		f.account_id, a.arr_minor, a.currency`+matching, args...)
	facets.Customers, facets.Accounts = int64(len(customers)), int64(len(accounts))
	return facets, err
}

// newest is the rest of a query, from FROM on, for the newest FacetLimit matching records.
func (filter Filter) newest(tx *database.Tx) (string, []any) {
	w := filter.where(tx)
	order := "f.said_at DESC, f.id DESC"
	if filter.Words != "" {
		order = "t.rowid DESC"
	}
	limit := w.Place(FacetLimit)
	where, args := w.SQL()
	return filter.from(indexedText) + where + " ORDER BY " + order + " LIMIT " + limit, args
}

// Matching is a query for the identifiers of what the facets count, and its arguments, of which
// $1 is the workspace: other rooms divide it by what they know.
func (filter Filter) Matching(tx *database.Tx) (string, []any) {
	rest, args := filter.newest(tx)
	return "SELECT f.id" + rest, args
}

func byExternalID(tx *database.Tx, source id.ID, external string) (Feedback, error) {
	return database.One[Feedback](tx, "SELECT "+database.Columns[Feedback]("")+` FROM feedback
		WHERE workspace_id = $1 AND source_id = $2 AND external_id = $3 AND external_id <> ''`,
		tx.Workspace, source, external)
}

// sameWords finds the first record in which the same customer, or nobody known, said the same.
func sameWords(tx *database.Tx, f Feedback) (id.ID, error) {
	found, err := database.List[id.ID](tx, `SELECT id FROM feedback
		WHERE workspace_id = $1 AND text_hash = $2 AND customer_id IN ($3, '')
		AND duplicate_of = '' AND deleted_at IS NULL ORDER BY id LIMIT 1`,
		tx.Workspace, f.TextHash, f.CustomerID)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}

// ByCount returns the values of a facet, the most frequent first.
func ByCount(counts map[string]int64) []string {
	values := slices.Sorted(maps.Keys(counts))
	slices.SortStableFunc(values, func(a, b string) int {
		return cmp.Compare(counts[b], counts[a])
	})
	return values
}

// LoadAll returns the records with those identifiers that exist, by identifier.
func LoadAll(tx *database.Tx, records []id.ID) (map[id.ID]Listed, error) {
	found := map[id.ID]Listed{}
	for chunk := range slices.Chunk(records, 500) {
		w := tx.Where("f").And("f.deleted_at IS NULL")
		database.AndIn(w, "f.id", chunk)
		where, args := w.SQL()
		err := database.Each(tx, func(l Listed) error {
			found[l.ID] = l
			return nil
		}, "SELECT "+listedColumns+listedFrom+where, args...)
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}
