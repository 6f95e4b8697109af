package selection

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
)

// maxFile is the largest file read, in bytes.
const maxFile = 64 << 20

// Read reads a next release problem in the classic format (Xuan and others 2012): levels of
// requirements with their costs, pairs "A B" where B needs A, then customers with their profit
// and what they want, counted from 1. Its one budget is left at 0; see [Ratio].
func Read(r io.Reader) (*Problem, error) {
	in := &words{scan: bufio.NewScanner(io.LimitReader(r, maxFile)), line: 1}
	in.scan.Buffer(nil, 1<<20)
	in.scan.Split(in.split)
	p := &Problem{Budgets: []float64{0}}
	levels, err := in.number("the number of levels", 1, 1000)
	if err != nil {
		return nil, err
	}
	for range levels {
		if err := in.level(p); err != nil {
			return nil, err
		}
	}
	if err := in.pairs(p); err != nil {
		return nil, err
	}
	if err := in.customers(p); err != nil {
		return nil, err
	}
	if in.scan.Scan() {
		return nil, fmt.Errorf("line %d: there is more after the last customer", in.line)
	}
	return p, p.Validate()
}

// Ratio is the budget that is a part of what everything costs, rounded half up as in the
// literature.
func (p *Problem) Ratio(ratio float64) float64 {
	total := 0.0
	for _, r := range p.Requirements {
		total += r.Cost[0]
	}
	return float64(int64(ratio*total + .5))
}

// words reads numbers and knows on which line it is.
type words struct {
	scan *bufio.Scanner
	line int
}

// split is bufio.ScanWords that counts lines.
func (w *words) split(data []byte, atEOF bool) (int, []byte, error) {
	advance, token, err := bufio.ScanWords(data, atEOF)
	end := advance
	if token != nil { // the space behind a word belongs to the next one
		end = 0
		for end < advance && (data[end] == ' ' || data[end] == '\t' || data[end] == '\r' ||
			data[end] == '\n') {
			end++
		}
	}
	for _, b := range data[:end] {
		if b == '\n' {
			w.line++
		}
	}
	if token != nil {
		return end + len(token), token, err
	}
	return advance, token, err
}

func (w *words) number(what string, least, most int) (int, error) {
	if !w.scan.Scan() {
		if err := w.scan.Err(); err != nil {
			return 0, fmt.Errorf("line %d: %w", w.line, err)
		}
		return 0, fmt.Errorf("line %d: the file ends where %s should be", w.line, what)
	}
	v, err := strconv.Atoi(w.scan.Text())
	if err != nil {
		return 0, fmt.Errorf("line %d: expected %s, found %.20q", w.line, what, w.scan.Text())
	}
	if v < least || v > most {
		return 0, fmt.Errorf("line %d: %s is %d, expected %d to %d", w.line, what, v, least, most)
	}
	return v, nil
}

func (w *words) level(p *Problem) error {
	count, err := w.number("the number of requirements of a level", 0, maxRequirements)
	if err != nil {
		return err
	}
	for range count {
		cost, err := w.number("a cost", 0, 1_000_000_000)
		if err != nil {
			return err
		}
		p.Requirements = append(p.Requirements, Requirement{Cost: []float64{float64(cost)}})
	}
	return nil
}

func (w *words) pairs(p *Problem) error {
	count, err := w.number("the number of dependencies", 0, maxPairs)
	if err != nil {
		return err
	}
	for range count {
		before, err := w.number("a requirement", 1, len(p.Requirements))
		if err != nil {
			return err
		}
		after, err := w.number("a requirement", 1, len(p.Requirements))
		if err != nil {
			return err
		}
		r := &p.Requirements[after-1]
		r.Needs = append(r.Needs, before-1)
	}
	return nil
}

func (w *words) customers(p *Problem) error {
	count, err := w.number("the number of customers", 0, maxCustomers)
	if err != nil {
		return err
	}
	for range count {
		profit, err := w.number("a profit", 0, 1_000_000_000)
		if err != nil {
			return err
		}
		wants, err := w.number("the number of requests", 0, len(p.Requirements))
		if err != nil {
			return err
		}
		c := Customer{Profit: float64(profit)}
		for range wants {
			r, err := w.number("a request", 1, len(p.Requirements))
			if err != nil {
				return err
			}
			c.Wants = append(c.Wants, r-1)
		}
		p.Customers = append(p.Customers, c)
	}
	return nil
}
