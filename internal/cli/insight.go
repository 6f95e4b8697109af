package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/throughlinehq/throughline/engine/text"
	"github.com/throughlinehq/throughline/internal/feedback/intake"
	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// InsightCommand works on the words in files; it needs no server and no database.
type InsightCommand struct {
	Analyze  AnalyzeCommand  `cmd:"" help:"Find the themes in a file of feedback."`
	Report   ReportCommand   `cmd:"" help:"Write the themes as a page that can be mailed."`
	Train    TrainCommand    `cmd:"" help:"Learn kinds or themes of your own from labelled rows."`
	Classify ClassifyCommand `cmd:"" help:"Apply what was learned to a file."`
	Teacher  TeacherCommand  `cmd:"" help:"Convert the optional teacher, a sentence encoder."`
}

// AnalyzeCommand finds themes, kinds, sentiment, language, twins and personal data.
type AnalyzeCommand struct {
	File   string `arg:"" help:"CSV, TSV, JSON, JSON lines, XLSX or Parquet; - reads standard input."`
	Themes string `help:"Number of themes; auto lets the words decide." default:"auto"`
	Seed   uint64 `help:"The same file and seed give the same answer." default:"0"`
	Format string `help:"What is printed: text or json." enum:"text,json" default:"text"`
	HTML   string `name:"html" help:"Also write a report that can be mailed." placeholder:"OUT"`
	teacherFile
	feedbackColumns
}

// teacherFile names the optional teacher.
type teacherFile struct {
	Teacher string `help:"File that insight teacher wrote: it reads along, for a minute." placeholder:"FILE"`
}

// feedbackColumns say which column holds what.
type feedbackColumns struct {
	Text    string `help:"Column of the words: text, content, body, review or comment."`
	ID      string `name:"id" help:"Column of the record's id; the row's number without one."`
	Date    string `help:"Column of the date."`
	Rating  string `help:"Column of the rating, on any scale."`
	Author  string `help:"Column of the author's name, found as personal data in the words."`
	Account string `help:"Column of the account; intervals treat its records as one."`
	Lang    string `help:"Column of the language as ISO 639-1 code; found out without one."`
	Vectors string `help:"Column of vectors that a model of your own made, as lists of numbers."`
}

// Help shows examples below the flags.
func (AnalyzeCommand) Help() string {
	return `Examples:
  throughline insight analyze reviews.csv
  throughline insight analyze answers.jsonl --text answer --format json > themes.json
  cat tickets.tsv | throughline insight analyze - --themes 20 --html report.html
  throughline insight analyze embedded.jsonl --vectors embedding

Columns named id, date, rating, author, account and lang are used without being asked for, and so
is vector in JSON. A record without a vector goes by its words alone. Nothing leaves this machine;
the same file gives the same answer.`
}

// textColumns are the names a column of words may have, the surest first.
var textColumns = []string{"text", "content", "body", "review", "comment"}

// memoryGoal is how much memory a long run should keep to; the runtime cleans up harder near it,
// and below it seldom: when what was thrown away is garbagePercent of what is in use.
const (
	memoryGoal     = 192 << 20
	garbagePercent = 250
)

// Run analyses the file.
func (c AnalyzeCommand) Run(env *Env) error {
	options, err := c.options(env)
	if err != nil {
		return err
	}
	file, err := openRows(env, c.File)
	if err != nil {
		return err
	}
	defer file.close()
	records, err := c.reader(file)
	if err != nil {
		return err
	}
	debug.SetMemoryLimit(memoryGoal)
	debug.SetGCPercent(garbagePercent)
	shown := newProgress(env.Err, "% of the work")
	options.Progress = func(done, total int) bool {
		shown.show(int64(done), 0)
		return env.Context.Err() == nil
	}
	begin := time.Now()
	out := &analysisOut{out: bufio.NewWriter(env.Out), json: c.Format == "json"}
	result, err := text.Stream(records.source(), options, out.record)
	shown.end()
	if errors.Is(err, text.ErrCancelled) {
		return fault.New(fault.Conflict, "Cancelled; nothing was written.")
	}
	if errors.Is(err, text.ErrVector) {
		return fault.Wrap(fault.Invalid, err, "The column of vectors is not whole")
	}
	if err != nil {
		return err
	}
	report := analysisReport{Result: result, File: c.File, Records: out.count,
		Seconds: time.Since(begin).Seconds()}
	if report.Quotes, err = records.quotes(env.Context, result, c); err != nil {
		return err
	}
	if c.HTML != "" {
		if err := report.writeHTML(c.HTML); err != nil {
			return err
		}
	}
	return out.finish(report)
}

func (c AnalyzeCommand) options(env *Env) (text.Options, error) {
	o := text.Options{Seed: c.Seed}
	var err error
	if o.Teacher, err = openTeacher(c.Teacher); err != nil || c.Themes == "auto" {
		return o, err
	}
	n, err := strconv.Atoi(c.Themes)
	if err != nil || n < 1 || n > 10_000 {
		return o, fault.New(fault.Invalid,
			"--themes must be auto or a number from 1 to 10000, not %q.", c.Themes)
	}
	o.Themes = n
	return o, nil
}

// recordReader makes records of rows.
type recordReader struct {
	rows                                                   *rows
	text, id, date, rating, author, account, lang, vectors int
}

// reader finds the columns.
func (c feedbackColumns) reader(file *rows) (*recordReader, error) {
	r := &recordReader{rows: file}
	var errs []error
	find := func(flag, name, usual string) int {
		if name == "" {
			at, _ := file.column(flag, usual) // none of that name is fine
			return at
		}
		at, err := file.column(flag, name)
		errs = append(errs, err)
		return at
	}
	r.text = find("text", c.Text, "")
	for _, usual := range textColumns {
		if r.text < 0 && c.Text == "" {
			r.text = find("text", "", usual)
		}
	}
	r.id, r.date = find("id", c.ID, "id"), find("date", c.Date, "date")
	r.rating, r.author = find("rating", c.Rating, "rating"), find("author", c.Author, "author")
	r.account, r.lang = find("account", c.Account, "account"), find("lang", c.Lang, "lang")
	r.vectors = find("vectors", c.Vectors, usualVectors(file))
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	if r.text < 0 {
		return nil, fault.New(fault.Invalid, "No column is named %s; say with --text which one "+
			"holds the words. There are: %s.", strings.Join(textColumns, ", "), file.columnList())
	}
	return r, nil
}

// source reads the records, as often as it is asked to, ahead of those who use them.
func (r *recordReader) source() text.Source {
	return text.Ahead(func(yield func(text.Record) bool) error {
		return r.rows.each(func(row intake.Row) (bool, error) {
			record, err := r.record(row)
			return err == nil && yield(record), err
		})
	})
}

func (r *recordReader) record(row intake.Row) (text.Record, error) {
	out := text.Record{ID: cell(row, r.id), Text: cell(row, r.text), Author: cell(row, r.author),
		Account: cell(row, r.account), Lang: strings.ToLower(cell(row, r.lang))}
	if out.ID == "" {
		out.ID = strconv.Itoa(row.Number)
	}
	if written := cell(row, r.date); written != "" {
		at, known := intake.ParseTime(written, false)
		if !known {
			return out, fault.New(fault.Invalid,
				"%s: %s is not a date that can be read; write 2027-01-31.", place(row),
				quoted(written))
		}
		out.At = at
	}
	if written := cell(row, r.rating); written != "" {
		rating, err := strconv.ParseFloat(strings.Replace(written, ",", ".", 1), 64)
		if err != nil {
			return out, fault.New(fault.Invalid, "%s: %s is not a rating.", place(row),
				quoted(written))
		}
		out.Rating = &rating
	}
	if written := cell(row, r.vectors); written != "" {
		var err error
		if out.Vector, err = vectorOf(written); err != nil {
			return out, fault.New(fault.Invalid, "%s: the vector is not a list of numbers like "+
				"[0.25, -1.5]: %v.", place(row), err)
		}
	}
	return out, nil
}

// place says where a row stands.
func place(row intake.Row) string {
	if row.Line > 0 {
		return fmt.Sprintf("Line %d", row.Line)
	}
	return fmt.Sprintf("Record %d", row.Number)
}

// quotes reads the words of the records that stand for themes, which only people need to see.
func (r *recordReader) quotes(ctx context.Context, result text.Result, c AnalyzeCommand) (
	map[string]string, error) {
	words := map[string]string{}
	if c.Format == "json" && c.HTML == "" {
		return words, nil
	}
	wanted := 0
	for _, theme := range result.Themes {
		for _, id := range theme.Quotes {
			words[id] = ""
			wanted++
		}
	}
	err := r.source()(func(record text.Record) bool {
		if written, asked := words[record.ID]; asked && written == "" {
			words[record.ID] = strings.Clone(record.Text)
			wanted--
		}
		return wanted > 0 && ctx.Err() == nil
	})
	return words, err
}

// analysisOut prints the answer as it comes.
type analysisOut struct {
	out   *bufio.Writer
	json  bool
	count int
}

func (o *analysisOut) record(r text.Reading) error {
	o.count++
	if !o.json {
		return nil
	}
	lead := ",\n"
	if o.count == 1 {
		lead = "{\"records\":[\n"
	}
	return o.value(lead, r)
}

func (o *analysisOut) value(lead string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if _, err = o.out.WriteString(lead); err == nil {
		_, err = o.out.Write(data)
	}
	return err
}

func (o *analysisOut) finish(r analysisReport) error {
	if !o.json {
		r.print(o.out)
		return o.out.Flush()
	}
	lead := "\n],\n\"themes\":"
	if o.count == 0 {
		lead = "{\"records\":[" + lead[1:]
	}
	err := errors.Join(o.value(lead, listOf(r.Result.Themes)),
		o.value(",\n\"areas\":", listOf(r.Result.Areas)),
		o.value(",\n\"outliers\":", r.Result.Outliers),
		o.value(",\n\"seconds\":", r.Seconds))
	if note := r.Note(); note != "" {
		err = errors.Join(err, o.value(",\n\"note\":", note))
	}
	if err != nil {
		return err
	}
	_, _ = o.out.WriteString("}\n") // Flush says what went wrong
	return o.out.Flush()
}

// listOf is a list that is written as [] when it is empty.
func listOf[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// writeFile writes a file whole or not at all.
func writeFile(path string, write func(io.Writer) error) error {
	file, err := os.Create(path + ".part")
	if err != nil {
		return fault.Wrap(fault.Invalid, err, "The file cannot be written")
	}
	defer os.Remove(path + ".part") // gone already where all went well
	out := bufio.NewWriter(file)
	if err := errors.Join(write(out), out.Flush(), file.Close()); err != nil {
		return err
	}
	return os.Rename(path+".part", path)
}
