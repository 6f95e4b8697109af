package cli

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/throughlinehq/throughline/engine/schedule"
	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// ReplanCommand plans anew and stays close to the plan there was.
type ReplanCommand struct {
	File      string  `arg:"" help:"The model as it is now, as JSON; - reads standard input."`
	Baseline  string  `arg:"" help:"The plan there was, as plan schedule or replan writes it."`
	MovePrice float64 `help:"Move an item where that saves more than this; without, as few as possible." placeholder:"MONEY"`
	Schedules int     `help:"How many schedules may be built." placeholder:"N"`
	Seed      uint64  `help:"The same files and seed give the same bytes." default:"0"`
	Format    string  `help:"What is printed: text or json." enum:"text,json" default:"text"`
}

// Help shows examples below the flags.
func (ReplanCommand) Help() string {
	return `Examples:
  throughline plan schedule roadmap.json --format json > accepted.json
  throughline plan replan changed.json accepted.json
  throughline plan replan changed.json accepted.json --move-price 500 --format json > next.json

Locks are hard: one that no plan can keep is an error that names the item. Nothing is written but
what is printed, and plan check verifies it.`
}

// replanned is the answer; its field names are a contract.
type replanned struct {
	Makespan int   `json:"makespan"`
	Starts   []int `json:"starts"` // in the model's order, -1 for what is done
	schedule.Replanned
}

// Run replans and prints.
func (c ReplanCommand) Run(env *Env) error {
	if !(c.MovePrice >= 0) || math.IsInf(c.MovePrice, 1) || c.Schedules < 0 {
		return fault.New(fault.Invalid, "--move-price and --schedules must be 0 or more.")
	}
	m, err := readModel(env, c.File)
	if err != nil {
		return err
	}
	baseline, err := readPlan(env, c.Baseline)
	if err != nil {
		return err
	}
	shown := newProgress(env.Err, "schedules")
	r, err := schedule.Replan(m, schedule.Options{Schedules: c.Schedules, Seed: c.Seed,
		Baseline: &baseline, MovePrice: c.MovePrice, Progress: func(built int, _ float64) bool {
			shown.show(int64(built), int64(c.Schedules))
			return env.Context.Err() == nil
		}})
	shown.end()
	if err != nil {
		return badInput(err)
	}
	stopped(env)
	if c.Format == "json" {
		s := ScheduleCommand{}.solutionOf(m, r.Plan, r.Plan.Schedules)
		return printJSON(env, replanned{s.Makespan, s.Starts, r})
	}
	printReplanned(plainly{env.Out}, m, baseline, r)
	return nil
}

func printReplanned(out io.Writer, m schedule.Model, before schedule.Plan, r schedule.Replanned) {
	unit := cmp.Or(m.Calendar.Unit, "week")
	fmt.Fprintf(out, "%d moved, %d kept: %.0f %% of what is free to move; delay cost %s, was %s\n",
		len(r.Moved), r.Kept, 100*r.Share, rounded(r.Plan.Objective.DelayCost),
		rounded(before.Objective.DelayCost))
	for _, move := range r.Moved {
		way := "later"
		if move.By < 0 {
			way = "sooner"
		}
		fmt.Fprintf(out, "%s %d → %d  %s %s: %s\n", padded(move.ID, nameWidth), move.FromStart,
			move.ToStart, counted(max(move.By, -move.By), unit), way, move.Text)
	}
	for _, c := range r.Resized {
		fmt.Fprintf(out, "%s stays at %d, finishes %d → %d\n", padded(c.ID, nameWidth), c.ToStart,
			c.FromFinish, c.ToFinish)
	}
	left := map[string]bool{}
	for _, l := range r.Plan.Left {
		left[l.ID] = true
		fmt.Fprintf(out, "%s is left out: %s\n", padded(l.ID, nameWidth), l.Reason)
	}
	for _, c := range schedule.Changes(before, r.Plan) {
		switch {
		case c.FromStart < 0:
			fmt.Fprintf(out, "%s is new, %d–%d\n", padded(c.ID, nameWidth), c.ToStart, c.ToFinish)
		case c.ToStart < 0 && !left[c.ID]:
			fmt.Fprintf(out, "%s is done or gone\n", padded(c.ID, nameWidth))
		}
	}
	for _, conflict := range r.Locks {
		fmt.Fprintln(out, strings.TrimSpace("conflict: "+conflict.Item+": "+conflict.Reason))
	}
}
