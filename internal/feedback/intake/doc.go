// Package intake brings files of feedback in: it finds out what a file is (delimiter, encoding,
// header), suggests which column means what, shows what would come of it, and imports it as a
// job that can be cancelled, survives a crash at any row, and can be undone as a whole.
package intake
