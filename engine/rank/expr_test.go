package rank

import (
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestEval(t *testing.T) {
	vars := []string{"a", "b", "c"}
	values := []float64{2, 3, -4}
	tests := []struct {
		src  string
		want float64
	}{
		{"1 + 2 * 3", 7},
		{"(1 + 2) * 3", 9},
		{"10 - 4 - 3", 3},
		{"12 / 2 / 3", 2},
		{"2 ^ 3 ^ 2", 512},
		{"-2 ^ 2", -4},
		{"2 ^ -1", .5},
		{"2 * -3", -6},
		{"--2", 2},
		{"a * b + c", 2},
		{"sqrt(16) + abs(c)", 8},
		{"log(exp(a))", 2},
		{"min(a, b, c) + max(a, b, c)", -1},
		{"clamp(7, 0, 5) + clamp(-7, 0, 5)", 5},
		{"a < b", 1},
		{"a >= b", 0},
		{"a == 2", 1},
		{"a != 2", 0},
		{"c > 0 ? log(c) : 5", 5},
		{"a > 0 ? b > 5 ? 1 : 2 : 3", 2},
		{"1e3 + .5 + 2.5e-1", 1000.75},
		{"0 ^ 0", 1},
	}
	for _, tt := range tests {
		e, err := Parse(tt.src, vars)
		if err != nil {
			t.Errorf("Parse(%q): %v", tt.src, err)
			continue
		}
		if got, err := e.Eval(values); err != nil || math.Abs(got-tt.want) > 1e-12 {
			t.Errorf("%q = %v, %v, want %v", tt.src, got, err, tt.want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	tests := []struct {
		src  string
		pos  int
		want string
	}{
		{"", 0, "expected a value, found the end"},
		{"a +", 3, "expected a value, found the end"},
		{"(a", 2, `expected ")", found the end`},
		{"a b", 2, `expected an operator or the end, found "b"`},
		{"a)", 1, `found ")"`},
		{"efort", 0, `expected one of a, effort, found "efort"`},
		{"sin(a)", 0, "expected a function"},
		{"neg(a)", 0, "expected a function"},
		{"sqrt(a, a)", 0, "sqrt expected 1 arguments, found 2"},
		{"max(a)", 0, "max expected two or more arguments, found 1"},
		{"clamp(a, 1)", 0, "clamp expected 3 arguments"},
		{"a ? 1", 5, `expected ":"`},
		{"a = 1", 2, `found "="`},
		{"1.2.3", 0, "expected a finite number"},
		{"1e999", 0, "expected a finite number"},
		{"a € b", 2, "expected a number, a name or an operator"},
		{strings.Repeat("(", 2000), 65, "at most 64 levels"},
		{strings.Repeat("-", 2000), 65, "at most 64 levels"},
		{strings.Repeat("1^", 2000), 130, "at most 64 levels"},
		{strings.Repeat("a?", 2000), 130, "at most 64 levels"},
		{strings.Repeat("1", 5000), 4096, "at most 4096 bytes"},
	}
	for _, tt := range tests {
		_, err := Parse(tt.src, []string{"a", "effort"})
		var syntax *SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("Parse(%.20q) = %v, want a syntax error", tt.src, err)
			continue
		}
		if !strings.Contains(err.Error(), tt.want) || syntax.Pos != tt.pos {
			t.Errorf("Parse(%.20q): %v, want byte %d: ...%s", tt.src, err, tt.pos, tt.want)
		}
	}
}

func TestEvalErrors(t *testing.T) {
	tests := []struct {
		src  string
		pos  int
		want string
	}{
		{"1 + a / b", 6, "division by zero"},
		{"sqrt(-1)", 0, "square root of a negative"},
		{"2 + log(0)", 4, "logarithm"},
		{"exp(1000)", 0, "result of exp too large"},
		{"10 ^ 400", 3, "of ^ too large"},
		{"0 ^ -1", 2, "zero to a negative power"},
		{"(-8) ^ .5", 5, "fractional power"},
		{"1e300 * 1e300", 6, "result of * too large"},
		{"clamp(1, 2, 0)", 0, "lower bound above"},
		{"min(1, 1 / b)", 9, "division by zero"},
		{"0 * (1 / b)", 7, "division by zero"},
		{"1 / b == 1 / b", 2, "division by zero"},
	}
	for _, tt := range tests {
		e, err := Parse(tt.src, []string{"a", "b"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = e.Eval([]float64{1, 0})
		var eval *EvalError
		if !errors.As(err, &eval) || eval.Pos != tt.pos || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: %v, want %q at byte %d", tt.src, err, tt.want, tt.pos)
		}
	}
	e, _ := Parse("a", []string{"a", "b"})
	for _, v := range []float64{math.NaN(), math.Inf(1)} {
		if _, err := e.Eval([]float64{v, 0}); err == nil {
			t.Errorf("Eval accepted %v", v)
		}
	}
	if _, err := e.Eval(nil); err == nil {
		t.Error("Eval accepted too few values")
	}
}

func TestLongFlatFormula(t *testing.T) {
	e, err := Parse("0"+strings.Repeat("+1", 2000), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := e.Eval(nil); err != nil || got != 2000 {
		t.Errorf("got %v, %v, want 2000", got, err)
	}
}

// formulas draws random formulas that parse.
func formulas(depth int) *rapid.Generator[string] {
	leaf := rapid.SampledFrom([]string{"a", "b", "0", "1", "2.5", "1e200"})
	if depth == 0 {
		return leaf
	}
	inner := formulas(depth - 1)
	return rapid.Custom(func(t *rapid.T) string {
		x, y, z := inner.Draw(t, "x"), inner.Draw(t, "y"), inner.Draw(t, "z")
		shape := rapid.SampledFrom([]string{"x", "(x+y)", "(x-y)", "x*y", "x/y", "(x)^(y)",
			"(-x)", "sqrt(x)", "log(x)", "exp(x)", "abs(x)", "min(x,y)", "max(x,y,z)",
			"clamp(x,y,z)", "(x<y?y:z)", "(x==y)", "(x>=y)"}).Draw(t, "shape")
		fill := strings.NewReplacer("exp", "exp", "max", "max", "x", x, "y", y, "z", z)
		return fill.Replace(shape)
	})
}

// The evaluator for columns must agree with the one for single values, error or not.
func TestColumnsAgreeWithEval(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, err := Parse(formulas(4).Draw(t, "formula"), []string{"a", "b"})
		if err != nil {
			t.Skip("too deep")
		}
		value := rapid.SampledFrom([]float64{-2, -1, 0, .5, 1, 3, 700, 1e300, nan})
		a, b := rapid.SliceOfN(value, 5, 5).Draw(t, "a"), rapid.SliceOfN(value, 5, 5).Draw(t, "b")
		out := e.columns([][]float64{a, b}, &scratch{size: 5})
		for i, got := range out {
			want, err := e.Eval([]float64{a[i], b[i]})
			if math.IsInf(got, 0) || (err != nil) != (got != got) || err == nil && got != want {
				t.Fatalf("%s, a=%v b=%v: column %v, value %v, %v", e, a[i], b[i], got, want, err)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, src := range []string{"a*b/c", "max(a,1e-12)", "a>b?sqrt(a):-b^2", "(((", "1e9e", "é"} {
		f.Add(src, 1.0, 0.0)
	}
	f.Fuzz(func(t *testing.T, src string, a, b float64) {
		e, err := Parse(src, []string{"a", "b", "c"})
		if err != nil {
			var syntax *SyntaxError
			if !errors.As(err, &syntax) || syntax.Pos < 0 || syntax.Pos > len(src) {
				t.Fatalf("error without a place: %v", err)
			}
			return
		}
		v, err := e.Eval([]float64{a, b, 1})
		if err == nil && (math.IsNaN(v) || math.IsInf(v, 0)) {
			t.Fatalf("%q gave %v", src, v)
		}
		var eval *EvalError
		if err != nil && (!errors.As(err, &eval) || eval.Pos < 0 || eval.Pos > len(src)) {
			t.Fatalf("error without a place: %v", err)
		}
	})
}
