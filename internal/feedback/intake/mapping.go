package intake

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/money"
)

// Fields are what a column can mean, in the order a person is asked.
var Fields = []string{
	"text", "external_id", "said_at", "rating", "language", "url", "customer_name",
	"customer_email", "customer_external_id", "customer_title", "account_name",
	"account_external_id", "account_domain", "account_segment", "account_plan", "account_arr",
}

// names are the column names by which each field is known in the exports people arrive with,
// in lower case without spaces and signs, the surest first.
var names = map[string][]string{
	"text": {"text", "content", "body", "review", "reviewtext", "comment", "feedback", "message",
		"description", "details", "verbatim", "answer", "note", "response", "title", "summary"},
	"external_id": {"externalid", "id", "reviewid", "responseid", "ticketid", "uuid", "key",
		"sourceid", "recordid", "token"},
	"said_at": {"saidat", "date", "createdat", "created", "submittedat", "reviewdate",
		"datesubmitted", "timestamp", "time", "recordeddate", "submitdateutc", "updated", "at"},
	"rating":   {"rating", "stars", "score", "starrating", "nps", "csat", "imrating"},
	"language": {"language", "lang", "reviewerlanguage", "locale", "userlanguage"},
	"url":      {"url", "link", "reviewlink", "permalink"},
	"customer_name": {"customername", "name", "author", "authorname", "user", "username",
		"reviewer", "reviewernickname", "requester", "customer", "from"},
	"customer_email": {"customeremail", "email", "useremail", "authoremail", "emailaddress",
		"requesteremail", "recipientemail"},
	"customer_external_id": {"customerid", "userid", "authorid", "customerexternalid",
		"requesterid"},
	"customer_title": {"jobtitle", "customertitle", "role", "position"},
	"account_name": {"account", "company", "accountname", "companyname", "organisation",
		"organization", "org"},
	"account_external_id": {"accountid", "companyid", "organisationid", "organizationid",
		"accountexternalid"},
	"account_domain":  {"domain", "accountdomain", "companydomain", "website"},
	"account_segment": {"segment", "accountsegment", "industry", "tier", "companysize"},
	"account_plan":    {"plan", "accountplan", "subscription", "product", "planname"},
	"account_arr": {"arr", "accountarr", "revenue", "annualrevenue", "mrrx12", "contractvalue",
		"acv", "spend"},
}

// fieldOf returns the field that a column name most surely means, or "".
func fieldOf(column string) string {
	name := plain(column)
	for _, field := range Fields {
		if slices.Contains(names[field], name) {
			return field
		}
	}
	return ""
}

func plain(column string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" _-.:()[]#/", r) {
			return -1
		}
		return r
	}, strings.ToLower(column))
}

// Suggest proposes which column holds which field: by name, and for the words themselves, when
// no name tells, the column with the longest cells of the sample.
func Suggest(columns []string, sample []Row) map[string]string {
	mapping := map[string]string{}
	taken := map[string]bool{}
	for _, field := range Fields {
		for _, name := range names[field] {
			at := slices.IndexFunc(columns, func(c string) bool {
				return plain(c) == name && !taken[c]
			})
			if at >= 0 {
				mapping[field], taken[columns[at]] = columns[at], true
				break
			}
		}
	}
	if mapping["text"] == "" {
		longest, most := "", 0
		for i, column := range columns {
			total := 0
			for _, row := range sample {
				if i < len(row.Cells) {
					total += len(row.Cells[i])
				}
			}
			if !taken[column] && total > most*11/10 {
				longest, most = column, total
			}
		}
		if most > 10*len(sample) {
			mapping["text"] = longest
		}
	}
	return mapping
}

// Mapper turns rows into feedback.
type Mapper struct {
	at       map[string]int
	columns  int
	source   string
	kind     string
	dayFirst bool
}

// NewMapper checks a mapping against the file's columns.
func NewMapper(i Import, columns []string) (*Mapper, error) {
	var c fault.Check
	c.Line("/source", i.Source, 1, 100)
	c.OneOf("/source_kind", i.SourceKind, feedback.SourceKinds...)
	m := &Mapper{at: map[string]int{}, columns: len(columns), source: i.Source,
		kind: i.SourceKind, dayFirst: i.DayFirst}
	for field, column := range i.Mapping {
		if column == "" {
			continue
		}
		if !slices.Contains(Fields, field) {
			c.Fail("/mapping/"+field, "is not a field; choose one of %s",
				strings.Join(Fields, ", "))
			continue
		}
		at := slices.Index(columns, column)
		c.That(at >= 0, "/mapping/"+field, "names the column %q, which the file does not have",
			column)
		m.at[field] = at
	}
	_, ok := m.at["text"]
	c.That(ok, "/mapping/text", "must name the column that holds what was said")
	return m, c.Err()
}

// Input makes feedback of a row, or says what is wrong with the row.
func (m *Mapper) Input(row Row) (feedback.Input, error) {
	in := feedback.Input{Source: m.source, SourceKind: m.kind}
	if len(row.Cells) > m.columns {
		return in, fault.New(fault.Invalid, "the row has %d cells, the header only %d",
			len(row.Cells), m.columns)
	}
	var c fault.Check
	in.Text = strings.TrimSpace(m.cell(row, "text"))
	in.ExternalID = m.cell(row, "external_id")
	in.Language = strings.ToLower(strings.SplitN(m.cell(row, "language"), "-", 2)[0])
	in.URL = m.cell(row, "url")
	in.Rating = m.number(&c, row, "rating")
	if said := m.cell(row, "said_at"); said != "" {
		at, ok := ParseTime(said, m.dayFirst)
		c.That(ok, "/said_at", "%q is not a date that can be read; write 2027-01-31", said)
		in.SaidAt = at
	}
	in.Customer = feedback.CustomerInput{ExternalID: m.cell(row, "customer_external_id"),
		Name: m.cell(row, "customer_name"), Email: m.cell(row, "customer_email"),
		Title: m.cell(row, "customer_title")}
	in.Account = feedback.AccountInput{ExternalID: m.cell(row, "account_external_id"),
		Name: m.cell(row, "account_name"), Domain: m.cell(row, "account_domain"),
		Segment: m.cell(row, "account_segment"), Plan: m.cell(row, "account_plan")}
	if arr := m.cell(row, "account_arr"); arr != "" {
		minor, ok := money.ParseMinor(arr)
		c.That(ok, "/account_arr", "%q is not an amount", arr)
		in.Account.ARRMinor = &minor
	}
	return in, c.Err()
}

func (m *Mapper) cell(row Row, field string) string {
	at, ok := m.at[field]
	if !ok || at >= len(row.Cells) {
		return ""
	}
	cell := strings.TrimSpace(row.Cells[at])
	// A sign that spreadsheets would take for a formula is guarded by a quote on export.
	if len(cell) > 1 && cell[0] == '\'' && strings.ContainsRune("=+-@", rune(cell[1])) {
		cell = cell[1:]
	}
	return cell
}

func (m *Mapper) number(c *fault.Check, row Row, field string) *float64 {
	cell := m.cell(row, field)
	if cell == "" {
		return nil
	}
	value, err := strconv.ParseFloat(strings.Replace(cell, ",", ".", 1), 64)
	if err != nil {
		c.Fail("/"+field, "%q is not a number", cell)
		return nil
	}
	return &value
}

func isNumber(s string) bool {
	_, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	return err == nil
}

// layouts are the ways of writing a moment that leave no doubt.
var layouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05 UTC", "2006-01-02 15:04:05Z07:00",
	"2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02",
	"2006/01/02", "2 January 2006", "Jan 2, 2006", "January 2, 2006", "2 Jan 2006", "20060102",
	time.RFC1123Z, time.RFC1123, "02.01.2006 15:04", "02.01.2006",
}

// ParseTime reads a moment as exports write it; without a zone it is UTC. dayFirst decides
// about 01/02/2027. Whole numbers are seconds or milliseconds since 1970.
func ParseTime(s string, dayFirst bool) (time.Time, bool) {
	s = strings.TrimSpace(s)
	all := layouts
	if strings.Contains(s, "/") {
		slashed := "1/2/2006"
		if dayFirst {
			slashed = "2/1/2006"
		}
		all = []string{slashed, slashed + " 15:04", slashed + " 15:04:05", "2006/01/02",
			slashed + " 3:04 PM", slashed + " 3:04:05 PM"}
	}
	for _, asLong := range []bool{true, false} { // the likeliest first: no moment suits two layouts
		for _, layout := range all {
			if asLong != (len(layout) == len(s)) {
				continue
			}
			if at, err := time.Parse(layout, s); err == nil {
				return at.UTC().Truncate(time.Microsecond), true
			}
		}
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		switch {
		case n > 1e11 && n < 1e14:
			return time.UnixMilli(n).UTC(), true
		case n > 1e8 && n < 1e11:
			return time.Unix(n, 0).UTC(), true
		}
	}
	return time.Time{}, false
}

// DayFirst guesses from a sample whether 03/04/2027 is in April: a first part over 12 shows it.
func DayFirst(sample []string) bool {
	for _, s := range sample {
		var first, second, rest int
		if n, _ := fmt.Sscanf(s, "%d/%d/%d", &first, &second, &rest); n == 3 && first > 12 &&
			first <= 31 {
			return true
		}
	}
	return false
}
