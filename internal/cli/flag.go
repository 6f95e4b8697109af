package cli

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/throughlinehq/throughline/engine/flag"
	"github.com/throughlinehq/throughline/engine/input"
	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// FlagCommand works on feature flags in files, and writes such a file.
type FlagCommand struct {
	Evaluate EvaluateFlagCommand `cmd:"" help:"Say what flags are in given contexts."`
	Lint     LintFlagCommand     `cmd:"" help:"Find what is wrong in a definition."`
	Import   ImportFlagCommand   `cmd:"" help:"Make a definition of another product's flags."`
	Export   ExportFlagCommand   `cmd:"" help:"Write the flags of an environment as a definition."`
}

// EvaluateFlagCommand evaluates cases.
type EvaluateFlagCommand struct {
	File string `arg:"" help:"A definition with cases, as JSON; - reads standard input."`
	Now  string `help:"The moment that $flagd.timestamp names; now without." placeholder:"RFC3339"`
}

// Help shows examples below the flags.
func (EvaluateFlagCommand) Help() string {
	return `Examples:
  throughline flag evaluate cases.json
  throughline flag evaluate cases.json --now 2027-01-14T09:00:00Z

The file is {"definition": {"flags": {...}}, "cases": [{"flag": "key", "context": {...}}, ...]},
the definition in flagd's format with what Throughline adds. The answer has value, variant and
reason, or error, for every case, and "because" where a rule or a gate decided.`
}

// flagCase is a flag with a context, and what it is there.
type flagCase struct {
	Flag    string         `json:"flag"`
	Context map[string]any `json:"context"`
	Value   any            `json:"value"`
	Variant string         `json:"variant"`
	Reason  flag.Reason    `json:"reason"`
	Because string         `json:"because,omitempty"`
	Error   string         `json:"error,omitempty"`
}

// MarshalJSON leaves the value out where there is an error instead.
func (c flagCase) MarshalJSON() ([]byte, error) {
	out := map[string]any{"flag": c.Flag, "context": c.Context, "variant": c.Variant,
		"reason": c.Reason, "value": c.Value}
	if c.Because != "" {
		out["because"] = c.Because
	}
	if c.Error != "" {
		delete(out, "value")
		out["error"] = c.Error
	}
	return json.Marshal(out)
}

// Run evaluates every case.
func (c EvaluateFlagCommand) Run(env *Env) error {
	now := time.Now()
	if c.Now != "" {
		var err error
		if now, err = time.Parse(time.RFC3339, c.Now); err != nil {
			return fault.New(fault.Invalid, "--now %q is not a moment such as "+
				"2027-01-14T09:00:00Z.", c.Now)
		}
	}
	raw, err := readWhole(env, c.File)
	if err != nil {
		return err
	}
	var file struct {
		Definition json.RawMessage `json:"definition"`
		Cases      []flagCase      `json:"cases"`
	}
	if err := input.Loose(raw, &file); err != nil {
		return inFile(c.File, err)
	}
	if len(file.Definition) == 0 || file.Cases == nil {
		return fault.New(fault.Invalid, "%s needs a definition and cases.", inputName(c.File))
	}
	if err := checkFlagCases(raw); err != nil {
		return err
	}
	set, err := flag.Compile(file.Definition)
	if err != nil {
		return fault.New(fault.Invalid, "%v", err)
	}
	for i := range file.Cases {
		each := &file.Cases[i]
		r := set.Evaluate(each.Flag, each.Context, now.Unix())
		each.Value, each.Variant, each.Reason, each.Error = r.Value, r.Variant, r.Reason, r.Error
		each.Because = r.Because
	}
	return printJSON(env, map[string]any{"cases": file.Cases})
}

// checkFlagCases refuses a case that does not ask for a flag, or that may have misspelt its
// context: it would be answered as something else.
func checkFlagCases(raw []byte) error {
	var file struct{ Cases []map[string]json.RawMessage }
	if err := input.Loose(raw, &file); err != nil {
		return err
	}
	for i, members := range file.Cases {
		if flag := string(members["flag"]); flag == "" || flag == "null" || flag == `""` {
			return fault.New(fault.Invalid, "case %d: flag is missing; say which is asked for.",
				i+1)
		}
		if _, there := members["context"]; there {
			continue
		}
		for _, name := range sortedKeys(members) {
			if !slices.Contains(caseMembers, name) {
				return fault.New(fault.Invalid, "case %d: context is missing, and %s is not known.",
					i+1, quoted(name))
			}
		}
	}
	return nil
}

// caseMembers is what stands in a case; answers of before may stand in it too.
var caseMembers = []string{"id", "description", "flag", "context", "value", "variant", "reason",
	"because", "error"}

// LintFlagCommand checks a definition.
type LintFlagCommand struct {
	File   string `arg:"" help:"A definition in flagd's format; - reads standard input."`
	Format string `help:"What is printed: text or json." enum:"text,json" default:"text"`
}

// Help shows examples below the flags.
func (LintFlagCommand) Help() string {
	return `Examples:
  throughline flag lint flags.json
  throughline flag lint flags.json --format json

Every mistake is printed with its line and JSON pointer; the exit status is 2 where there is one.
Warnings name what looks as if it were not meant: variants that there are not, rules that are never
reached, shares that do not sum.`
}

// Run compiles the definition and prints what is wrong.
func (c LintFlagCommand) Run(env *Env) error {
	raw, err := readWhole(env, c.File)
	if err != nil {
		return err
	}
	set, found := flag.Lint(raw)
	mistakes, warnings := []flag.Finding{}, []flag.Finding{}
	for _, f := range found {
		if f.Warning {
			warnings = append(warnings, f)
		} else {
			mistakes = append(mistakes, f)
		}
	}
	switch {
	case c.Format == "json":
		err = printJSON(env, map[string]any{"mistakes": mistakes, "warnings": warnings})
	case len(found) == 0:
		fmt.Fprintf(env.Out, "%s, nothing is wrong.\n", counted(len(set.Keys()), "flag"))
	case len(warnings) > 0:
		fmt.Fprintln(env.Out, listed("warning: ", warnings))
	}
	if err == nil && len(mistakes) > 0 {
		err = fault.New(fault.Invalid, "%s", listed("", mistakes))
	}
	return err
}

func listed(mark string, found []flag.Finding) string {
	lines := make([]string, len(found))
	for i, f := range found {
		lines[i] = fmt.Sprintf("%sline %d: %s", mark, f.Line, f.Mistake)
	}
	return strings.Join(lines, "\n")
}
