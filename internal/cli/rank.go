package cli

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/throughlinehq/throughline/engine/rank"
	"github.com/throughlinehq/throughline/internal/cli/planpage"
	"github.com/throughlinehq/throughline/internal/feedback/intake"
	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// RankCommands order items, and say how far to trust an order and those who gave the values.
type RankCommands struct {
	Items     RankCommand          `cmd:"" default:"withargs" help:"Rank items by a framework; the word may be left out."`
	Pairs     RankPairsCommand     `cmd:"" help:"Rank items by comparisons of two at a time."`
	Calibrate RankCalibrateCommand `cmd:"" help:"Compare scorers' estimates with what came of them."`
}

// Help shows examples below the commands.
func (RankCommands) Help() string {
	return `Examples:
  throughline rank backlog.csv --framework wsjf --top 10
  throughline rank pairs votes.csv
  throughline rank calibrate estimates.csv
  throughline rank - --list`
}

// RankCommand ranks items by a framework, and says how firm the order is.
type RankCommand struct {
	File      string   `arg:"" help:"Items as CSV, TSV, JSON, JSON lines, XLSX or Parquet; - reads standard input."`
	Framework string   `help:"rice, ice, wsjf, cd3, value_effort, ...; --list shows them." default:"rice"`
	Formula   string   `help:"A formula of your own over the columns, instead of a framework." placeholder:"EXPR"`
	ID        string   `name:"id" help:"Column of the item's name." default:"id"`
	Top       []int    `help:"Lengths of lists of interest." default:"5"`
	Draws     int      `help:"How often the list is drawn." default:"4000"`
	Seed      uint64   `help:"The same file and seed give the same answer." default:"0"`
	List      bool     `help:"List the frameworks with their fields and formulas."`
	Format    string   `help:"What is printed: text or json." enum:"text,json" default:"text"`
	HTML      string   `name:"html" help:"Also write a page with the ranking that needs nothing but itself." placeholder:"OUT"`
	Map       []string `help:"Which column holds a field: --map effort=Weeks." placeholder:"FIELD=COLUMN" short:"m"`
	Weight    []string `help:"Another weight in a weighted framework: --weight revenue=4." placeholder:"FIELD=WEIGHT"`
}

// Help shows examples below the flags.
func (RankCommand) Help() string {
	return `Examples:
  throughline rank items backlog.csv
  throughline rank backlog.csv --framework wsjf --top 10 --format json
  throughline rank backlog.csv --formula "value * sqrt(reach) / effort"
  throughline rank backlog.csv --framework weighted --weight revenue=4
  throughline rank backlog.csv --html ranking.html
  throughline rank - --list

A value is a number (8), a range from P10 to P90 (5-12), or two columns named field_p10 and
field_p90. In JSON a value is a number or {"p10": 5, "p90": 12}.`
}

// Run ranks and prints.
func (c RankCommand) Run(env *Env) error {
	if c.List {
		return c.listFrameworks(env.Out)
	}
	if err := checkTop(c.Top); err != nil {
		return err
	}
	table, err := c.read(env)
	if err != nil {
		return err
	}
	framework, err := c.framework(table)
	if err != nil {
		return err
	}
	items, err := table.items(framework)
	if err != nil {
		return err
	}
	result, err := rank.Rank(framework, items, rank.Options{Draws: c.Draws, Seed: c.Seed,
		TopK: c.Top})
	if err != nil {
		return badInput(err)
	}
	if c.HTML != "" {
		err := writeFile(c.HTML, func(out io.Writer) error {
			return planpage.WriteRanking(out, framework, result, c.Top[0], today())
		})
		if err != nil {
			return err
		}
	}
	if c.Format == "json" {
		return printJSON(env, result)
	}
	return printRanking(plainly{env.Out}, framework, result, c.Top[0])
}

func checkTop(top []int) error {
	if slices.ContainsFunc(top, func(k int) bool { return k < 1 }) {
		return fault.New(fault.Invalid, "--top must be 1 or more.")
	}
	return nil
}

func (c RankCommand) listFrameworks(out io.Writer) error {
	for _, f := range rank.Frameworks() {
		formula := cmp.Or(f.Formula, "weighted mean of the fields")
		if _, err := fmt.Fprintf(out, "%-14s %s\n%15s%s\n", f.Key, formula, "",
			fieldKeys(f)); err != nil {
			return err
		}
	}
	return nil
}

func fieldKeys(f rank.Framework) string {
	keys := make([]string, len(f.Fields))
	for i, field := range f.Fields {
		keys[i] = field.Key
	}
	return strings.Join(keys, ", ")
}

// framework is the preset, or one of the columns that the formula names.
func (c RankCommand) framework(table *itemTable) (rank.Framework, error) {
	if c.Formula == "" {
		f, err := rank.Preset(c.Framework)
		if err != nil {
			return f, badInput(err)
		}
		return f, c.setWeights(f)
	}
	expr, err := rank.Parse(c.Formula, table.fields())
	if err != nil {
		return rank.Framework{}, fault.New(fault.Invalid, "--formula: %v. Columns: %s.", err,
			strings.Join(table.fields(), ", "))
	}
	var fields []rank.Field
	for _, key := range expr.Uses() {
		fields = append(fields, rank.Field{Key: key, Label: key, Min: -1e12})
	}
	f, err := rank.Custom("Formula", fields, c.Formula)
	return f, badInput(err)
}

// setWeights gives the fields of a weighted framework the weights that were asked for.
func (c RankCommand) setWeights(f rank.Framework) error {
	for _, pair := range c.Weight {
		key, text, _ := strings.Cut(pair, "=")
		weight, err := readNumber(text)
		at := slices.IndexFunc(f.Fields, func(field rank.Field) bool { return field.Key == key })
		switch {
		case f.Formula != "":
			return fault.New(fault.Invalid, "--weight %s: %s is a formula without weights; "+
				"--framework weighted has them.", pair, f.Key)
		case at < 0:
			return fault.New(fault.Invalid, "--weight %s: %s has no field %q; it has %s, and "+
				"--map says which column holds a field.", pair, f.Key, key, fieldKeys(f))
		case err != nil || !(weight > 0):
			return fault.New(fault.Invalid,
				"--weight %s: write FIELD=WEIGHT, with a number above 0.", pair)
		}
		f.Fields[at].Weight = weight
	}
	return nil
}

// itemTable is a file of items: each row's values by column, in lower case.
type itemTable struct {
	id      string
	columns []string
	rows    []itemRow
	renamed map[string]string // field to column
}

type itemRow struct {
	id, place string
	values    map[string]string
}

func (c RankCommand) read(env *Env) (*itemTable, error) {
	file, err := openRows(env, c.File)
	if err != nil {
		return nil, err
	}
	defer file.close()
	at, err := file.column("id", c.ID)
	if err != nil {
		return nil, err
	}
	t := &itemTable{id: strings.ToLower(c.ID), renamed: map[string]string{}}
	for _, pair := range c.Map {
		field, column, ok := strings.Cut(pair, "=")
		if _, err := file.column("map", column); !ok || err != nil {
			return nil, cmp.Or(err, fault.New(fault.Invalid, "--map %q is not FIELD=COLUMN.", pair))
		}
		t.renamed[strings.ToLower(field)] = strings.ToLower(column)
	}
	for _, name := range file.columns {
		t.columns = append(t.columns, strings.ToLower(name))
	}
	err = file.every(func(row intake.Row) (bool, error) {
		item := itemRow{id: cell(row, at), place: file.place(row), values: map[string]string{}}
		if item.id == "" {
			return false, fault.New(fault.Invalid, "%s has no %s.", item.place, c.ID)
		}
		for k := range t.columns {
			item.values[t.columns[k]] = cell(row, k)
		}
		t.rows = append(t.rows, item)
		return env.Context.Err() == nil, nil
	})
	return t, err
}

// fields are the columns as a formula may name them.
func (t *itemTable) fields() []string {
	var all []string
	for _, name := range t.columns {
		for _, end := range []string{"p10", "p50", "p90"} {
			name = strings.TrimSuffix(strings.TrimSuffix(name, "_"+end), "."+end)
		}
		name = strings.TrimSuffix(name, ".shared")
		if name != t.id {
			all = append(all, name)
		}
	}
	for field := range t.renamed {
		all = append(all, field)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// items reads the values that the framework asks for; an empty cell is a missing value.
func (t *itemTable) items(f rank.Framework) ([]rank.Item, error) {
	items := make([]rank.Item, len(t.rows))
	for i, row := range t.rows {
		items[i] = rank.Item{ID: row.id, Values: map[string]rank.Estimate{}}
		for _, field := range f.Fields {
			estimate, given, err := t.value(row, field.Key)
			if err != nil {
				return nil, fault.New(fault.Invalid, "%s, %s: %v.", row.place, field.Key, err)
			}
			if given {
				items[i].Values[field.Key] = estimate
			}
		}
	}
	return items, nil
}

func (t *itemTable) value(row itemRow, field string) (e rank.Estimate, given bool, err error) {
	column := cmp.Or(t.renamed[strings.ToLower(field)], strings.ToLower(field))
	if text := row.values[column]; text != "" {
		e, err = readEstimate(text)
		return e, true, err
	}
	part := func(name string) string { // reach_p10, or {"reach": {"p10": ...}} taken apart
		return cmp.Or(row.values[column+"_"+name], row.values[column+"."+name])
	}
	low, middle, high := part("p10"), part("p50"), part("p90")
	if low == "" && high == "" {
		return e, false, nil
	}
	if low == "" || high == "" {
		return e, false, fmt.Errorf("a range needs both its p10 and its p90")
	}
	if e, given, err = parseRange(low, high); err == nil && middle != "" {
		e.P50 = new(float64)
		*e.P50, err = readNumber(middle)
	}
	e.Shared = row.values[column+".shared"]
	return e, given, err
}

// readEstimate reads "8", "5-12", "5..12", "80%" or a JSON object.
func readEstimate(text string) (rank.Estimate, error) {
	if strings.HasPrefix(text, "{") {
		var e rank.Estimate
		err := json.Unmarshal([]byte(text), &e)
		return e, err
	}
	if v, err := readNumber(text); err == nil {
		return rank.Point(v), nil
	}
	for _, between := range []string{"..", "–", " to ", "-"} {
		if low, high, ok := strings.Cut(text, between); ok && low != "" {
			e, _, err := parseRange(low, high)
			return e, err
		}
	}
	return rank.Estimate{}, fmt.Errorf("%.40q is neither a number nor a range such as 5-12", text)
}

func parseRange(low, high string) (rank.Estimate, bool, error) {
	a, err := readNumber(low)
	if err != nil {
		return rank.Estimate{}, false, err
	}
	b, err := readNumber(high)
	if err == nil && b < a {
		err = fmt.Errorf("the range from %s to %s falls", low, high)
	}
	return rank.Range(a, b), true, err
}

func readNumber(text string) (float64, error) {
	text = strings.TrimSpace(text)
	number, percent := strings.CutSuffix(text, "%")
	v, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if err != nil {
		return 0, fmt.Errorf("%.40q is not a number", text)
	}
	if percent {
		v /= 100
	}
	return v, nil
}
