package rank

import (
	"fmt"
	"slices"
	"strings"
)

const (
	maxFormula = 4096 // bytes
	maxNesting = 64   // parentheses, signs, powers and conditions inside each other
)

// Expr is a formula ready to be evaluated. It may be used by several goroutines at once.
type Expr struct {
	src  string
	vars []string
	root *node
}

// node is one step of a formula: a number, a variable, or a function of other nodes.
type node struct {
	pos  int
	op   *operation // nil for numbers and variables
	args []*node
	vari int // index of the variable, or -1
	num  float64
}

// Parse reads a formula over the named variables: numbers, + - * / ^, parentheses, comparisons
// (1 or 0), cond ? a : b, and the functions abs, clamp, exp, log, max, min and sqrt.
func Parse(src string, vars []string) (*Expr, error) {
	if len(src) > maxFormula {
		reason := fmt.Sprintf("expected at most %d bytes, found %d", maxFormula, len(src))
		return nil, &SyntaxError{maxFormula, reason}
	}
	tokens, err := lex(src)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens, vars: vars}
	root, err := p.condition()
	if err != nil {
		return nil, err
	}
	if t := p.peek(); t.kind != tokEnd {
		return nil, unexpected(t, "an operator or the end")
	}
	return &Expr{src: src, vars: slices.Clone(vars), root: root}, nil
}

// String returns the formula as it was written.
func (e *Expr) String() string { return e.src }

// Uses lists the variables that the formula mentions, in the order given to Parse.
func (e *Expr) Uses() []string {
	seen := make([]bool, len(e.vars))
	e.root.walk(func(n *node) {
		if n.vari >= 0 {
			seen[n.vari] = true
		}
	})
	var names []string
	for i, name := range e.vars {
		if seen[i] {
			names = append(names, name)
		}
	}
	return names
}

func (n *node) walk(visit func(*node)) {
	visit(n)
	for _, arg := range n.args {
		arg.walk(visit)
	}
}

type parser struct {
	tokens []token
	at     int
	depth  int
	vars   []string
}

func (p *parser) peek() token { return p.tokens[p.at] }

// accept consumes the next token if it is one of the symbols.
func (p *parser) accept(symbols ...string) (token, bool) {
	t := p.peek()
	if t.kind == tokSymbol && slices.Contains(symbols, t.text) {
		p.at++
		return t, true
	}
	return t, false
}

func (p *parser) expect(symbol string) error {
	if t, ok := p.accept(symbol); !ok {
		return unexpected(t, fmt.Sprintf("%q", symbol))
	}
	return nil
}

func unexpected(t token, wanted string) error {
	return &SyntaxError{t.pos, fmt.Sprintf("expected %s, found %s", wanted, t)}
}

// nested runs one rule a level deeper, so that hostile nesting cannot exhaust the stack.
func (p *parser) nested(rule func() (*node, error)) (*node, error) {
	if p.depth++; p.depth > maxNesting {
		reason := fmt.Sprintf("expected at most %d levels of nesting", maxNesting)
		return nil, &SyntaxError{p.peek().pos, reason}
	}
	n, err := rule()
	p.depth--
	return n, err
}

// condition = comparison [ "?" condition ":" condition ] .
func (p *parser) condition() (*node, error) {
	cond, err := p.comparison()
	if err != nil {
		return nil, err
	}
	t, ok := p.accept("?")
	if !ok {
		return cond, nil
	}
	yes, err := p.nested(p.condition)
	if err != nil {
		return nil, err
	}
	if err := p.expect(":"); err != nil {
		return nil, err
	}
	no, err := p.nested(p.condition)
	if err != nil {
		return nil, err
	}
	return call(t, "?", cond, yes, no), nil
}

// comparison = sum [ ( "<" | "<=" | ">" | ">=" | "==" | "!=" ) sum ] .
func (p *parser) comparison() (*node, error) {
	left, err := p.sum()
	if err != nil {
		return nil, err
	}
	t, ok := p.accept("<", "<=", ">", ">=", "==", "!=")
	if !ok {
		return left, nil
	}
	right, err := p.sum()
	if err != nil {
		return nil, err
	}
	return call(t, t.text, left, right), nil
}

// sum = term { ( "+" | "-" ) term } .
func (p *parser) sum() (*node, error) { return p.chain(p.term, "+", "-") }

// term = signed { ( "*" | "/" ) signed } .
func (p *parser) term() (*node, error) { return p.chain(p.signed, "*", "/") }

func (p *parser) chain(operand func() (*node, error), symbols ...string) (*node, error) {
	left, err := operand()
	for err == nil {
		t, ok := p.accept(symbols...)
		if !ok {
			return left, nil
		}
		var right *node
		if right, err = operand(); err == nil {
			left = call(t, t.text, left, right)
		}
	}
	return nil, err
}

// signed = "-" signed | power . A sign binds weaker than "^": -2^2 is -4.
func (p *parser) signed() (*node, error) {
	t, ok := p.accept("-")
	if !ok {
		return p.power()
	}
	arg, err := p.nested(p.signed)
	if err != nil {
		return nil, err
	}
	return call(t, "neg", arg), nil
}

// power = value [ "^" signed ] .
func (p *parser) power() (*node, error) {
	base, err := p.value()
	if err != nil {
		return nil, err
	}
	t, ok := p.accept("^")
	if !ok {
		return base, nil
	}
	exponent, err := p.nested(p.signed)
	if err != nil {
		return nil, err
	}
	return call(t, "^", base, exponent), nil
}

// value = number | name | name "(" list ")" | "(" condition ")" .
func (p *parser) value() (*node, error) {
	t := p.peek()
	switch t.kind {
	case tokNumber:
		p.at++
		return &node{pos: t.pos, vari: -1, num: t.num}, nil
	case tokName:
		p.at++
		if _, ok := p.accept("("); ok {
			return p.function(t)
		}
		return p.variable(t)
	}
	if _, ok := p.accept("("); !ok {
		return nil, unexpected(t, "a value")
	}
	inner, err := p.nested(p.condition)
	if err != nil {
		return nil, err
	}
	return inner, p.expect(")")
}

func (p *parser) variable(t token) (*node, error) {
	i := slices.Index(p.vars, t.text)
	if i < 0 {
		reason := fmt.Sprintf("expected one of %s, found %s", strings.Join(p.vars, ", "), t)
		return nil, &SyntaxError{t.pos, reason}
	}
	return &node{pos: t.pos, vari: i}, nil
}

func (p *parser) function(name token) (*node, error) {
	op, ok := operations[name.text]
	if !ok || !isLetter(name.text[0]) || name.text == "neg" {
		return nil, unexpected(name, "a function: abs, clamp, exp, log, max, min, sqrt")
	}
	var args []*node
	for {
		arg, err := p.nested(p.condition)
		if err != nil {
			return nil, err
		}
		args = append(args, arg)
		if _, ok := p.accept(","); !ok {
			break
		}
	}
	if err := p.expect(")"); err != nil {
		return nil, err
	}
	if op.fold && len(args) >= 2 {
		return foldCalls(name, args), nil
	}
	if op.fold || len(args) != op.arity {
		want := fmt.Sprint(op.arity)
		if op.fold {
			want = "two or more"
		}
		reason := fmt.Sprintf("%s expected %s arguments, found %d", name.text, want, len(args))
		return nil, &SyntaxError{name.pos, reason}
	}
	return call(name, name.text, args...), nil
}

// foldCalls turns max(a, b, c) into max(max(a, b), c).
func foldCalls(name token, args []*node) *node {
	acc := args[0]
	for _, arg := range args[1:] {
		acc = call(name, name.text, acc, arg)
	}
	return acc
}

func call(t token, op string, args ...*node) *node {
	return &node{pos: t.pos, op: operations[op], args: args, vari: -1}
}
