// Package planpage draws plans, rankings and read-outs as pages that need nothing but themselves:
// no script, no font, no picture and no other machine; light and dark as the reader has it.
package planpage
