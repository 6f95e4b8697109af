package rank

import (
	"fmt"
	"math"
)

// EvalError says which step of a formula has no finite result for the given values, and why.
type EvalError struct {
	Pos    int // byte offset of the step in the formula
	Reason string
}

func (e *EvalError) Error() string { return fmt.Sprintf("%s at byte %d", e.Reason, e.Pos) }

// operation is one function of the formula language. Its apply returns NaN where the result is
// not a finite number, and hands a NaN argument on: NaN marks a failed lane inside the package
// and never leaves it.
type operation struct {
	name  string
	arity int
	fold  bool // takes two or more arguments when called by name
	apply func(a, b float64) float64
}

var nan = math.NaN()

var operations = map[string]*operation{
	"+":     {"+", 2, false, func(a, b float64) float64 { return finite(a + b) }},
	"-":     {"-", 2, false, func(a, b float64) float64 { return finite(a - b) }},
	"*":     {"*", 2, false, func(a, b float64) float64 { return finite(a * b) }},
	"/":     {"/", 2, false, func(a, b float64) float64 { return finite(a / b) }},
	"^":     {"^", 2, false, func(a, b float64) float64 { return finite(math.Pow(a+0*b, b+0*a)) }},
	"<":     {"<", 2, false, func(a, b float64) float64 { return truth(a < b, a, b) }},
	"<=":    {"<=", 2, false, func(a, b float64) float64 { return truth(a <= b, a, b) }},
	">":     {">", 2, false, func(a, b float64) float64 { return truth(a > b, a, b) }},
	">=":    {">=", 2, false, func(a, b float64) float64 { return truth(a >= b, a, b) }},
	"==":    {"==", 2, false, func(a, b float64) float64 { return truth(a == b, a, b) }},
	"!=":    {"!=", 2, false, func(a, b float64) float64 { return truth(a != b, a, b) }},
	"neg":   {"-", 1, false, func(a, _ float64) float64 { return -a }},
	"abs":   {"abs", 1, false, func(a, _ float64) float64 { return math.Abs(a) }},
	"sqrt":  {"sqrt", 1, false, func(a, _ float64) float64 { return finite(math.Sqrt(a)) }},
	"log":   {"log", 1, false, func(a, _ float64) float64 { return finite(math.Log(a)) }},
	"exp":   {"exp", 1, false, func(a, _ float64) float64 { return finite(math.Exp(a)) }},
	"min":   {"min", 2, true, math.Min},
	"max":   {"max", 2, true, math.Max},
	"clamp": {"clamp", 3, false, nil}, // clamp(x, low, high), see clamp
	"?":     {"?", 3, false, nil},     // lazy, see choose
}

func finite(x float64) float64 {
	if x-x != 0 { // only NaN and the infinities differ from themselves here
		return nan
	}
	return x
}

func truth(is bool, a, b float64) float64 {
	switch {
	case a != a || b != b:
		return nan
	case is:
		return 1
	}
	return 0
}

func clamp(x, low, high float64) float64 {
	if low > high {
		return nan
	}
	return math.Min(math.Max(x, low), high)
}

// Eval computes the formula; values follow the order of the variables given to Parse. The result
// is always finite; otherwise the error names the step and the cause.
func (e *Expr) Eval(values []float64) (float64, error) {
	if len(values) != len(e.vars) {
		return 0, fmt.Errorf("formula expected %d values, got %d", len(e.vars), len(values))
	}
	return e.root.eval(values)
}

func (n *node) eval(values []float64) (float64, error) {
	if n.op == nil {
		return n.leaf(values)
	}
	if n.op.name == "?" {
		cond, err := n.args[0].eval(values)
		if err != nil {
			return 0, err
		}
		if cond != 0 {
			return n.args[1].eval(values)
		}
		return n.args[2].eval(values)
	}
	var args [3]float64
	for i, arg := range n.args {
		v, err := arg.eval(values)
		if err != nil {
			return 0, err
		}
		args[i] = v
	}
	var v float64
	if n.op.name == "clamp" {
		v = clamp(args[0], args[1], args[2])
	} else {
		v = n.op.apply(args[0], args[1])
	}
	if v != v {
		return 0, &EvalError{n.pos, cause(n.op.name, args)}
	}
	return v, nil
}

func (n *node) leaf(values []float64) (float64, error) {
	if n.vari < 0 {
		return n.num, nil
	}
	v := finite(values[n.vari])
	if v != v {
		return 0, &EvalError{n.pos, "a value that is not a finite number"}
	}
	return v, nil
}

func cause(op string, args [3]float64) string {
	switch {
	case op == "/" && args[1] == 0:
		return "division by zero"
	case op == "^" && args[0] == 0:
		return "zero to a negative power"
	case op == "^" && args[0] < 0 && args[1] != math.Trunc(args[1]):
		return "fractional power of a negative number"
	case op == "sqrt":
		return "square root of a negative number"
	case op == "log":
		return "logarithm of a number that is not positive"
	case op == "clamp":
		return "clamp with its lower bound above its upper bound"
	}
	return "result of " + op + " too large"
}
