package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/throughlinehq/throughline/engine/rank"
	"github.com/throughlinehq/throughline/internal/feedback/intake"
	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// RankPairsCommand orders items by comparisons of two at a time.
type RankPairsCommand struct {
	File   string `arg:"" help:"A row per comparison, in any format that rank reads; - reads standard input."`
	Winner string `help:"Column of the item that was preferred." default:"winner" placeholder:"COL"`
	Loser  string `help:"Column of the other item." default:"loser" placeholder:"COL"`
	Tie    string `help:"Column that says yes, true, 1 or tie where neither was preferred; tie without one." placeholder:"COL"`
	Top    []int  `help:"Lengths of lists of interest." default:"5"`
	Draws  int    `help:"How often the strengths are drawn." default:"4000"`
	Seed   uint64 `help:"The same file and seed give the same answer." default:"0"`
	Format string `help:"What is printed: text or json." enum:"text,json" default:"text"`
}

// Help shows examples below the flags.
func (RankPairsCommand) Help() string {
	return `Examples:
  throughline rank pairs votes.csv
  throughline rank pairs votes.csv --winner better --loser worse --top 3 --format json

A score is a strength on Bradley and Terry's scale: 1 more is preferred in 73 of 100 cases. The
last line names the pair whose comparison would tell most.`
}

// pairsOut is a ranking, and what to compare next.
type pairsOut struct {
	rank.Result
	Comparisons int      `json:"comparisons"`
	NextPair    []string `json:"next_pair"`
}

// Run ranks and prints.
func (c RankPairsCommand) Run(env *Env) error {
	if err := checkTop(c.Top); err != nil {
		return err
	}
	names, duels, err := c.read(env)
	if err != nil {
		return err
	}
	result, err := rank.RankDuels(names, duels, rank.Options{Draws: c.Draws, Seed: c.Seed,
		TopK: c.Top})
	if err != nil {
		return badInput(err)
	}
	out := pairsOut{Result: result, Comparisons: len(duels), NextPair: []string{}}
	fit, err := rank.Compare(len(names), duels)
	if err != nil {
		return badInput(err)
	}
	if a, b, ok := rank.NextDuel(fit); ok {
		out.NextPair = append(out.NextPair, names[a], names[b])
	}
	if c.Format == "json" {
		return printJSON(env, out)
	}
	by := rank.Framework{Name: counted(len(duels), "comparison")}
	if err := printRanking(plainly{env.Out}, by, result, c.Top[0]); err != nil {
		return err
	}
	if len(out.NextPair) == 2 {
		_, err = fmt.Fprintf(plainly{env.Out}, "\nCompare next: %s with %s\n", out.NextPair[0],
			out.NextPair[1])
	}
	return err
}

// read names the items in the order in which they appear.
func (c RankPairsCommand) read(env *Env) (names []string, duels []rank.Duel, err error) {
	file, err := openRows(env, c.File)
	if err != nil {
		return nil, nil, err
	}
	defer file.close()
	winner, err := file.column("winner", c.Winner)
	if err != nil {
		return nil, nil, err
	}
	loser, err := file.column("loser", c.Loser)
	if err != nil {
		return nil, nil, err
	}
	tie, err := file.column("tie", c.Tie)
	if c.Tie == "" {
		if at, err := file.column("tie", "tie"); err == nil {
			tie = at
		}
	}
	if err != nil {
		return nil, nil, err
	}
	known := map[string]int{}
	index := func(name string) int {
		if _, ok := known[name]; !ok {
			known[name] = len(names)
			names = append(names, name)
		}
		return known[name]
	}
	err = file.every(func(row intake.Row) (bool, error) {
		a, b := cell(row, winner), cell(row, loser)
		switch {
		case a == "" || b == "":
			return false, fault.New(fault.Invalid, "%s names only one item.", file.place(row))
		case a == b:
			return false, fault.New(fault.Invalid, "%s compares %s with itself.",
				file.place(row), a)
		}
		even, err := readTie(cell(row, tie))
		if err != nil {
			return false, fault.New(fault.Invalid, "%s: %v.", file.place(row), err)
		}
		duels = append(duels, rank.Duel{Winner: index(a), Loser: index(b), Tie: even})
		return env.Context.Err() == nil, nil
	})
	return names, duels, err
}

func readTie(text string) (bool, error) {
	switch strings.ToLower(text) {
	case "", "no", "false", "0":
		return false, nil
	case "yes", "true", "1", "tie":
		return true, nil
	}
	return false, fmt.Errorf("%.40q says neither yes nor no to a tie", text)
}

// RankCalibrateCommand compares scorers' estimates with what came of them.
type RankCalibrateCommand struct {
	File     string `arg:"" help:"A row per estimate, in any format that rank reads; - reads standard input."`
	Scorer   string `help:"Column of who gave the estimate." default:"scorer" placeholder:"COL"`
	Estimate string `help:"Column of the estimate: 8, or 5-12 from P10 to P90." default:"estimate" placeholder:"COL"`
	Actual   string `help:"Column of what came of it; rows without one are left out." default:"actual" placeholder:"COL"`
	Format   string `help:"What is printed: text or json." enum:"text,json" default:"text"`
}

// Help shows examples below the flags.
func (RankCalibrateCommand) Help() string {
	return `Examples:
  throughline rank calibrate estimates.csv
  throughline rank calibrate done.csv --scorer team --estimate weeks --actual took --format json`
}

// Run compares and prints.
func (c RankCalibrateCommand) Run(env *Env) error {
	guesses, err := c.read(env)
	if err != nil {
		return err
	}
	found, err := rank.Calibrate(guesses)
	if err != nil {
		return badInput(err)
	}
	if c.Format == "json" {
		return printJSON(env, map[string]any{"scorers": found})
	}
	return printCalibration(plainly{env.Out}, found)
}

func (c RankCalibrateCommand) read(env *Env) (guesses []rank.Guess, err error) {
	file, err := openRows(env, c.File)
	if err != nil {
		return nil, err
	}
	defer file.close()
	var at [3]int
	for i, named := range [3][2]string{{"scorer", c.Scorer}, {"estimate", c.Estimate},
		{"actual", c.Actual}} {
		if at[i], err = file.column(named[0], named[1]); err != nil {
			return nil, err
		}
	}
	err = file.every(func(row intake.Row) (bool, error) {
		scorer, said, came := cell(row, at[0]), cell(row, at[1]), cell(row, at[2])
		if said == "" || came == "" {
			return true, nil
		}
		estimate, err := readEstimate(said)
		if err != nil {
			return false, fault.New(fault.Invalid, "%s, %s: %v.", file.place(row), c.Estimate, err)
		}
		actual, err := readNumber(came)
		if err != nil {
			return false, fault.New(fault.Invalid, "%s, %s: %v.", file.place(row), c.Actual, err)
		}
		guesses = append(guesses, rank.Guess{Scorer: scorer, Estimate: estimate, Actual: actual})
		return env.Context.Err() == nil, nil
	})
	return guesses, err
}

func printCalibration(out io.Writer, found []rank.Calibration) error {
	if len(found) == 0 {
		_, err := fmt.Fprintln(out, "No estimate has an actual to compare with yet.")
		return err
	}
	for _, c := range found {
		held := "no ranges"
		if c.Ranges > 0 {
			held = fmt.Sprintf("%d of %d ranges held", c.Held, c.Ranges)
		}
		_, err := fmt.Fprintf(out, "%s %5d  actual / estimate %5.2f [%.2f, %.2f]  %-22s  %s\n",
			padded(c.Scorer, nameWidth), c.N, c.Bias, c.BiasLow, c.BiasHigh, held, c.Advice)
		if err != nil {
			return err
		}
	}
	return nil
}
