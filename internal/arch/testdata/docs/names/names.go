// Package names has names.
package names

type Bare struct{} // said beside it

type (
	One struct{} // first

	Two struct { // want "Two is exported"
	}
)

// The values.
const (
	A = 1
	B = 2
)

var Loud = 1 // fine

type hidden struct{}

func (hidden) Do()         {}
func (Bare) Error() string { return "" }
func (Bare) Do() { // want "Do is exported"
}

func Run() { // want "Run is exported"
}

// Told is told.
func Told() {}
