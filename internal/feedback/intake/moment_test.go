package intake

import (
	"testing"
	"time"
)

// TestNoMomentSuitsTwoLayouts lets ParseTime try the layouts in any order.
func TestNoMomentSuitsTwoLayouts(t *testing.T) {
	for _, at := range []time.Time{
		time.Date(2027, 5, 3, 0, 0, 0, 0, time.UTC),
		time.Date(2027, 11, 30, 23, 59, 58, 0, time.UTC),
	} {
		for _, layout := range layouts {
			written := at.Format(layout)
			read, known := ParseTime(written, false)
			if !known || read.Format(layout) != written {
				t.Errorf("%q is read as %v", written, read)
			}
			for _, other := range layouts {
				if again, err := time.Parse(other, written); err == nil && !again.Equal(read) {
					t.Errorf("%q is %v by %q, and %v", written, again, other, read)
				}
			}
		}
	}
}
