// Package event keeps events: things that happened in the product, as clients tell of them.
//
// The life of an event: a client tells of it, perhaps more than once, and hears that it is kept
// only when it is on disk. It is counted once, whatever was repeated. Its person is known by ids;
// when a client says that two ids are one person, everything that happened before is that
// person's as well. Events never change; [Index] makes the sets of people from them, from which
// [engine/bitmap] counts, and can do so anew at any time.
package event
