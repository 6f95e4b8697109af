package cli

import (
	"fmt"
	"strings"
	"testing"
)

func TestPlainly(t *testing.T) {
	var out strings.Builder
	name := "ä\x1b]0;owned\a\u202e💥"
	n, err := fmt.Fprintf(plainly{&out}, "team %s\n", name)
	if got, want := out.String(), "team ä ]0;owned  💥\n"; got != want || err != nil || n != 6+len(name) {
		t.Errorf("%q, %d, %v, want %q", got, n, err, want)
	}
}
