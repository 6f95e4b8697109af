// Package flow holds the steps that touch several rooms at once, each in one transaction, and
// the workers that carry out what was asked for in the background.
package flow
