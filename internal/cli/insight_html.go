package cli

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"time"

	"github.com/throughlinehq/throughline/engine/text"
)

//go:embed insight_report.html
var insightReportHTML string

var insightReport = template.Must(template.New("report").Funcs(template.FuncMap{
	"percent":   func(x float64) string { return fmt.Sprintf("%.1f %%", 100*x) },
	"thousands": thousands,
	"counted":   counted,
	"width":     func(x, most float64) string { return fmt.Sprintf("%.1f", 100*x/max(most, 1e-9)) },
}).Parse(insightReportHTML))

// writeHTML writes a report that needs nothing but itself.
func (r analysisReport) writeHTML(path string) error {
	view := reportView{analysisReport: r, Largest: r.largest(), Span: r.impactSpan(),
		Made: time.Now().UTC().Format("2 January 2006")}
	themes := map[string]text.Theme{}
	for _, t := range r.Themes {
		themes[t.ID] = t
	}
	for _, area := range r.Areas {
		shown := reportArea{Label: area.Label,
			Share: float64(area.Size) / max(1, float64(r.Records))}
		for _, id := range area.Themes {
			shown.Themes = append(shown.Themes, view.theme(themes[id]))
		}
		view.Tree = append(view.Tree, shown)
	}
	return writeFile(path, func(out io.Writer) error { return insightReport.Execute(out, view) })
}

type reportView struct {
	analysisReport
	Tree    []reportArea
	Largest float64 // share of the largest theme
	Span    float64 // of the rating axis to either side, 0 without ratings
	Made    string
}

type reportArea struct {
	Label  string
	Share  float64
	Themes []reportTheme
}

type reportTheme struct {
	text.Theme
	Words   []string
	Feeling float64 // place of the sentiment on an axis of 100
	Impact  *reportInterval
	Moves   string
}

// reportInterval is an interval on an axis of 100, the middle of which is no difference.
type reportInterval struct {
	Low, Width, Middle float64
	Pale               bool // it may be none
	Said               string
}

func (v reportView) theme(t text.Theme) reportTheme {
	out := reportTheme{Theme: t, Feeling: 50 + 50*t.SentimentMean}
	for _, id := range t.Quotes {
		out.Words = append(out.Words, shortened(v.Quotes[id], 300))
	}
	if t.Trend != nil {
		out.Moves = moves(t.Trend)
	}
	if i := t.RatingImpact; i != nil && v.Span > 0 {
		at := func(x float64) float64 { return 50 + 50*max(-1, min(1, x/v.Span)) }
		out.Impact = &reportInterval{Low: at(i.Low), Width: max(0.5, at(i.High)-at(i.Low)),
			Middle: at(i.Estimate), Pale: i.Low <= 0 && i.High >= 0,
			Said: fmt.Sprintf("%+.2f (%+.2f to %+.2f)", i.Estimate, i.Low, i.High)}
	}
	return out
}

// impactSpan is the largest difference of ratings there is to show.
func (r analysisReport) impactSpan() float64 {
	span := 0.0
	for _, t := range r.Themes {
		if i := t.RatingImpact; i != nil {
			span = max(span, math.Abs(i.Low), math.Abs(i.High))
		}
	}
	return span
}
