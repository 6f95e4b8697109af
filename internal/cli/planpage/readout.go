package planpage

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/throughlinehq/throughline/engine/experiment"
)

// readoutView is what readout.html draws.
type readoutView struct {
	Title, Verdict, Reason, Tone, Lead, Legend, Looks string

	Problems      []string
	Ticks         []tick
	Effects       []effectView
	Charts        []lookChart
	Health, Facts []fact
}

type fact struct {
	Name, Text string
	Bad        bool
}

// effectView is one metric; places are shares of an axis whose middle is no effect.
type effectView struct {
	Name, Role, Tone, Effect, Interval, Said string
	Low, Width, Point                        float64
	Margin                                   *float64
}

var tones = map[string]string{"ship": "good", "better": "good", "stop": "bad", "invalid": "bad",
	"worse": "bad"}

// WriteReadout draws what came of an experiment: each effect with its interval, the looks against
// their boundary, the health of the rows and what was read.
func WriteReadout(out io.Writer, r experiment.Readout, made string) error {
	p := r.Plan
	v := readoutView{Title: name(p), Verdict: r.Verdict, Reason: r.Reason, Tone: tones[r.Verdict],
		Problems: r.Health.Problems, Health: health(r), Facts: facts(r, made)}
	v.Lead = fmt.Sprintf("%s of %s against %s of %s, read on %s.", users(r.Exposed[p.Treatment]),
		p.Treatment, users(r.Exposed[p.Control]), p.Control, made)
	v.Legend = fmt.Sprintf("The mark is the %s effect, the bar the interval that the verdict goes "+
		"by; what got better or worse is coloured.", p.Difference)
	if p.Looks > 1 {
		v.Legend += " The interval holds at all looks together."
	}
	v.effects(r)
	if slices.ContainsFunc(v.Effects, func(e effectView) bool { return e.Margin != nil }) {
		v.Legend += " The dashed line is a guardrail's margin."
	}
	for _, m := range r.Metrics {
		if m.Role == "primary" && len(r.Boundary) > 0 {
			v.Charts = append(v.Charts, newLookChart(r, m))
		}
	}
	v.Looks = "Beyond the boundary the test may stop. A look takes users whose windows have " +
		"ended, after every equal share of those that the plan waits for."
	return pages.ExecuteTemplate(out, "readout.html", v)
}

func name(p experiment.Plan) string {
	if p.Experiment == "" {
		return p.Treatment + " against " + p.Control
	}
	return p.Experiment
}

func users(n int) string { return money(float64(n)) + " users" }

// interval is what the verdict goes by, or, before the first look, the one of all rows.
func interval(o experiment.Outcome) (effect, low, high float64) {
	for i := len(o.Looks) - 1; i >= 0; i-- {
		if l := o.Looks[i]; l.Empty == "" {
			return l.Effect, float64(l.CI[0]), float64(l.CI[1])
		}
	}
	return o.Effect, float64(o.CI[0]), float64(o.CI[1])
}

func (v *readoutView) effects(r experiment.Readout) {
	reach := func(o experiment.Outcome) float64 {
		_, low, high := interval(o)
		return 1.05 * max(math.Abs(low), math.Abs(high))
	}
	span := 0.0
	for _, o := range r.Metrics {
		span = max(span, reach(o))
	}
	relative := r.Plan.Difference == "relative"
	if relative {
		span = round(span)
		for _, share := range []float64{0, .25, .5, .75, 1} {
			text := strings.Replace(size((2*share-1)*span, true), ".0 ", " ", 1)
			v.Ticks = append(v.Ticks, tick{share, text})
		}
	}
	for k, o := range r.Metrics {
		if !relative { // each metric has its own unit
			span = reach(o)
		}
		at := func(x float64) float64 { return (1 + max(-1, min(1, x/span))) / 2 }
		effect, low, high := interval(o)
		e := effectView{Name: o.Name, Role: o.Role, Tone: tones[o.Shown], Low: at(low),
			Width: at(high) - at(low), Point: at(effect), Effect: size(effect, relative),
			Interval: size(low, relative) + " to " + size(high, relative)}
		e.Said = e.Effect + ", " + e.Interval
		if m := r.Plan.Metrics[k]; m.Role == "guardrail" && m.Margin > 0 && m.Margin < span {
			margin := at(-m.Margin)
			if m.LowerIsBetter {
				margin = at(m.Margin)
			}
			e.Margin = &margin
		}
		v.Effects = append(v.Effects, e)
	}
}

// round goes up to a number whose half is easily read.
func round(x float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(max(x, 1e-9))))
	for _, step := range []float64{1, 1.2, 1.6, 2, 3, 4, 5, 6, 8} {
		if x <= step*power {
			return step * power
		}
	}
	return 10 * power
}

// size writes an effect with its sign; relative ones in percent.
func size(x float64, relative bool) string {
	unit := ""
	if relative {
		x, unit = 100*x, " %"
	}
	digits := 1
	switch {
	case relative && math.Abs(x) < 1:
		digits = 2
	case !relative:
		digits = max(0, min(6, 2-int(math.Floor(math.Log10(math.Abs(x)+1e-9)))))
	}
	text := strconv.FormatFloat(math.Abs(x), 'f', digits, 64)
	switch {
	case strings.Trim(text, "0.") == "":
		return "0" + unit
	case x < 0:
		return "−" + text + unit
	}
	return "+" + text + unit
}

func health(r experiment.Readout) []fact {
	h, p := r.Health, r.Plan
	total := float64(r.Exposed[p.Control] + r.Exposed[p.Treatment])
	return []fact{
		{"Share of " + p.Treatment, fmt.Sprintf("%.1f %%, meant %.1f %%",
			100*float64(r.Exposed[p.Treatment])/total, 100*p.Share), false},
		{"Sample ratio", fmt.Sprintf("p %.3g; %.3g at any time", h.SRM, h.SRMAnyTime),
			h.SRM < experiment.SRMLevel},
		{"Met both variants", fmt.Sprintf("%s, %.2f %%, left out", users(r.MultipleExcluded),
			100*h.MultipleShare), h.MultipleShare > experiment.MultipleShare},
		{"Rows of other variants", money(float64(h.OtherRows)), false},
		{"Events", money(float64(r.Events)) + " without repeated ones", false},
	}
}

func facts(r experiment.Readout, made string) []fact {
	p := r.Plan
	list := []fact{{"Mode", string(p.Mode), false}, {"Alpha", short(p.Alpha), false}}
	if p.Users > 0 {
		list = append(list, fact{"Waits for", fmt.Sprintf("%s, %s", users(p.Users),
			counted(p.Looks, "look")), false})
		if p.Mode == experiment.GroupSequential {
			list = append(list, fact{"Spending", strings.ReplaceAll(p.Spending, "_", " "), false})
		}
	}
	return append(list,
		fact{"Outcome window", counted(int(p.WindowDays), "day") + " from the exposure", false},
		fact{"Window before", counted(int(p.PreDays), "day"), false},
		fact{"Rule of the verdict", r.Rule, false}, fact{"Made on", made, false},
		fact{"SHA-256 of plan and rows", r.Inputs, false})
}
