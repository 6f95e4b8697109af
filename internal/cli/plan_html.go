package cli

import (
	"cmp"
	"fmt"
	"io"
	"time"

	"github.com/throughlinehq/throughline/engine/schedule"
	"github.com/throughlinehq/throughline/engine/schedule/lever"
	"github.com/throughlinehq/throughline/engine/schedule/rcpsp"
	"github.com/throughlinehq/throughline/internal/cli/planpage"
)

// A page shows what matters most. In a large plan only late items are explained in full, and not
// all of them: each takes a walk through the plan.
const (
	explainAll  = 300 // items
	explainLate = 300
	pageLevers  = 6
)

// writeHTML writes a page with the plan, how sure it is, why each item starts when it does, and
// what would help.
func (c ScheduleCommand) writeHTML(env *Env, file planFile, s solution) error {
	if file.project != nil {
		solution := rcpsp.Solution{Makespan: s.Makespan, Starts: s.Starts, Optimal: s.Optimal,
			LowerBound: int(s.LowerBound), Modes: make([]int, len(s.Modes))}
		for i, mode := range s.Modes {
			solution.Modes[i] = mode - 1
		}
		return writeFile(c.HTML, func(out io.Writer) error {
			return planpage.WriteProject(out, file.project, solution, today())
		})
	}
	m, plan := *file.model, *s.Plan
	unit := cmp.Or(m.Calendar.Unit, "week")
	page := planpage.Plan{Model: m, Plan: plan, Made: today(), Why: whyTexts(m, plan)}
	// A plan whose efforts may outgrow a capacity that ends has no outlook, and is drawn without.
	page.Outlook, _ = schedule.Simulate(m, plan, schedule.SimulateOptions{Seed: c.Seed,
		Progress: func(int) bool { return env.Context.Err() == nil }})
	levers, err := lever.All(m, plan, "", schedule.Options{Seed: c.Seed,
		Progress: func(int, float64) bool { return env.Context.Err() == nil }})
	if err != nil {
		return badInput(err)
	}
	page.Levers = leverTexts(levers[:min(len(levers), pageLevers)], unit)
	return writeFile(c.HTML, page.Write)
}

// whyTexts explains items by name; beyond what is affordable it only names the cause.
func whyTexts(m schedule.Model, plan schedule.Plan) func(item string) string {
	texts, late := map[string]string{}, 0
	for _, item := range plan.Items {
		if item.Late > 0 {
			late++
		}
		if len(plan.Items) <= explainAll || item.Late > 0 && late <= explainLate {
			if e, err := schedule.Explain(m, plan, item.ID); err == nil {
				texts[item.ID] = e.Text
				continue
			}
		}
		texts[item.ID] = fmt.Sprint("Starts then because of: ", item.Cause.Kind, " ",
			item.Cause.Team, " ", item.Cause.Item)
	}
	return func(item string) string { return texts[item] }
}

// today is the day a page is made on.
func today() string { return time.Now().UTC().Format("2 January 2006") }
