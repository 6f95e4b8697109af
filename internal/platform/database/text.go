package database

import (
	"strings"
	"unicode"
)

// MatchText returns a condition that holds where the document's text has every word of words,
// the last one perhaps only begun, and the arguments for it, numbered from $next on. index is
// the full-text index ("feedback"), which the query calls t on PostgreSQL.
func (tx *Tx) MatchText(index, words string, next int) (condition string, args []any) {
	return tx.dialect.matchText(index, string(tx.Workspace), words, next)
}

// AndText adds a full-text condition; see [Tx.MatchText].
func (f *Filter) AndText(tx *Tx, index, words string) *Filter {
	condition, args := tx.MatchText(index, words, len(f.args)+1)
	f.conditions = append(f.conditions, condition)
	f.args = append(f.args, args...)
	return f
}

// TextFrom returns what a search reads FROM, called t: ordered by t.rowid DESC, it begins with the
// newest documents and looks at few of those it does not show, however many there are.
func (tx *Tx) TextFrom(index, words string) (from string, err error) {
	return tx.dialect.textFrom(tx, index, words)
}

// IndexText stores a document's text in a full-text index; docid is the row's docid.
func (tx *Tx) IndexText(index string, docid int64, text string) error {
	return tx.dialect.indexText(tx, index, docid, text)
}

// ForgetText takes a document out of a full-text index.
func (tx *Tx) ForgetText(index string, docid int64) error {
	return tx.dialect.forgetText(tx, index, docid)
}

// searchWords splits what a person typed into the words to look for: letters and digits only,
// so that no character of it means anything to a database. At most 16 words count.
func searchWords(typed string) []string {
	words := strings.FieldsFunc(strings.ToValidUTF8(typed, " "), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	return words[:min(len(words), 16)]
}
