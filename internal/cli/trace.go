package cli

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/throughlinehq/throughline/internal/flow"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// TraceCommand prints the line through a record.
type TraceCommand struct {
	Store
	Workspace
	Record string `arg:"" help:"A key such as FB-12, OP-3 or HAR-7, or an identifier."`
	Format string `help:"How to print it." enum:"text,json" default:"text"`
}

// Help shows examples below the flags.
func (TraceCommand) Help() string {
	return `Examples:
  throughline trace FB-12          what became of these words?
  throughline trace HAR-7          why does this exist, and who was told?
  throughline trace HAR-7 --format json`
}

// Run walks the line and prints every step. It works beside a running server.
func (c TraceCommand) Run(env *Env) error {
	db, s, err := enter(env, c.OpenBeside, c.Workspace)
	if err != nil {
		return err
	}
	defer db.Close()
	var t flow.Trace
	err = db.Read(env.Context, s, func(tx *database.Tx) error {
		record, err := flow.Resolve(tx, c.Record)
		if err != nil {
			return err
		}
		t, err = flow.Follow(tx, record.Kind(), record)
		return err
	})
	if err != nil {
		return err
	}
	if c.Format == "json" {
		encoder := json.NewEncoder(env.Out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(t.View())
	}
	return printTrace(env, t)
}

func printTrace(env *Env, t flow.Trace) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n%s\n\n", named(t.Root), t.Why, t.Became)
	for _, step := range t.Steps {
		mark := "●"
		if step.Total == 0 {
			mark = "○"
		}
		fmt.Fprintf(&b, "%s %-12s", mark, step.Label)
		switch {
		case step.Total == 0:
			b.WriteString(" not yet\n")
			continue
		case step.Total > 1:
			fmt.Fprintf(&b, " %d, from %s\n", step.Total, step.At.Format("2 Jan 2006"))
		default:
			fmt.Fprintf(&b, " %s\n", step.At.Format("2 Jan 2006"))
		}
		for _, r := range step.Records[:min(len(step.Records), 5)] {
			fmt.Fprintf(&b, "│   %s\n", named(r))
		}
		if more := step.Total - 5; more > 0 && len(step.Records) >= 5 {
			fmt.Fprintf(&b, "│   and %d more\n", more)
		}
		if step.Key == "opportunity" {
			printItems(&b, t.Items)
		}
	}
	_, err := fmt.Fprint(env.Out, b.String())
	return err
}

// printItems prints the work itself, which lies between the opportunity and its score.
func printItems(b *strings.Builder, items []flow.Described) {
	if len(items) == 0 {
		return
	}
	fmt.Fprintf(b, "● %-12s %s\n", "Item", items[0].At.Format("2 Jan 2006"))
	for _, item := range items[:min(len(items), 5)] {
		fmt.Fprintf(b, "│   %s\n", named(item))
	}
}

// named writes a record on one line: key, title, who or what, state.
func named(d flow.Described) string {
	parts := []string{}
	title := fmt.Sprintf("“%s”", oneLine(d.Title, 72))
	for _, part := range []string{d.Key, title, d.Subtitle, d.State} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "  ")
}

func oneLine(s string, most int) string {
	runes := []rune(strings.Join(strings.Fields(s), " "))
	if len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return string(runes)
}
