// Package feedback keeps what customers said, word for word, through which source, and who
// they are.
//
// The life of a record: it is added (typed in, sent by a program, or imported), the analyser
// gives it a kind, a sentiment and themes, somebody links a span of it as evidence or sets it
// aside, and in the end the customer is told what came of it. Its words never change.
package feedback
