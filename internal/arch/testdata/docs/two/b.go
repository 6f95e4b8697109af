// Package two is told again.
package two // want "has its doc comment in two/a.go already"
