package feedback

import (
	"hash/fnv"
	"strings"
	"time"
	"unicode"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// AnalyseJob is the job that gives new feedback its kind, sentiment and themes.
const AnalyseJob = "feedback.analyse"

// Status says what was done with a record of feedback.
type Status string

// The statuses. Linked follows from the quotes and is not set by hand.
const (
	New      Status = "new"      // nobody has looked at it
	Linked   Status = "linked"   // a quote of it is evidence for something
	Archived Status = "archived" // looked at; nothing to follow
)

// Statuses lists the statuses in the order of a record's life.
var Statuses = []string{string(New), string(Linked), string(Archived)}

// Feedback is what one customer said, word for word.
type Feedback struct {
	database.Meta
	database.Binned
	Number         int64 // FB-12
	SourceID       id.ID
	ExternalID     string // the source's own identifier; unique within the source
	CustomerID     id.ID
	AccountID      id.ID
	Text           string
	TextHash       int64
	Rating         *float64 // as given, on the source's own scale
	Language       string   // ISO 639-1, "" until it is known, "und" for a text without letters
	URL            string   // where it can be read at its source
	SaidAt         time.Time
	Status         Status
	Kind           string // bug, request, praise, complaint, question, other; "" until analysed
	Sentiment      string // negative, neutral, positive; "" until analysed
	SentimentScore float64
	QuoteCount     int64
	DuplicateOf    id.ID // the record that said the same before
	ImportID       id.ID
	AnalysedAt     *time.Time
}

// Input is feedback as it arrives. Source is a name; it is made when it is new. A customer is
// found by external id, then by e-mail address; an account by external id, then by name.
type Input struct {
	Source     string
	SourceKind string
	ExternalID string
	Text       string
	Rating     *float64
	Language   string
	URL        string
	SaidAt     time.Time // zero means now
	Customer   CustomerInput
	Account    AccountInput
	ImportID   id.ID
}

// MaxText is how many characters one record of feedback may have.
const MaxText = 100_000

// Check names what is wrong with an input; now bounds the dates.
func (in *Input) Check(now time.Time) error {
	var c fault.Check
	c.Line("/source", in.Source, 1, 100)
	c.OneOf("/source_kind", in.SourceKind, SourceKinds...)
	c.Line("/external_id", in.ExternalID, 0, 200)
	c.Text("/text", in.Text, 1, MaxText)
	c.Line("/language", in.Language, 0, 10)
	checkURL(&c, "/url", in.URL)
	if in.Rating != nil {
		c.That(*in.Rating >= -1000 && *in.Rating <= 1000, "/rating",
			"must lie between -1000 and 1000")
	}
	c.That(in.SaidAt.IsZero() || in.SaidAt.Year() >= 1970 && in.SaidAt.Before(now.AddDate(0, 0, 2)),
		"/said_at", "must lie between 1970 and tomorrow")
	in.Customer.check(&c)
	in.Account.check(&c)
	return c.Err()
}

// checkURL accepts an http or https address, or none.
func checkURL(c *fault.Check, pointer, s string) {
	c.Line(pointer, s, 0, 2000)
	c.That(s == "" || strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://"),
		pointer, "must begin with https:// or http://")
}

// textHash is equal for texts that differ only in case, spacing and punctuation.
func textHash(text string) int64 {
	h := fnv.New64a()
	for _, word := range strings.FieldsFunc(strings.ToLower(text), between) {
		h.Write([]byte(word + " "))
	}
	return int64(h.Sum64())
}

// between reports whether a rune stands between words. Pictures (emoji) are words.
func between(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsPunct(r) || unicode.IsControl(r)
}
