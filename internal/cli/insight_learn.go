package cli

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/throughlinehq/throughline/engine/text"
	"github.com/throughlinehq/throughline/internal/feedback/intake"
	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// TrainCommand learns labels of the user's own.
type TrainCommand struct {
	File  string `arg:"" help:"Labelled rows: CSV, TSV, JSON, JSON lines, XLSX or Parquet; - reads standard input."`
	Label string `required:"" help:"Column of the label."`
	Text  string `help:"Column of the words: text, content, body, review or comment."`
	Model string `help:"Where to write what was learned." default:"model.json" short:"o"`
	Seed  uint64 `help:"The same rows and seed give the same model." default:"0"`
}

// Help shows examples below the flags.
func (TrainCommand) Help() string {
	return `Examples:
  throughline insight train labelled.csv --label kind --model kinds.json
  throughline insight classify new.csv --model kinds.json

Rows without a label or without words are passed over. A few examples for each label are a start;
a hundred are good.`
}

// Run learns and says how many examples it learned from.
func (c TrainCommand) Run(env *Env) error {
	file, err := openRows(env, c.File)
	if err != nil {
		return err
	}
	defer file.close()
	label, err := file.column("label", c.Label)
	if err != nil {
		return err
	}
	columns, err := feedbackColumns{Text: c.Text}.reader(file)
	if err != nil {
		return err
	}
	var examples []text.Labelled
	passed := 0
	err = file.each(func(row intake.Row) (bool, error) {
		e := text.Labelled{Text: cell(row, columns.text), Label: cell(row, label)}
		if e.Text == "" || e.Label == "" {
			passed++
		} else {
			examples = append(examples, e)
		}
		return env.Context.Err() == nil, env.Context.Err()
	})
	if err != nil {
		return err
	}
	model, err := text.Learn(examples, c.Seed)
	if err != nil {
		return fault.Wrap(fault.Invalid, err, "Nothing can be learned from the file")
	}
	err = writeFile(c.Model, func(w io.Writer) error { return json.NewEncoder(w).Encode(model) })
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.Out, "%s learned from %s, %s passed over; written to %s\n",
		counted(len(model.Labels()), "label"), counted(len(examples), "row"), thousands(passed),
		c.Model)
	return err
}

// ClassifyCommand applies a model.
type ClassifyCommand struct {
	File   string `arg:"" help:"CSV, TSV, JSON, JSON lines, XLSX or Parquet; - reads standard input."`
	Model  string `required:"" help:"What throughline insight train has written."`
	Text   string `help:"Column of the words: text, content, body, review or comment."`
	ID     string `name:"id" help:"Column of the record's id; the row's number without one."`
	Format string `help:"What is printed: text or json." enum:"text,json" default:"text"`
}

// Help shows examples below the flags.
func (ClassifyCommand) Help() string {
	return `Example:
  throughline insight classify new.csv --model kinds.json --format json

A text in which the model knows no word at all gets no label, with confidence 0.`
}

// labelling is the answer for one record.
type labelling struct {
	ID         string  `json:"id"`
	Label      string  `json:"label"`
	Confidence float64 `json:"confidence"`
}

// Run prints a label for every row.
func (c ClassifyCommand) Run(env *Env) error {
	model, err := loadModel(c.Model)
	if err != nil {
		return err
	}
	file, err := openRows(env, c.File)
	if err != nil {
		return err
	}
	defer file.close()
	columns, err := feedbackColumns{Text: c.Text, ID: c.ID}.reader(file)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(env.Out)
	lead := "{\"records\":[\n"
	err = file.each(func(row intake.Row) (bool, error) {
		l := labelling{ID: cell(row, columns.id)}
		if l.ID == "" {
			l.ID = strconv.Itoa(row.Number)
		}
		l.Label, l.Confidence = model.Classify(cell(row, columns.text))
		err := c.printOne(out, lead, l)
		lead = ",\n"
		if err == nil {
			err = env.Context.Err()
		}
		return err == nil, err
	})
	if err != nil {
		return err
	}
	if c.Format == "json" {
		if lead != ",\n" {
			_, _ = out.WriteString(lead) // Flush says what went wrong
		}
		_, _ = out.WriteString("\n]}\n")
	}
	return out.Flush()
}

func (c ClassifyCommand) printOne(out *bufio.Writer, lead string, l labelling) error {
	if c.Format == "text" {
		_, err := fmt.Fprintf(out, "%s\t%s\t%.3f\n", l.ID, l.Label, l.Confidence)
		return err
	}
	data, err := json.Marshal(l)
	if err != nil {
		return err
	}
	_, err = out.WriteString(lead + string(data))
	return err
}

func loadModel(path string) (*text.Model, error) {
	file, err := openFile(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(file)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "The model cannot be read")
	}
	if len(data) == 0 {
		return nil, fault.New(fault.Invalid, "%s is empty.", path)
	}
	model := new(text.Model)
	if err := json.Unmarshal(data, model); err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "%s is no model", path)
	}
	return model, nil
}
