package cli

import (
	"fmt"
	"io"
)

// ReportCommand writes the page that analyze writes with --html, for those who want only that.
type ReportCommand struct {
	File   string `arg:"" help:"CSV, TSV, JSON, JSON lines, XLSX or Parquet; - reads standard input."`
	Out    string `help:"Where the page is written." default:"themes.html" placeholder:"OUT"`
	Themes string `help:"Number of themes; auto lets the words decide." default:"auto"`
	Seed   uint64 `help:"The same file and seed give the same page." default:"0"`
	teacherFile
	feedbackColumns
}

// Help shows examples below the flags.
func (ReportCommand) Help() string {
	return `Examples:
  throughline insight report reviews.csv
  throughline insight report answers.jsonl --text answer --out answers.html

The page holds everything it needs, in light and dark, and asks no other machine for anything.`
}

// Run analyses the file and writes the page.
func (c ReportCommand) Run(env *Env) error {
	quiet := *env
	quiet.Out = io.Discard
	analyze := AnalyzeCommand{File: c.File, Themes: c.Themes, Seed: c.Seed, Format: "text",
		HTML: c.Out, teacherFile: c.teacherFile, feedbackColumns: c.feedbackColumns}
	if err := analyze.Run(&quiet); err != nil {
		return err
	}
	_, err := fmt.Fprintf(env.Out, "The report is in %s.\n", c.Out)
	return err
}
