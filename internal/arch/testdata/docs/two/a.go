// Package two is told here.
package two
