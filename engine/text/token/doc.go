// Package token turns raw feedback into the pieces the text engine counts: a normalised text,
// sentence-like units, words, phrases and hashed character n-grams. It never fails: any byte
// sequence, however hostile, yields a bounded list of pieces.
package token
