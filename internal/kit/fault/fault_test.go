package fault

import (
	"errors"
	"fmt"
	"io"
	"testing"
)

func TestKindSurvivesWrapping(t *testing.T) {
	err := fmt.Errorf("save: %w", Wrap(Conflict, io.EOF, "The item is closed."))
	if !Is(err, Conflict) || !errors.Is(err, io.EOF) {
		t.Fatalf("kind or cause lost: %v", err)
	}
	if KindOf(io.EOF) != Internal || Is(nil, Internal) {
		t.Fatal("an error of no kind is Internal, and no error is none")
	}
}

func TestCheckNamesEveryField(t *testing.T) {
	var c Check
	c.Line("/title", "a\r\nb", 1, 10)
	c.Line("/name", "  ", 1, 10)
	c.Text("/note", "four", 0, 3)
	c.Text("/body", "a\x00", 0, 10)
	c.Text("/raw", "\xff", 0, 10)
	c.OneOf("/status", "open", "new", "done")
	c.That(true, "/fine", "never")
	var e *Error
	if !errors.As(c.Err(), &e) || len(e.Fields) != 6 {
		t.Fatalf("want six fields, got %v", c.Err())
	}
	var none Check
	if none.Err() != nil {
		t.Fatal("nothing wrong must be nil")
	}
}
