package cli

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/throughlinehq/throughline/engine/schedule"
	"github.com/throughlinehq/throughline/engine/schedule/rcpsp"
)

// ScheduleCommand solves a plan.
type ScheduleCommand struct {
	File      string `arg:"" help:"A model as JSON, or PSPLIB .sm, .mm or Patterson .rcp; - reads standard input."`
	Objective string `help:"What is made least: delaycost for a model, makespan for a project." enum:",makespan,delaycost" default:""`
	Format    string `help:"What is printed: text or json." enum:"text,json" default:"text"`
	HTML      string `name:"html" help:"Also write a page with the plan and the teams' load that needs nothing but itself." placeholder:"OUT"`
	budget
}

// Help shows examples below the flags.
func (ScheduleCommand) Help() string {
	return `Examples:
  throughline plan schedule roadmap.json
  throughline plan schedule j301_1.sm --schedules 50000 --format json > solution.json
  throughline plan schedule roadmap.json --time 5s --objective makespan
  throughline plan schedule roadmap.json --html plan.html

Ctrl-C ends the search with the best plan so far. The numbers of modes are those of the file.`
}

// solution is the answer, for a model as for a project; its field names are a contract.
type solution struct {
	Makespan   int            `json:"makespan"`
	Starts     []int          `json:"starts"` // in the file's order
	Modes      []int          `json:"modes"`  // as the file numbers them, from 1
	LowerBound float64        `json:"lower_bound"`
	Optimal    bool           `json:"optimal"`
	Objective  map[string]any `json:"objective"`
	Schedules  int            `json:"schedules"`
	Seconds    float64        `json:"seconds"`
	Seed       uint64         `json:"seed"`
	Plan       *schedule.Plan `json:"plan,omitempty"` // of a model, in full
}

// Run solves and prints.
func (c ScheduleCommand) Run(env *Env) error {
	if err := c.check(); err != nil {
		return err
	}
	file, err := readPlanFile(env, c.File)
	if err != nil {
		return err
	}
	if file.model != nil {
		c.limit(file.model)
	}
	began := time.Now()
	var s solution
	if file.project != nil {
		s, err = c.solveProject(env, file.project)
	} else {
		s, err = c.solveModel(env, *file.model)
	}
	if err != nil {
		return err
	}
	s.Seconds, s.Seed = math.Round(time.Since(began).Seconds()*1e6)/1e6, c.Seed
	stopped(env)
	if c.HTML != "" {
		if err := c.writeHTML(env, file, s); err != nil {
			return err
		}
	}
	if c.Format == "json" {
		return printJSON(env, s)
	}
	if file.project != nil {
		return printProject(env.Out, file.project, s)
	}
	return printPlan(plainly{env.Out}, *file.model, *s.Plan)
}

func (c ScheduleCommand) solveProject(env *Env, p *rcpsp.Project) (solution, error) {
	if c.Objective == "delaycost" {
		return solution{}, badInput(fmt.Errorf("a benchmark project has no cost of delay; " +
			"its objective is makespan"))
	}
	shown := newProgress(env.Err, "schedules")
	defer shown.end()
	var best *rcpsp.Solution
	built := 0
	err := c.search(env.Context, 1000, func(n int, seed uint64, goOn func() bool) (bool, error) {
		began := time.Now()
		found, err := rcpsp.Solve(p, rcpsp.Options{Schedules: n, Seed: seed,
			Progress: func(schedules, _ int) bool {
				shown.show(int64(built+schedules), int64(c.Schedules))
				return goOn()
			}})
		if err != nil {
			if best != nil {
				return true, nil // an earlier round has an answer
			}
			return true, badInput(err)
		}
		built += found.Schedules
		if best == nil || found.Makespan < best.Makespan {
			if best != nil { // what was proven once holds for every schedule
				found.LowerBound = max(found.LowerBound, best.LowerBound)
			}
			best = &found
		}
		if c.Schedules == 0 {
			*best = rcpsp.Prove(p, *best, c.proof(time.Since(began), goOn))
		}
		return best.Optimal, nil
	})
	if err != nil {
		return solution{}, err
	}
	s := solution{Makespan: best.Makespan, Starts: best.Starts, Modes: make([]int, len(best.Modes)),
		LowerBound: float64(best.LowerBound), Optimal: best.Optimal, Schedules: built,
		Objective: map[string]any{"makespan": best.Makespan}}
	for i, mode := range best.Modes {
		s.Modes[i] = mode + 1
	}
	return s, nil
}

// proof says how much may be spent on proving a solution that was searched for so long: with a
// budget in time three times as much again, since most of what proofs achieve they achieve late.
func (c ScheduleCommand) proof(searched time.Duration, goOn func() bool) rcpsp.ProofOptions {
	if c.Time == 0 {
		return rcpsp.ProofOptions{Progress: func(int) bool { return goOn() }}
	}
	end := time.Now().Add(3 * searched)
	return rcpsp.ProofOptions{Conflicts: math.MaxInt, Progress: func(int) bool {
		return goOn() && time.Now().Before(end)
	}}
}

// limit takes over the model's limits where no flag says otherwise.
func (c *ScheduleCommand) limit(m *schedule.Model) {
	if m.Limits == nil {
		return
	}
	l := *m.Limits
	if c.Seed == 0 {
		c.Seed = l.Seed
	}
	switch {
	case c.Schedules > 0 || c.Time > 0:
		m.Limits = nil
	case l.Schedules == 0:
		c.Time, m.Limits = time.Duration(l.MS)*time.Millisecond, nil
	default:
		c.Schedules = l.Schedules
	}
}

func (c ScheduleCommand) solveModel(env *Env, m schedule.Model) (solution, error) {
	shown := newProgress(env.Err, "schedules")
	defer shown.end()
	var best *schedule.Plan
	built := 0
	inTime := within(env, m)
	err := c.search(env.Context, 500, func(n int, seed uint64, goOn func() bool) (bool, error) {
		found, err := schedule.Solve(m, schedule.Options{Schedules: n, Seed: seed,
			Objective: c.Objective, Progress: func(schedules int, cost float64) bool {
				shown.show(int64(built+schedules), int64(c.Schedules))
				return goOn() && inTime(schedules, cost)
			}})
		if err != nil {
			return true, badInput(err)
		}
		built += found.Schedules
		if best == nil || c.better(m, found, *best) {
			best = &found
		}
		return c.proven(m, found), nil
	})
	if err != nil {
		return solution{}, err
	}
	return c.solutionOf(m, *best, built), nil
}

// better compares two plans by what is made least.
func (c ScheduleCommand) better(m schedule.Model, a, b schedule.Plan) bool {
	if c.Objective == "makespan" {
		return a.Makespan < b.Makespan
	}
	return m.Better(a, b)
}

// proven reports whether no plan can be better.
func (c ScheduleCommand) proven(m schedule.Model, p schedule.Plan) bool {
	return c.Objective != "makespan" && len(m.Objective) == 0 &&
		p.Objective.Total <= p.LowerBound
}

func (c ScheduleCommand) solutionOf(m schedule.Model, p schedule.Plan, built int) solution {
	s := solution{Makespan: p.Makespan, LowerBound: p.LowerBound, Schedules: built, Plan: &p,
		Starts: make([]int, len(m.Items)), Modes: make([]int, len(m.Items)),
		Optimal: c.proven(m, p),
		Objective: map[string]any{"delay_cost": p.Objective.DelayCost,
			"lateness": p.Objective.Lateness, "stability": p.Objective.Stability,
			"total": p.Objective.Total}}
	for _, g := range p.Goals {
		s.Objective[g.Term] = g.Value
	}
	at := map[string]int{}
	for i, item := range m.Items {
		at[item.ID], s.Modes[i] = i, 1
		s.Starts[i] = -1 // done already
	}
	for _, item := range p.Items {
		s.Starts[at[item.ID]], s.Modes[at[item.ID]] = item.Start, max(1, item.Mode)
	}
	return s
}

const (
	ganttWidth = 60 // characters
	ganttRows  = 80
	nameWidth  = 30
)

// printPlan draws the plan as bars over time, soonest first.
func printPlan(out io.Writer, m schedule.Model, p schedule.Plan) error {
	if len(p.Items) == 0 {
		_, err := fmt.Fprintln(out, "Everything is done; there is nothing left to plan.")
		return err
	}
	names := titles(m)
	unit := cmp.Or(m.Calendar.Unit, "week")
	fmt.Fprintf(out, "%s over %s, delay cost %s (no order can cost less than %s)\n",
		counted(len(p.Items), "item"), counted(p.Makespan, unit),
		rounded(p.Objective.DelayCost), thousands(int(p.LowerBound)))
	printGoals(out, p)
	items := slices.Clone(p.Items)
	slices.SortStableFunc(items, func(a, b schedule.Planned) int {
		return cmp.Or(a.Start-b.Start, a.Finish-b.Finish)
	})
	g := gantt{out: out, end: p.Makespan}
	g.axis(unit)
	for n, item := range items {
		if n == ganttRows {
			fmt.Fprintf(out, "and %s more; --format json shows them all\n",
				counted(len(items)-n, "item"))
			break
		}
		teams := make([]string, 0, len(item.Work))
		for _, w := range item.Work {
			teams = append(teams, w.Team)
		}
		note := strings.Join(slices.Compact(teams), ", ")
		if item.Mode > 0 {
			note += fmt.Sprintf("  mode %d", item.Mode)
		}
		if item.Late > 0 {
			note += fmt.Sprintf("  late %d", item.Late)
		}
		g.bar(names[item.ID], item.Start, item.Finish, note)
	}
	for _, stone := range p.Milestones {
		note := ""
		if stone.Late > 0 {
			note = fmt.Sprintf("  late %d", stone.Late)
		}
		g.mark(names[stone.ID], stone.Finish, note)
	}
	for _, left := range p.Left {
		fmt.Fprintf(out, "left out: %s: %s\n", names[left.ID], left.Reason)
	}
	for _, team := range p.Teams {
		if len(team.Over) > 0 {
			fmt.Fprintf(out, "%s is overloaded in %s %v\n", team.ID, unit, team.Over)
		}
	}
	for _, conflict := range slices.Concat(p.Conflicts, p.Overloads(m)) {
		fmt.Fprintf(out, "conflict: %s: %s\n", conflict.Item, conflict.Reason)
	}
	return nil
}

// printGoals says what a plan comes to by the model's objective.
func printGoals(out io.Writer, p schedule.Plan) {
	if len(p.Goals) == 0 {
		return
	}
	goals := make([]string, len(p.Goals))
	for k, g := range p.Goals {
		goals[k] = fmt.Sprintf("%s %.10g", g.Term, g.Value)
	}
	fmt.Fprintln(out, "by the objective: "+strings.Join(goals, ", "))
}

// printProject draws a benchmark's solution, dummies left out.
func printProject(out io.Writer, p *rcpsp.Project, s solution) error {
	how := fmt.Sprintf("at least %d", int(s.LowerBound))
	if s.Optimal {
		how = "proven optimal"
	}
	fmt.Fprintf(out, "makespan %d (%s), %s in %.2f s\n", s.Makespan, how,
		counted(s.Schedules, "schedule"), s.Seconds)
	order := make([]int, 0, len(p.Jobs))
	for i := range p.Jobs {
		if p.Jobs[i].Modes[s.Modes[i]-1].Duration > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return s.Starts[a] - s.Starts[b] })
	g := gantt{out: out, end: s.Makespan}
	g.axis("time")
	for n, i := range order {
		if n == ganttRows {
			fmt.Fprintf(out, "and %s more; --format json shows them all\n",
				counted(len(order)-n, "job"))
			break
		}
		note := ""
		if len(p.Jobs[i].Modes) > 1 {
			note = fmt.Sprintf("mode %d", s.Modes[i])
		}
		duration := p.Jobs[i].Modes[s.Modes[i]-1].Duration
		g.bar(fmt.Sprintf("job %d", i+1), s.Starts[i], s.Starts[i]+duration, note)
	}
	return nil
}

// gantt draws bars over time in characters.
type gantt struct {
	out io.Writer
	end int
}

// axis marks the quarters of the time.
func (g gantt) axis(unit string) {
	line := []rune(strings.Repeat(" ", ganttWidth+1))
	for quarter := range 5 {
		text := fmt.Sprint(g.end * quarter / 4)
		at := min(ganttWidth*quarter/4, ganttWidth+1-len(text))
		copy(line[at:], []rune(text))
	}
	fmt.Fprintf(g.out, "%s %s  %s\n", padded("", nameWidth), string(line), unit)
}

// mark is a moment.
func (g gantt) mark(name string, at int, note string) {
	place := min(ganttWidth-1, max(0, at*ganttWidth/max(1, g.end)-1))
	fmt.Fprintf(g.out, "%s %s◆%s %d%s\n", padded(name, nameWidth), strings.Repeat("·", place),
		strings.Repeat("·", ganttWidth-1-place), at, note)
}

func (g gantt) bar(name string, start, finish int, note string) {
	place := func(t int) int {
		return int(math.Round(float64(t) * ganttWidth / float64(max(1, g.end))))
	}
	from, to := place(start), place(finish)
	to = max(to, from+1)
	from = min(from, ganttWidth-1)
	line := strings.Repeat("·", from) + strings.Repeat("█", max(1, min(to, ganttWidth)-from)) +
		strings.Repeat("·", max(0, ganttWidth-to))
	fmt.Fprintln(g.out, strings.TrimRight(fmt.Sprintf("%s %s %d–%d  %s", padded(name, nameWidth),
		line, start, finish, note), " "))
}
