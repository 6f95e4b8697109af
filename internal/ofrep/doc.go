// Package ofrep serves flags to clients by the OpenFeature Remote Evaluation Protocol, version 0.3
// (https://github.com/open-feature/protocol), so that every OpenFeature SDK is a client of ours.
//
// A client shows the key of its environment and gets values, never rules: who is targeted stays
// here. Answers come from compiled rules in memory; the database is asked at most once a second
// whether another process changed something, and a change by this one counts at once. A stream
// of events tells browsers when to ask again.
package ofrep
