// Package database keeps the records, in an embedded SQLite file or in PostgreSQL, with one
// SQL text for both. Work happens in a [Tx], which carries the workspace, the actor and the
// moment; only the transports and the job workers open one, with [DB.Read] or [DB.Write].
//
// Writes of one workspace follow one another on both databases: SQLite has one writer, which
// commits those that wait together with one sync to disk; PostgreSQL takes a lock named after
// the workspace. What a transaction has read can therefore not change before it commits.
package database
