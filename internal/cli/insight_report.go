package cli

import (
	"fmt"
	"io"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/throughlinehq/throughline/engine/text"
	"github.com/throughlinehq/throughline/engine/text/token"
)

// analysisReport is what a person reads of an analysis.
type analysisReport struct {
	text.Result
	File    string
	Records int
	Seconds float64
	Quotes  map[string]string // the words of the records that stand for themes
}

const (
	mostPrinted  = 60 // themes; a terminal is no place for more
	labelWidth   = 38
	barWidth     = 10
	mostOfQuotes = 92 // characters
)

// Note says what could not be said, the empty string where nothing is missing.
func (r analysisReport) Note() string {
	var notes []string
	if len(r.Themes) == 0 {
		notes = append(notes, "No theme can be told: that takes several records that say the same "+
			"in words of their own. Repeats of one text, signs and single records make none.")
	}
	if r.Cut > 0 {
		notes = append(notes, fmt.Sprintf("Of %s only the first %d KiB were read.",
			counted(r.Cut, "text"), token.MaxBytes>>10))
	}
	return strings.Join(notes, " ")
}

// print writes the themes as a person enjoys reading them: areas, largest first, and in each its
// themes with share, trend, sentiment and the most typical words.
func (r analysisReport) print(out io.Writer) {
	fmt.Fprintf(out, "%s in %.1f s: %s in %s, %s without a theme (%.1f %%)\n",
		counted(r.Records, "record"), r.Seconds, counted(len(r.Themes), "theme"),
		counted(len(r.Areas), "area"), thousands(r.Outliers),
		100*float64(r.Outliers)/max(1, float64(r.Records)))
	if note := r.Note(); note != "" {
		fmt.Fprintln(out, note)
	}
	themes := map[string]text.Theme{}
	for _, theme := range r.Themes {
		themes[theme.ID] = theme
	}
	printed := 0
	for _, area := range r.Areas {
		if printed >= mostPrinted {
			break
		}
		fmt.Fprintf(out, "\n%s  %.1f %%\n", area.Label,
			100*float64(area.Size)/max(1, float64(r.Records)))
		for _, id := range area.Themes {
			if printed++; printed <= mostPrinted {
				r.printTheme(out, themes[id])
			}
		}
	}
	if more := len(r.Themes) - mostPrinted; more > 0 {
		fmt.Fprintf(out, "\nand %s more; --format json or --html shows them all\n",
			counted(more, "theme"))
	}
}

func (r analysisReport) printTheme(out io.Writer, t text.Theme) {
	line := fmt.Sprintf("  %s %5.1f %% %s  %s", padded(t.Label, labelWidth), 100*t.Share,
		bar(t.Share/r.largest()), feels(t.SentimentMean))
	if t.Trend != nil {
		line += "  " + moves(t.Trend)
	}
	if i := t.RatingImpact; i != nil {
		line += fmt.Sprintf("  rating %+.2f [%+.2f, %+.2f]", i.Estimate, i.Low, i.High)
	}
	fmt.Fprintln(out, strings.TrimRight(line, " "))
	if len(t.Quotes) > 0 {
		fmt.Fprintf(out, "      “%s”\n", shortened(r.Quotes[t.Quotes[0]], mostOfQuotes))
	}
}

func (r analysisReport) largest() float64 {
	largest := 1e-9
	for _, t := range r.Themes {
		largest = max(largest, t.Share)
	}
	return largest
}

// bar draws a share of the largest with eighths of a block.
func bar(share float64) string {
	eighths := int(math.Round(share * barWidth * 8))
	full := strings.Repeat("█", eighths/8)
	if rest := eighths % 8; rest > 0 {
		full += string([]rune("▏▎▍▌▋▊▉")[rest-1])
	}
	return padded(full, barWidth)
}

// feels shows sentiment as a sign and a number.
func feels(mean float64) string {
	sign := "·"
	switch {
	case mean >= 0.2:
		sign = "+"
	case mean <= -0.2:
		sign = "−"
	}
	return fmt.Sprintf("%s %+.2f", sign, mean)
}

func moves(t *text.Trend) string {
	arrow := "→"
	switch {
	case t.Slope >= 0.02:
		arrow = "↗"
	case t.Slope <= -0.02:
		arrow = "↘"
	}
	shown := fmt.Sprintf("%s %+.0f %%/week", arrow, 100*t.Slope)
	if t.Spike {
		shown += fmt.Sprintf("  SPIKE (p %.4f)", t.P)
	}
	return shown
}

// padded fills a text up to a width in characters, or cuts it there.
func padded(s string, width int) string {
	s = shortened(s, width)
	return s + strings.Repeat(" ", width-utf8.RuneCountInString(s))
}

// shortened is a text on one line of at most so many characters, none of which steers a terminal.
func shortened(s string, most int) string {
	s = strings.Map(shown, s)
	runes := []rune(strings.Join(strings.Fields(s), " "))
	if len(runes) > most {
		runes = append(runes[:most-1], '…')
	}
	return string(runes)
}

// shown replaces a character that would steer a terminal, or turn its direction, by a space.
func shown(r rune) rune {
	if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
		return ' '
	}
	return r
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return thousands(n) + " " + what + "s"
}

// thousands groups digits: 20,000.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for at := len(s) - 3; at > 0; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}

// rounded is an amount to whole units.
func rounded(amount float64) string { return thousands(int(math.Round(amount))) }
