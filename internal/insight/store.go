package insight

import (
	"strconv"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// words is what insight needs of a record of feedback.
type words struct {
	ID             id.ID
	CustomerID     id.ID
	AccountID      id.ID
	Text           string
	Rating         *float64
	Language       string
	SaidAt         time.Time
	Kind           string // "" until analysed
	SentimentScore float64
	DuplicateOf    id.ID
	DeletedAt      *time.Time
	ARRMinor       int64
	Currency       string
}

const wordsFrom = `f.id, f.customer_id, f.account_id, f.text, f.rating, f.language, f.said_at,
	f.kind, f.sentiment_score, f.duplicate_of, f.deleted_at, a.arr_minor, a.currency
	FROM feedback f LEFT JOIN account a ON a.workspace_id = f.workspace_id AND a.id = f.account_id `

// wordsOf loads records of feedback that are not in the bin, in the order of their identifiers.
func wordsOf(tx *database.Tx, records []id.ID) ([]words, error) {
	if len(records) == 0 {
		return nil, nil
	}
	w := tx.Where("f").And("f.deleted_at IS NULL")
	database.AndIn(w, "f.id", records)
	where, args := w.SQL()
	return database.List[words](tx, "SELECT "+wordsFrom+where+" ORDER BY f.id", args...)
}

// assignments returns the themes of each record: those that a person chose, then the likeliest.
func assignments(tx *database.Tx, records []id.ID) (map[id.ID][]Assigned, error) {
	type row struct {
		FeedbackID id.ID
		Assigned
	}
	found := make(map[id.ID][]Assigned, len(records))
	if len(records) == 0 {
		return found, nil
	}
	w := tx.Where("")
	database.AndIn(w, "feedback_id", records)
	where, args := w.SQL()
	err := database.Each(tx, func(r row) error {
		found[r.FeedbackID] = append(found[r.FeedbackID], r.Assigned)
		return nil
	}, `SELECT feedback_id, theme_id, score, assigned_by FROM theme_assignment `+where+`
		ORDER BY feedback_id, assigned_by DESC, score DESC, theme_id`, args...)
	return found, err
}

// liveTheme follows merges from a theme to the one that it became. A theme that does not exist
// is an Invalid fault at the field.
func liveTheme(tx *database.Tx, theme id.ID, pointer string) (Theme, error) {
	t, err := database.Get[Theme](tx, "theme", theme)
	if err == nil && t.MergedInto != "" {
		t, err = database.Get[Theme](tx, "theme", t.MergedInto)
	}
	if fault.Is(err, fault.NotFound) {
		err = fault.At(pointer, "is not a theme of this workspace")
	}
	return t, err
}

// place names an entry of a list in the input: "/theme_ids/3".
func place(pointer string, i int) string { return pointer + "/" + strconv.Itoa(i) }
