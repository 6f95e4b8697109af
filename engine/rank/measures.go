package rank

// measures are the presets that weigh something other than an item of the backlog: what a delay
// loses, what respondents say, what a theme does to a score, and how hard a screen is to use.
func measures() []Framework {
	return []Framework{
		{"delay_linear", "Delay cost, steady", delayFields(), "cost_of_delay * delay"},
		{"delay_deadline", "Delay cost, fixed date", []Field{weeks("delay", "Delay"),
			weeks("slack", "Weeks until the date"), {Key: "loss", Label: "Lost by missing it"}},
			"delay > slack ? loss : 0"},
		{"delay_decay", "Delay cost, fading",
			append(delayFields(), Field{Key: "half_life", Label: "Half-life", Unit: "weeks",
				Above: true}),
			"cost_of_delay * half_life / log(2) * (1 - 2 ^ (0 - delay / half_life))"},
		{"delay_peak", "Delay cost, peak and decline", append(delayFields(),
			Field{Key: "peak", Label: "Peak after", Unit: "weeks", Above: true},
			Field{Key: "decline", Label: "Decline after it", Unit: "weeks", Above: true}),
			peakFormula},
		{"kano_better", "Kano, better with it", kanoFields(), "(a + o) / (a + o + m + i)"},
		{"kano_worse", "Kano, worse without it", kanoFields(), "-(o + m) / (a + o + m + i)"},
		{"net_promoter", "Net promoter score", []Field{count("promoters", "Promoters"),
			count("passives", "Passives"), count("detractors", "Detractors")},
			"100 * (promoters - detractors) / (promoters + passives + detractors)"},
		{"theme_impact", "Impact of a theme on a mean", []Field{
			signed("sum", "Sum of all"), count("count", "Number of all"),
			signed("theme_sum", "Sum within the theme"), count("theme_count", "Number within it")},
			"sum / count - (sum - theme_sum) / (count - theme_count)"},
		{"anomaly", "Standard deviations from the mean", []Field{signed("value", "Value"),
			signed("mean", "Mean of the window"), {Key: "sd", Label: "Its standard deviation",
				Above: true}}, "(value - mean) / sd"},
		{"usability", "Screen usability", []Field{percent("exit", "Exits"),
			percent("misclick", "Misclicks"), {Key: "seconds", Label: "Time", Unit: "seconds"}},
			"max(0, 100 - exit - misclick / 2 - clamp((seconds - 5) / 2, 0, 10))"},
	}
}

// peakFormula is the area under a triangle up to the delay: what a market loses to the late that
// grows steadily to its peak, where a week costs most, and then shrinks to nothing.
const peakFormula = "cost_of_delay / 2 * (delay <= peak ? delay ^ 2 / peak : " +
	"peak + decline - max(0, peak + decline - delay) ^ 2 / decline)"

func delayFields() []Field {
	return []Field{{Key: "cost_of_delay", Label: "Cost of delay", Unit: "money per week"},
		weeks("delay", "Delay")}
}

func weeks(key, label string) Field { return Field{Key: key, Label: label, Unit: "weeks"} }

func count(key, label string) Field { return Field{Key: key, Label: label} }

// signed is a field that may be negative.
func signed(key, label string) Field { return Field{Key: key, Label: label, Min: -maxValue} }

func percent(key, label string) Field {
	return Field{Key: key, Label: label, Unit: "percent", Max: 100, Cost: true}
}

// kanoFields count the respondents of each class; reverse and questionable ones are left out.
func kanoFields() []Field {
	return []Field{count("a", "Attractive"), count("o", "One-dimensional"),
		count("m", "Must-be"), count("i", "Indifferent")}
}
