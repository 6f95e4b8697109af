package cli

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/throughlinehq/throughline/engine/schedule"
)

// titles are the names of a model's items and milestones as people see them.
func titles(m schedule.Model) map[string]string {
	names := map[string]string{}
	for _, item := range m.Items {
		names[item.ID] = strings.TrimSpace(item.ID + " " + item.Name)
	}
	for _, stone := range m.Milestones {
		names[stone.ID] = strings.TrimSpace("◆ " + stone.ID + " " + stone.Name)
	}
	return names
}

// printOutlook draws each finish from P10 to P85, and what the end of the plan waits for.
func printOutlook(out io.Writer, m schedule.Model, o schedule.Outlook) error {
	if len(o.Items) == 0 {
		_, err := fmt.Fprintln(out, "Everything is done; there is nothing left to plan.")
		return err
	}
	unit := cmp.Or(m.Calendar.Unit, "week")
	fmt.Fprintf(out, "Everything is done by %s %d in half of %s, by %d in 85 %% of them.\n", unit,
		o.Makespan50, counted(o.Draws, "draw"), o.Makespan85)
	g, names := gantt{out: out, end: max(1, o.Makespan85)}, titles(m)
	g.axis("P10 P50 P85  late  critical")
	for n, item := range o.Items {
		if n == ganttRows {
			fmt.Fprintf(out, "and %s more; --format json shows them all\n",
				counted(len(o.Items)-n, "item"))
			break
		}
		g.spread(names[item.ID], item, percent(item.PLate)+percent(item.Criticality))
	}
	for _, stone := range o.Milestones {
		item := schedule.ItemOutlook{P10: stone.P10, P50: stone.P50, P85: stone.P85}
		g.spread(names[stone.ID], item, fmt.Sprintf("%s  with %.0f %% by %d", percent(stone.PLate),
			100*stone.Confidence, stone.At))
	}
	_, err := fmt.Fprintf(out, "▒ from P10 to P85, █ P50 of the finish; late: the chance to miss "+
		"the due date;\ncritical: the share of %s in which the plan's end waits for the item\n",
		counted(o.Traced, "draw"))
	return err
}

// spread draws a finish that is not certain.
func (g gantt) spread(name string, o schedule.ItemOutlook, note string) {
	place := func(t int) int { return min(ganttWidth-1, max(0, t*ganttWidth/g.end-1)) }
	line := []rune(strings.Repeat("·", ganttWidth))
	for at := place(o.P10); at <= place(o.P85); at++ {
		line[at] = '▒'
	}
	line[place(o.P50)] = '█'
	fmt.Fprintln(g.out, strings.TrimRight(fmt.Sprintf("%s %s  %3d %3d %3d %s",
		padded(name, nameWidth), string(line), o.P10, o.P50, o.P85, note), " "))
}

// percent is a share in six characters; nothing is left empty, and little is not called nothing.
func percent(share float64) string {
	switch text := fmt.Sprintf("%4.0f %%", 100*share); {
	case share == 0:
		return "      "
	case share < .005:
		return "  <1 %"
	default:
		return text
	}
}
