// Package flag evaluates feature flags in flagd's definition format.
//
// Compile turns definitions into closures, once; Evaluate then decides without touching JSON again
// and, for rules that do not build text, without allocating. Targeting rules are JsonLogic with
// flagd's own operators: fractional, starts_with, ends_with, sem_ver, $ref and the properties
// $flagd.flagKey and $flagd.timestamp. A user's bucket is murmur3_x86_32 of the flag's key and the
// targeting key, scaled to the total weight ("fractional v2"), so that it stays the same wherever
// the flag is evaluated.
//
// Compile reports every mistake with its JSON pointer; nesting and references are bounded.
package flag
