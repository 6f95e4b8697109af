// Package arch keeps the shape of the house: who may import whom, what an engine may touch, who
// may speak to the network, how SQL keeps workspaces apart, and how long things may grow.
//
// It holds tests only. Every rule is a function from a parsed source tree to findings; the same
// function runs over this repository and over planted violations in testdata. A finding that
// must stay is written down in exceptions.txt with its reason; an exception that no longer
// matches anything is itself a failure.
package arch
