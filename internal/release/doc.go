// Package release keeps what was given to customers, and what those who asked for it were told.
//
// The life of a release: it is drafted, accepted items are put into it, and it is shipped.
// Shipping drafts one message for each customer whose words lie behind its items; each message
// is edited, then sent or set aside with a reason, and every delivery is recorded.
package release
