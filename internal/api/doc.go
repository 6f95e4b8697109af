// Package api is the REST interface under /api/v1: decode, call, encode. Every operation is
// declared with [read], [write] or [public], which put it into the one table from which the
// OpenAPI document, the permission check and the permission tests are made.
//
// A request passes: body within its budget and strict JSON -> who is it -> may this actor do
// this at all -> fields valid -> one transaction in which the records are loaded, the change
// is made, audited, and its answer kept under the Idempotency-Key.
//
// The security tests attack every row of the table. A new kind of record needs a line in
// testdata/security/records.json, which says how one is made.
package api
