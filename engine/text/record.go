package text

import (
	"errors"
	"time"

	"github.com/throughlinehq/throughline/engine/text/pii"
	"github.com/throughlinehq/throughline/engine/text/teacher"
)

// Record is one piece of feedback. Only Text is needed; ID defaults to the 1-based position.
type Record struct {
	ID      string
	Text    string
	Account string    // of the customer; intervals treat its records as one
	Author  string    // a known name, found as personal data in the text
	Lang    string    // ISO 639-1; empty: detected
	At      time.Time // zero: unknown, the record takes no part in trends
	Rating  *float64  // any scale; nil: unknown
	Theme   string    // id of the theme the record has now; empty: Prior.Assign decides

	// Vector is what a model of your own makes of Text: one more view for the records that have it.
	// All must have the same number of numbers; a text that is cut into units has no use for it.
	Vector []float32 `json:",omitempty"`
}

// Options steer Analyse. The zero value is the default.
type Options struct {
	Seed     uint64
	Themes   int       // fixed number of themes, every record then has one; 0: found
	Prior    *Taxonomy // the taxonomy so far, not changed; nil: start afresh
	Progress func(done, total int) bool

	// Teacher, if there is one, reads a few thousand texts more closely, which takes a minute. Its
	// language is English; what it changes is in README.md.
	Teacher *teacher.Encoder
}

// ErrCancelled is returned by Analyse when Progress said false.
var ErrCancelled = errors.New("analysis cancelled")

// Result is what Analyse found. Its JSON form is the contract of "insight analyze".
type Result struct {
	Records  []Reading `json:"records"` // in the order given
	Themes   []Theme   `json:"themes"`  // largest first
	Areas    []Area    `json:"areas"`   // largest first
	Outliers int       `json:"outliers"`
	Cut      int       `json:"cut,omitempty"` // records of more than token.MaxBytes
	Taxonomy *Taxonomy `json:"-"`             // what the next run starts from
	Changes  []Change  `json:"changes,omitempty"`
}

// Reading is what the engine read in one record.
type Reading struct {
	ID             string     `json:"id"`
	Theme          string     `json:"theme"` // theme id; empty for an outlier
	Area           string     `json:"area"`  // area label
	ThemeScore     float64    `json:"theme_score"`
	Kind           string     `json:"kind"`
	KindConfidence float64    `json:"kind_confidence"`
	Sentiment      string     `json:"sentiment"`
	SentimentScore float64    `json:"sentiment_score"`
	Language       string     `json:"language"`     // ISO 639-1; "und" without letters
	DuplicateOf    string     `json:"duplicate_of"` // id of the record that stands for the group
	PII            []pii.Span `json:"pii"`
	OutlierScore   float64    `json:"outlier_score"`   // 0 central, 1 like nothing else
	Units          []Unit     `json:"units,omitempty"` // of a text of more than 30 words
	Cut            bool       `json:"cut,omitempty"`   // only its first token.MaxBytes were read
}

// Unit is a sentence-like part of a longer text, with a theme and a sentiment of its own.
type Unit struct {
	Text           string  `json:"text"`
	Theme          string  `json:"theme"` // theme id; empty for an outlier
	ThemeScore     float64 `json:"theme_score"`
	Sentiment      string  `json:"sentiment"`
	SentimentScore float64 `json:"sentiment_score"`
}

// Theme describes a group of records that say the same.
type Theme struct {
	ID            string    `json:"id"`
	Label         string    `json:"label"`
	Area          string    `json:"area"` // area label
	AreaID        string    `json:"area_id"`
	Keywords      []string  `json:"keywords"`
	Size          int       `json:"size"`  // records
	Share         float64   `json:"share"` // of all records
	SentimentMean float64   `json:"sentiment_mean"`
	RatingImpact  *Interval `json:"rating_impact"` // nil without ratings
	Quotes        []string  `json:"quotes"`        // record ids, most typical first
	Trend         *Trend    `json:"trend"`         // nil without dates
	Hidden        bool      `json:"hidden,omitempty"`
	Locked        bool      `json:"locked,omitempty"` // a person named it
}

// Interval is an estimate with its 95 % interval.
type Interval struct {
	Estimate float64 `json:"estimate"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
}

// Trend tells how a theme's records per day move.
type Trend struct {
	Slope float64 `json:"slope"` // change per week relative to the mean, 0.1 = +10 % a week
	Spike bool    `json:"spike"` // the last day is unusually high, false discoveries held at 5 %
	P     float64 `json:"p"`     // of a last day at least as high without a spike
}

// Area is a group of themes.
type Area struct {
	ID     string   `json:"id"`
	Label  string   `json:"label"`
	Size   int      `json:"size"`
	Themes []string `json:"themes"` // ids, largest first
}

// Change tells what happened to a theme of the prior taxonomy, or that a theme is new.
type Change struct {
	Kind  string   `json:"kind"` // born, kept, gone, split-suggested, merge-suggested
	Theme string   `json:"theme"`
	With  []string `json:"with,omitempty"`
}

// Assignment is one theme a text may belong to.
type Assignment struct {
	Theme string  `json:"theme"`
	Score float64 `json:"score"` // in [0,1]
}
