package p

func long() { // want "function-length"
	_ = 1
	_ = 2
}

func two(a int, b int) {} // want "parameters"

func forks(a int) { // want "complexity"
	_ = a > 0 && a < 9 || a < 0
}

const wide = "1234567890123456789012345678901234567890" // want "line-length"

type tagged struct {
	A string `help:"1234567890123456789012345678901234567890123456789"`
}
