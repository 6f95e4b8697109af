// Package flag evaluates feature flags in flagd's definition format.
//
// Compile turns definitions into programs, once; Evaluate then decides without touching JSON again
// and, for rules that do not build text, without allocating. Targeting rules are JsonLogic with
// flagd's own operators: fractional, starts_with, ends_with, sem_ver, $ref and the properties
// $flagd.flagKey and $flagd.timestamp. A user's bucket is murmur3_x86_32 of the flag's key and the
// targeting key, scaled to the total weight ("fractional v2"), so that it stays the same wherever
// the flag is evaluated.
//
// Beside flagd's own members a flag may have prerequisites, holdouts, a time, and rules that ramp
// up, share layers and remember whom they gave what: the README says how they are written.
//
// Compile reports every mistake with its JSON pointer; nesting, references and what an evaluation
// may take are bounded.
package flag
