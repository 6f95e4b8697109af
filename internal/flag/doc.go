// Package flag keeps feature flags: switches for a behaviour that are flipped while the product
// runs.
//
// The life of a flag: it is created off, with a definition in flagd's format that says which
// variants there are and who gets which. Somebody switches it on in one environment after the
// other, edits the definition, switches it off in a hurry; each change is a version that is kept
// whole and can be looked at for ever. In the end it is archived, and its key is free again.
//
// Flags that are for the same people name a [Segment]. It has versions as well, and stays as
// long as something names it.
//
// A client asks with the key of its environment. [Load] gives everything that is needed to answer
// it without the database: the compiled [Rules] of a workspace, of which only what changed is
// compiled anew.
package flag
