package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/throughlinehq/throughline/engine/input"
	"github.com/throughlinehq/throughline/engine/schedule"
	"github.com/throughlinehq/throughline/engine/schedule/rcpsp"
	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// PlanCommand plans with files; it needs no server and no database.
type PlanCommand struct {
	Schedule ScheduleCommand `cmd:"" help:"Put work over teams and time."`
	Select   SelectCommand   `cmd:"" help:"Choose what goes into the next release."`
	Check    CheckCommand    `cmd:"" help:"Verify a schedule with code of its own."`
	Forecast ForecastCommand `cmd:"" help:"Say when, or how many, from what was finished so far."`
	Replan   ReplanCommand   `cmd:"" help:"Plan anew and move as little as possible."`
	Explain  ExplainCommand  `cmd:"" help:"Say what an item waits for."`
	Simulate SimulateCommand `cmd:"" help:"Replay a plan under uncertain efforts."`
}

// maxPlanFile bounds what is read into memory.
const maxPlanFile = 64 << 20

// planFile is a planning problem: a model of ours, or a project of the published benchmarks.
type planFile struct {
	model   *schedule.Model
	project *rcpsp.Project
}

// readPlanFile reads a model written as JSON, or a project in PSPLIB's or Patterson's format.
func readPlanFile(env *Env, path string) (planFile, error) {
	raw, err := readWhole(env, path)
	if err != nil {
		return planFile{}, err
	}
	if isJSON(raw) {
		model := new(schedule.Model)
		if err := strictJSON(path, raw, model); err != nil {
			return planFile{}, err
		}
		if len(model.Items) == 0 {
			return planFile{}, fault.New(fault.Invalid,
				"%s has no items, so there is nothing to plan.", inputName(path))
		}
		plain, err := model.Plain()
		if err != nil {
			return planFile{}, inFile(path, err)
		}
		return planFile{model: &plain}, nil
	}
	if !utf8.Valid(raw) {
		return planFile{}, fault.New(fault.Invalid, "%s is no text; a plan is a model as JSON, or "+
			"a project in PSPLIB's or Patterson's format.", inputName(path))
	}
	project, err := rcpsp.Read(bytes.NewReader(raw))
	if err != nil {
		return planFile{}, inFile(path, err)
	}
	return planFile{project: project}, nil
}

// isJSON tells JSON, right or wrong, from the benchmarks' formats, none of which begins like it.
func isJSON(raw []byte) bool {
	text := bytes.TrimSpace(bytes.TrimPrefix(raw, []byte("\ufeff")))
	return len(text) > 0 && (bytes.IndexByte([]byte(`{["`), text[0]) >= 0 ||
		bytes.Equal(text, []byte("null")))
}

// readModel is for what only a model of ours can answer.
func readModel(env *Env, path string) (schedule.Model, error) {
	file, err := readPlanFile(env, path)
	if err != nil {
		return schedule.Model{}, err
	}
	if file.model == nil {
		return schedule.Model{}, fault.New(fault.Invalid,
			"%s is a benchmark project without teams and efforts; this takes a model as JSON.",
			path)
	}
	return *file.model, nil
}

// strictJSON decodes the one JSON value of a file; what is wrong is said with its place.
func strictJSON(path string, raw []byte, into any) error {
	return inFile(path, input.Strict(raw, into))
}

// inFile says which file an error is about.
func inFile(path string, err error) error {
	if err == nil {
		return nil
	}
	return fault.New(fault.Invalid, "%s, %v.", inputName(path), err)
}

// budget says how long a search may go on. A search is cut by schedules, which gives the same
// answer on every machine, or by time.
type budget struct {
	Schedules int           `help:"How many schedules may be built." placeholder:"N"`
	Time      time.Duration `help:"Search that long instead, such as 1s." placeholder:"D"`
	Seed      uint64        `help:"The same file, seed and schedules give the same answer." default:"0"`
}

// mostTime is longer than anybody waits.
const mostTime = 24 * time.Hour

func (b budget) check() error {
	switch {
	case b.Schedules < 0:
		return fault.New(fault.Invalid, "--schedules must be 0 or more, not %d.", b.Schedules)
	case b.Time < 0 || b.Time > mostTime:
		return fault.New(fault.Invalid, "--time must be between 0s and 24h, not %s.", b.Time)
	case b.Schedules > 0 && b.Time > 0:
		return fault.New(fault.Invalid, "Give --schedules or --time, not both.")
	}
	return nil
}

// search calls solve with growing budgets until the time is up or the answer is final; with a
// budget in schedules it calls it once. Each call says whether it ended by itself.
func (b budget) search(ctx context.Context, first int, solve func(schedules int, seed uint64,
	goOn func() bool) (final bool, err error)) error {
	if b.Time == 0 {
		_, err := solve(b.Schedules, b.Seed, func() bool { return ctx.Err() == nil })
		return err
	}
	end := time.Now().Add(b.Time)
	goOn := func() bool { return ctx.Err() == nil && time.Now().Before(end) }
	for n, seed := first, b.Seed; ; seed++ {
		began := time.Now()
		final, err := solve(n, seed, goOn)
		if err != nil || final || !goOn() {
			return err
		}
		n = nextRound(n, time.Since(began), time.Until(end))
	}
}

// nextRound is how many schedules to build after a round of n: many more, yet no more than the
// time left allows, since a search that is cut off has not settled.
func nextRound(n int, took, left time.Duration) int {
	fits := .9 * float64(n) * left.Seconds() / max(took.Seconds(), 1e-6)
	return max(100, int(min(16*float64(n), fits, 50_000_000)))
}

// printJSON writes an answer for programs.
func printJSON(env *Env, v any) error {
	encoder := json.NewEncoder(env.Out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}

// stopped tells that what follows is the best so far, after Ctrl-C.
func stopped(env *Env) {
	if env.Context.Err() != nil {
		fmt.Fprintln(env.Err, "Stopped; this is the best found so far.")
	}
}

// badInput is what an engine says of its input.
func badInput(err error) error {
	if err == nil {
		return nil
	}
	return fault.New(fault.Invalid, "%s", strings.ToUpper(err.Error()[:1])+err.Error()[1:]+".")
}
