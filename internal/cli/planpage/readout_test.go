package planpage

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/engine/experiment"
)

// readout is of a test that helps, some way on.
func readout(t *testing.T, change func(*experiment.Plan)) experiment.Readout {
	t.Helper()
	start := time.Date(2027, 1, 4, 9, 0, 0, 0, time.UTC)
	p := experiment.Plan{Experiment: "<b>bold", Control: "a", Treatment: "b", WindowDays: 1,
		Users: 400, Looks: 4, Metrics: []experiment.Metric{
			{Name: "orders", Kind: "count", Event: "order", Role: "primary"},
			{Name: "calls", Kind: "count", Event: "order", Role: "guardrail", Margin: .2}}}
	change(&p)
	var events []experiment.Event
	var exposures []experiment.Exposure
	for i := range 330 {
		at, user := start.Add(time.Duration(i)*time.Hour), fmt.Sprint("u", i)
		exposures = append(exposures, experiment.Exposure{At: at, User: user,
			Experiment: p.Experiment, Variant: []string{"a", "b"}[i%2]})
		for range i/2*7%5 + i%2 {
			events = append(events, experiment.Event{At: at, User: user, Name: "order", Value: 1})
		}
	}
	r, err := experiment.Read(p, events, exposures)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestReadoutPage(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*experiment.Plan)
		want   []string
	}{
		"looks": {func(*experiment.Plan) {}, []string{"crossed", "z of the effect", "SHA-256",
			"4 looks", `class="margin"`, "ship"}},
		"sequence": {func(p *experiment.Plan) { p.Mode = experiment.ConfidenceSequence },
			[]string{"confidence-sequence", "z of the effect"}},
		"once": {func(p *experiment.Plan) { p.Mode, p.Looks = experiment.Fixed, 1 },
			[]string{"wait", "z of the effect"}},
		"rows": {func(p *experiment.Plan) { p.Users, p.Looks, p.Difference = 0, 0, "absolute" },
			[]string{"ship", "absolute effect"}},
	} {
		var out bytes.Buffer
		if err := WriteReadout(&out, readout(t, c.change), "4 January 2027"); err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) { standsAlone(t, out.String(), c.want...) })
		if name == "rows" && strings.Contains(out.String(), "z of the effect") {
			t.Error("a test without looks has a boundary")
		}
	}
}

func TestSizes(t *testing.T) {
	for want, got := range map[string]string{"+26.2 %": size(.262, true), "−3.0 %": size(-.03, true),
		"0 %": size(0, true), "+0.04 %": size(.00042, true), "−1234": size(-1234.4, false),
		"+0.0123": size(.01234, false)} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if round(.61) != .8 || round(1) != 1 || round(.0301) > .0401 {
		t.Error(round(.61), round(1), round(.0301))
	}
}
