// Package torture shows that what was acknowledged stays: it lets a program write from many
// sides, kills it at a random moment, again and again, and then looks whether every write that
// was answered is there, whether numbers are unique and without gaps, whether the audit chain
// verifies, and whether each background job had its effect exactly once.
package torture
