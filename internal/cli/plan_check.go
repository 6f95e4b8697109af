package cli

import (
	"fmt"
	"io"

	"github.com/throughlinehq/throughline/engine/input"
	"github.com/throughlinehq/throughline/engine/schedule"
	"github.com/throughlinehq/throughline/engine/schedule/rcpsp"
	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// CheckCommand verifies a solution, whoever made it.
type CheckCommand struct {
	File     string `arg:"" help:"The model or project that was solved."`
	Solution string `arg:"" help:"The solution, as plan schedule or select writes it; - reads standard input."`
	Format   string `help:"What is printed: text or json." enum:"text,json" default:"text"`
}

// Help shows examples below the flags.
func (CheckCommand) Help() string {
	return `Examples:
  throughline plan check j301_1.sm solution.json
  throughline plan schedule roadmap.json --format json | throughline plan check roadmap.json -

The check shares no code with the search. It exits with 1 where a rule is broken.`
}

// verdict is what a check found.
type verdict struct {
	Valid      bool     `json:"valid"`
	Makespan   int      `json:"makespan,omitempty"`
	Violations []string `json:"violations"`
}

// Run checks and prints every broken rule.
func (c CheckCommand) Run(env *Env) error {
	raw, err := readWhole(env, c.Solution)
	if err != nil {
		return err
	}
	var kind struct{ Requirements *[]any }
	if err := input.Loose(raw, &kind); err != nil {
		return inFile(c.Solution, err)
	}
	check := c.checkSchedule
	if kind.Requirements != nil {
		check = c.checkChoice
	}
	v, err := check(env, raw)
	if err != nil {
		return err
	}
	v.Valid, v.Violations = len(v.Violations) == 0, append([]string{}, v.Violations...)
	if c.Format == "json" {
		err = printJSON(env, v)
	} else {
		err = v.print(plainly{env.Out})
	}
	if err == nil && !v.Valid {
		err = fault.New(fault.Conflict, "The solution breaks %s.",
			counted(len(v.Violations), "rule"))
	}
	return err
}

func (c CheckCommand) checkSchedule(env *Env, raw []byte) (v verdict, err error) {
	file, err := readPlanFile(env, c.File)
	if err != nil {
		return v, err
	}
	var s solution
	if err := input.Loose(raw, &s); err != nil {
		return v, inFile(c.Solution, err)
	}
	v.Makespan = s.Makespan
	v.Violations, err = s.violations(file)
	return v, err
}

func (c CheckCommand) checkChoice(env *Env, raw []byte) (v verdict, err error) {
	file, err := readSelect(env, c.File)
	if err != nil {
		return v, err
	}
	var s selected
	if err := input.Loose(raw, &s); err != nil {
		return v, inFile(c.Solution, err)
	}
	if budget, ok := s.Budget.(float64); ok && len(file.budgets) == 1 {
		file.problem.Budgets[0] = budget
	}
	v.Violations = file.check(s)
	return v, nil
}

func (s solution) violations(file planFile) ([]string, error) {
	if file.project != nil {
		given := rcpsp.Solution{Makespan: s.Makespan, Starts: s.Starts,
			Modes: make([]int, len(s.Modes))}
		for i, mode := range s.Modes {
			given.Modes[i] = mode - 1
		}
		return rcpsp.Check(file.project, given), nil
	}
	if s.Plan == nil {
		return nil, fault.New(fault.Invalid,
			"The solution of a model needs the field plan, with who works when.")
	}
	found := s.contradictions(*file.model)
	for _, broken := range schedule.Check(*file.model, *s.Plan) {
		text := broken.Rule + ": "
		if broken.Item != "" {
			text += broken.Item + " "
		}
		found = append(found, text+broken.Text)
	}
	return found, nil
}

// contradictions are where the solution's head says something else than its plan.
func (s solution) contradictions(m schedule.Model) (found []string) {
	if s.Makespan != s.Plan.Makespan {
		found = append(found, fmt.Sprintf("makespan: the solution says %d, its plan %d",
			s.Makespan, s.Plan.Makespan))
	}
	starts := map[string]int{}
	for _, item := range s.Plan.Items {
		starts[item.ID] = item.Start
	}
	for i, item := range m.Items {
		if at, ok := starts[item.ID]; ok && i < len(s.Starts) && s.Starts[i] != at {
			found = append(found, fmt.Sprintf("start: the solution has %s at %d, its plan at %d",
				item.ID, s.Starts[i], at))
		}
	}
	return found
}

func (v verdict) print(out io.Writer) error {
	if v.Valid {
		_, err := fmt.Fprintln(out, "Valid: every rule holds.")
		return err
	}
	for _, broken := range v.Violations {
		if _, err := fmt.Fprintln(out, broken); err != nil {
			return err
		}
	}
	return nil
}
