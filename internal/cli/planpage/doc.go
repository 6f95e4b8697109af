// Package planpage draws plans and rankings as pages that need nothing but themselves: no script,
// no font, no picture and no other machine; light and dark as the reader has it.
package planpage
