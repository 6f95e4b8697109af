package rank

import "slices"

// columns evaluates the formula for many draws at once: in[v] holds the draws of variable v, each
// finite or NaN. The result has one value per draw, NaN where Eval would report an error.
func (e *Expr) columns(in [][]float64, spare *scratch) []float64 {
	result := e.root.column(in, spare)
	if !result.owned {
		return slices.Clone(result.values)
	}
	return result.values
}

// scratch is a stack of buffers, all of the length of the columns.
type scratch struct {
	size int
	free [][]float64
}

func (s *scratch) take() []float64 {
	if len(s.free) == 0 {
		return make([]float64, s.size)
	}
	buf := s.free[len(s.free)-1]
	s.free = s.free[:len(s.free)-1]
	return buf
}

// column is a result on its way up the formula; only an owned one may be written to.
type column struct {
	values []float64
	owned  bool
}

// into returns an owned column to write a result to: one of the arguments if possible.
func (s *scratch) into(args ...column) []float64 {
	var out []float64
	for _, arg := range args {
		switch {
		case !arg.owned:
		case out == nil:
			out = arg.values
		default:
			s.free = append(s.free, arg.values)
		}
	}
	if out == nil {
		return s.take()
	}
	return out
}

func (n *node) column(in [][]float64, spare *scratch) column {
	if n.op == nil {
		return n.leafColumn(in, spare)
	}
	var args [3]column
	for i, arg := range n.args {
		args[i] = arg.column(in, spare)
	}
	out := spare.into(args[:]...)
	a, b, c := args[0].values, args[1].values, args[2].values
	switch {
	case len(n.args) == 1:
		for i, v := range a {
			out[i] = n.op.apply(v, 0)
		}
	case len(n.args) == 2:
		binaryColumn(n.op, out, a, b)
	case n.op.name == "clamp":
		for i, v := range a {
			out[i] = clamp(v, b[i], c[i])
		}
	default:
		for i, v := range a {
			out[i] = choose(v, b[i], c[i])
		}
	}
	return column{out, true}
}

func (n *node) leafColumn(in [][]float64, spare *scratch) column {
	if n.vari >= 0 {
		return column{in[n.vari], false}
	}
	out := spare.take()
	fill(out, n.num)
	return column{out, true}
}

// binaryColumn spells the commonest operators out: a call through a function value costs more
// than the arithmetic.
func binaryColumn(op *operation, out, a, b []float64) {
	out, b = out[:len(a)], b[:len(a)]
	switch op.name {
	case "+":
		for i, v := range a {
			out[i] = finite(v + b[i])
		}
	case "*":
		for i, v := range a {
			out[i] = finite(v * b[i])
		}
	case "/":
		for i, v := range a {
			out[i] = finite(v / b[i])
		}
	default:
		for i, v := range a {
			out[i] = op.apply(v, b[i])
		}
	}
}

func choose(cond, yes, no float64) float64 {
	switch {
	case cond != cond:
		return nan
	case cond != 0:
		return yes
	}
	return no
}

func fill(column []float64, v float64) {
	for i := range column {
		column[i] = v
	}
}
