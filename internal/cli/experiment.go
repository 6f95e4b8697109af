package cli

import "strings"

// ExperimentCommand plans and analyses experiments in files, without a server.
type ExperimentCommand struct {
	Analyze  AnalyzeExperimentCommand  `cmd:"" help:"Answer cases of any method."`
	Read     ReadExperimentCommand     `cmd:"" help:"Go from raw rows to a verdict."`
	Power    PowerCommand              `cmd:"" help:"Say how many users an experiment needs."`
	Simulate SimulateExperimentCommand `cmd:"" help:"Follow a plan many times: what it finds, and at what cost."`
}

// AnalyzeExperimentCommand answers cases.
type AnalyzeExperimentCommand struct {
	File string `arg:"" help:"A case, or a suite of cases, as JSON; - reads standard input."`
}

// Help shows examples below the flags.
func (AnalyzeExperimentCommand) Help() string {
	return `Examples:
  throughline experiment analyze cases.json
  echo '{"method": "two_proportion", "input": {"x_control": 100, "n_control": 1000,
    "x_treat": 130, "n_treat": 1000, "alpha": 0.05}}' | throughline experiment analyze -

A case is {"method", "input"}, a suite {"cases": [...]}; the answer is the same with "output".
Methods: ` + strings.Join(caseMethods(), ", ") + `.`
}

// Run answers every case.
func (c AnalyzeExperimentCommand) Run(env *Env) error {
	return runCases(env, c.File, evaluateCase)
}
