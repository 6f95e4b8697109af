// Package text turns feedback into themes: it reads records of what customers said, groups those
// that say the same under labelled themes in areas, and tells for each record its kind, sentiment,
// language, near-duplicates and personal data. The number of themes is found, not given. Theme ids
// are stable: a later run starts from the Taxonomy of the earlier one and honours what people
// changed in it. Everything is computed from the records, the options and the seed alone, to the
// same bytes on any machine.
package text
