package cli

import (
	"bytes"
	"io"
)

// plainly passes text on without the characters of its names that would steer a terminal.
type plainly struct{ to io.Writer }

func (p plainly) Write(text []byte) (int, error) {
	clean := bytes.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		return shown(r)
	}, text)
	if _, err := p.to.Write(clean); err != nil {
		return 0, err
	}
	return len(text), nil
}
