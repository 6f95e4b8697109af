package planpage

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/throughlinehq/throughline/engine/schedule"
	"github.com/throughlinehq/throughline/engine/schedule/rcpsp"
)

// planView is what plan.html draws. Places and widths are shares of the whole time.
type planView struct {
	Title, Lead, Legend, Unit string
	End                       int
	Axis                      axis
	Conflicts, Levers         []string
	Loads                     []load
	Bars, Stones              []bar
}

// load is one team over time.
type load struct {
	Name, Said, Load, Over, Capacity string
}

// bar is one item, or one milestone at its Left, over time; Maybe is how far its finish may stray,
// Half its P50. Sure says the same in words, Risk the chance to be late.
type bar struct {
	Name, Who, Why, Sure, Risk string
	From, To, Late             int
	Left, Width                float64
	MaybeLeft, Maybe, Half     float64
	Due                        float64
	HasDue                     bool
}

// Plan is all there is to show of a planned model.
type Plan struct {
	Model   schedule.Model
	Plan    schedule.Plan
	Outlook schedule.Outlook // how sure each finish is
	Levers  []string         // what would help, in words
	Why     func(item string) string
	Made    string // the day, in words
}

// Write draws the plan: teams' load over time, then the items as bars, soonest first.
func (p Plan) Write(out io.Writer) error {
	unit := cmp.Or(p.Model.Calendar.Unit, "week")
	v := planView{Title: "The plan", Unit: unit, Levers: p.Levers,
		Legend: "The thin line goes from P10 to P85 of the finish with a short mark at P50, the " +
			"long mark is the due date. Open an item to read why it starts then, and how sure " +
			"that is."}
	end := max(1, p.Plan.Makespan)
	for _, item := range p.Outlook.Items {
		end = max(end, item.P85)
	}
	v.scale(end)
	late := 0
	for _, item := range p.Plan.Items {
		if item.Late > 0 {
			late++
		}
	}
	v.Lead = fmt.Sprintf("%s over %s; %d late. The cost of delay is %s, and no order can cost "+
		"less than %s.", counted(len(p.Plan.Items), "item"), counted(p.Plan.Makespan, unit), late,
		money(p.Plan.Objective.DelayCost), money(p.Plan.LowerBound))
	if p.Outlook.Draws > 0 {
		v.Lead += fmt.Sprintf(" Everything is done by %d in half of all cases, by %d in 85 %%.",
			p.Outlook.Makespan50, p.Outlook.Makespan85)
	}
	v.Lead += p.start()
	for _, left := range p.Plan.Left {
		v.Conflicts = append(v.Conflicts, left.ID+" is left out: "+left.Reason)
	}
	for _, c := range p.Plan.Conflicts {
		v.Conflicts = append(v.Conflicts, c.Item+" "+c.Reason)
	}
	names := map[string]string{}
	for _, team := range p.Model.Teams {
		names[team.ID] = cmp.Or(team.Name, team.ID)
	}
	for _, team := range p.Plan.Teams {
		v.Loads = append(v.Loads, newLoad(names[team.ID], team.Load, team.Capacity))
	}
	v.Bars, v.Stones = p.bars(v.End, names), p.stones(v.End)
	return pages.ExecuteTemplate(out, "plan.html", v)
}

// scale gives the page an axis that ends at or after end.
func (v *planView) scale(end int) {
	v.Axis = newAxis(0, float64(end), true)
	v.End = int(v.Axis.High)
}

// start says what the units are counted from.
func (p Plan) start() string {
	text := ""
	if p.Model.Calendar.Start != "" {
		text = fmt.Sprintf(" Unit 0 begins on %s.", p.Model.Calendar.Start)
	}
	if p.Made != "" {
		text += " Made on " + p.Made + "."
	}
	return text
}

func (p Plan) bars(end int, teams map[string]string) []bar {
	sure := map[string]schedule.ItemOutlook{}
	for _, item := range p.Outlook.Items {
		sure[item.ID] = item
	}
	items := map[string]schedule.Item{}
	for _, item := range p.Model.Items {
		items[item.ID] = item
	}
	whole := float64(end)
	bars := make([]bar, 0, len(p.Plan.Items))
	for _, planned := range p.Plan.Items {
		item := items[planned.ID]
		b := bar{Name: strings.TrimSpace(item.ID + " " + item.Name), From: planned.Start,
			To: planned.Finish, Late: planned.Late, Why: p.Why(planned.ID),
			Left:  float64(planned.Start) / whole,
			Width: float64(planned.Finish-planned.Start) / whole}
		var who []string
		for _, w := range planned.Work {
			who = append(who, teams[w.Team])
		}
		b.Who = strings.Join(who, ", ")
		b.due(item.Due, end)
		if o, known := sure[item.ID]; known {
			b.spread(o, end)
			b.Sure += fmt.Sprintf(" The end of the plan waits for it in %s of the cases.",
				percent(o.Criticality))
		}
		bars = append(bars, b)
	}
	slices.SortStableFunc(bars, func(a, b bar) int { return cmp.Or(a.From-b.From, a.To-b.To) })
	return bars
}

// stones are the milestones.
func (p Plan) stones(end int) []bar {
	sure := map[string]schedule.MilestoneOutlook{}
	for _, stone := range p.Outlook.Milestones {
		sure[stone.ID] = stone
	}
	at := map[string]schedule.Reached{}
	for _, r := range p.Plan.Milestones {
		at[r.ID] = r
	}
	var bars []bar
	for _, stone := range p.Model.Milestones {
		r := at[stone.ID]
		b := bar{Name: strings.TrimSpace(stone.ID + " " + stone.Name), To: r.Finish, Late: r.Late,
			Left: float64(r.Finish) / float64(end), Why: p.Why(stone.ID)}
		b.due(stone.Due, end)
		if o, known := sure[stone.ID]; known {
			b.spread(schedule.ItemOutlook{P10: o.P10, P50: o.P50, P85: o.P85, PLate: o.PLate}, end)
			b.Who = fmt.Sprintf("%s by %d", percent(o.Confidence), o.At)
		}
		bars = append(bars, b)
	}
	return bars
}

func (b *bar) due(due *schedule.Due, end int) {
	if due != nil && due.At <= end {
		b.HasDue, b.Due = true, float64(due.At)/float64(end)
	}
}

// spread says how far a finish may stray.
func (b *bar) spread(o schedule.ItemOutlook, end int) {
	whole := float64(end)
	if o.P10 < o.P85 {
		b.MaybeLeft, b.Maybe = float64(o.P10)/whole, float64(min(end, o.P85)-o.P10)/whole
		b.Half = float64(o.P50) / whole
	}
	b.Sure = fmt.Sprintf(" Finishes by %d in 10, by %d in 50 and by %d in 85 of 100 cases.", o.P10,
		o.P50, o.P85)
	if o.PLate > 0 {
		b.Risk = percent(o.PLate) + " late"
		b.Sure += fmt.Sprintf(" Misses its due date in %s of them.", percent(o.PLate))
	}
}

// percent writes a share; little is not called nothing.
func percent(share float64) string {
	if share > 0 && share < .005 {
		return "under 1 %"
	}
	return fmt.Sprintf("%.0f %%", 100*share)
}

// newLoad draws what a team does under what it can do.
func newLoad(name string, used, capacity []float64) load {
	most, sum, all := 1e-9, 0.0, 0.0
	over := make([]float64, len(used))
	excess := false
	for unit, u := range used {
		most = max(most, u, capacity[unit])
		sum, all = sum+u, all+capacity[unit]
		if u > capacity[unit]+.005 {
			over[unit], excess = u, true
		}
	}
	l := load{Name: name, Load: steps(used, most, true), Capacity: steps(capacity, most, false),
		Said: fmt.Sprintf("%.0f %%", 100*sum/max(1e-9, all))}
	if excess {
		l.Over = steps(over, most, true)
		l.Said += " overloaded"
	}
	return l
}

// WriteProject draws the solution of a benchmark project: its resources, then its jobs.
func WriteProject(out io.Writer, p *rcpsp.Project, s rcpsp.Solution, made string) error {
	how := fmt.Sprintf("no schedule is shorter than %d", s.LowerBound)
	if s.Optimal {
		how = "no schedule is shorter"
	}
	v := planView{Title: "The schedule", Unit: "time",
		Legend: "Jobs are numbered as in the file; those without a duration are left out.",
		Lead: fmt.Sprintf("%s in %d units of time; %s. Made on %s.", counted(len(p.Jobs), "job"),
			s.Makespan, how, made)}
	v.scale(max(1, s.Makespan))
	for r, capacity := range p.Renewable {
		used, most := make([]float64, s.Makespan), make([]float64, s.Makespan)
		for i, job := range p.Jobs {
			mode := job.Modes[s.Modes[i]]
			for t := range mode.Duration {
				used[s.Starts[i]+t] += float64(mode.Renewable[r])
			}
		}
		for t := range most {
			most[t] = float64(capacity)
		}
		v.Loads = append(v.Loads, newLoad(fmt.Sprintf("Resource %d", r+1), used, most))
	}
	for i, job := range p.Jobs {
		mode, start := job.Modes[s.Modes[i]], s.Starts[i]
		if mode.Duration == 0 {
			continue
		}
		b := bar{Name: fmt.Sprintf("Job %d", i+1), From: start, To: start + mode.Duration,
			Left: float64(start) / float64(v.End), Width: float64(mode.Duration) / float64(v.End),
			Why: fmt.Sprintf("Takes %d of the resources, in this order.", mode.Renewable)}
		if len(job.Modes) > 1 {
			b.Who = fmt.Sprintf("mode %d of %d", s.Modes[i]+1, len(job.Modes))
		}
		v.Bars = append(v.Bars, b)
	}
	slices.SortStableFunc(v.Bars, func(a, b bar) int { return cmp.Or(a.From-b.From, a.To-b.To) })
	return pages.ExecuteTemplate(out, "plan.html", v)
}
