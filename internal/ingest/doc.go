// Package ingest takes events from the clients that people have already: those of Segment and of
// PostHog, and OpenFeature's tracking.
//
// A client shows a key of its environment, as basic authentication, in the body, or as a bearer
// token, whichever its own service wants. It is answered when its events are on disk; what can
// never be kept is named in the answer and does not hold up the rest. 429 and 5xx mean: send all
// of it again, what is there already will not count twice.
package ingest
