package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/throughlinehq/throughline/engine/input"
	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// suite is a file of cases, or one case alone, as reference data is written.
type suite struct {
	Suite string            `json:"suite,omitempty"`
	Cases []json.RawMessage `json:"cases"`
}

// oneCase is a method with its input. What else stands in it is kept in the answer.
type oneCase struct {
	ID     string          `json:"id,omitempty"`
	Method string          `json:"method"`
	Input  json.RawMessage `json:"input"`
	Output json.RawMessage `json:"output,omitempty"`
	Error  string          `json:"error,omitempty"`
}

// runCases runs every case of a file and prints the same layout with outputs. A case that cannot
// be answered carries its error, and makes the command end as with bad input.
func runCases(
	env *Env, path string, evaluate func(method string, input []byte) (any, error),
) error {
	raw, err := readWhole(env, path)
	if err != nil {
		return err
	}
	var file suite
	if err := input.Loose(raw, &file); err != nil {
		return inFile(path, err)
	}
	single := file.Cases == nil
	if single {
		file.Cases = []json.RawMessage{raw}
	}
	out := struct {
		Suite string    `json:"suite,omitempty"`
		Cases []oneCase `json:"cases"`
	}{Suite: file.Suite, Cases: []oneCase{}}
	var failed []string
	for i, raw := range file.Cases {
		if env.Context.Err() != nil {
			return env.Context.Err()
		}
		c := runCase(raw, evaluate)
		if c.Error != "" {
			failed = append(failed, fmt.Sprintf("case %s: %s", caseName(i, c.ID), c.Error))
		}
		out.Cases = append(out.Cases, c)
	}
	if single {
		err = printJSON(env, out.Cases[0])
	} else {
		err = printJSON(env, out)
	}
	if err == nil && len(failed) > 0 {
		err = fault.New(fault.Invalid, "%s", strings.Join(failed, "\n"))
	}
	return err
}

func runCase(raw json.RawMessage, evaluate func(string, []byte) (any, error)) (c oneCase) {
	if err := input.Loose(raw, &c); err != nil {
		c.Output, c.Error = nil, withoutLine(err)
		return c
	}
	if c.Method == "" || len(c.Input) == 0 {
		c.Error = "needs a method and an input"
		return c
	}
	output, err := evaluate(c.Method, c.Input)
	if err != nil {
		c.Error = err.Error()
		return c
	}
	if c.Output, err = json.Marshal(output); err != nil {
		c.Output, c.Error = nil, "the answer is too large to be a number" // infinite, or none
	}
	return c
}

// withoutLine is what is wrong, and where in its case.
func withoutLine(err error) string {
	var f *input.Fault
	if !errors.As(err, &f) {
		return err.Error()
	}
	return strings.TrimSpace(f.Pointer + " " + f.Reason)
}

func caseName(i int, id string) string {
	if id != "" {
		return id
	}
	return fmt.Sprint(i + 1)
}
