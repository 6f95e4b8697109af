// Command throughline is the whole program: the server with its pages, and the commands that
// work on files or on a workspace's records.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/throughlinehq/throughline/internal/cli"
)

// version is set by the build.
var version = "development"

// commands is the whole command line.
type commands struct {
	Serve      serveCommand          `cmd:"" help:"Serve the pages and the API."`
	Demo       demoCommand           `cmd:"" help:"Look around in a workspace full of real feedback."`
	Import     cli.ImportCommand     `cmd:"" help:"Import a file of feedback."`
	Plan       cli.PlanCommand       `cmd:"" help:"Plan, forecast and explain with files, without a server."`
	Rank       cli.RankCommands      `cmd:"" help:"Rank items in a file, and say how firm the order is."`
	Insight    cli.InsightCommand    `cmd:"" help:"Find themes in a file of feedback, without a server."`
	Experiment cli.ExperimentCommand `cmd:"" help:"Plan and analyse experiments in files."`
	Flag       cli.FlagCommand       `cmd:"" help:"Evaluate and check feature flags in files."`
	Bin        cli.BinCommand        `cmd:"" help:"List what was removed, bring it back, or delete it for good."`
	Events     cli.EventsCommand     `cmd:"" help:"Count events, active people, who returns, and funnels."`
	Value      cli.ValueCommand      `cmd:"" help:"Turn cash flows, lifts and delays into money."`
	Metric     cli.MetricCommand     `cmd:"" help:"Look into metrics."`
	Trace      cli.TraceCommand      `cmd:"" help:"Follow the line through a record, both ways."`
	Backup     cli.BackupCommand     `cmd:"" help:"Write a backup while everything goes on."`
	Restore    cli.RestoreCommand    `cmd:"" help:"Make a database from a backup."`
	Move       cli.MoveCommand       `cmd:"" help:"Copy everything to another database."`
	Doctor     cli.DoctorCommand     `cmd:"" help:"Examine the database; changes nothing."`
	Audit      cli.AuditCommand      `cmd:"" help:"Check the audit log."`
	User       cli.UserCommand       `cmd:"" help:"Let somebody in from the server itself."`
	Token      cli.TokenCommand      `cmd:"" help:"Let a program in from the server itself."`
	Torture    cli.TortureCommand    `cmd:"" help:"Kill a program that writes, again and again, and check."`
	Version    cli.VersionCommand    `cmd:"" help:"Print which program this is."`

	Completion completionCommand `cmd:"" help:"Print what your shell needs to complete commands."`
	Complete   completeCommand   `cmd:"" hidden:""`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	env := &cli.Env{Context: ctx, In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Version: version}
	os.Exit(run(os.Args[1:], env))
}

// run parses the arguments, runs the command and returns the exit status.
func run(args []string, env *cli.Env) (status int) {
	ended := struct{ status int }{-1}
	defer func() {
		if p := recover(); p != nil {
			if p != &ended {
				panic(p)
			}
			status = ended.status
		}
	}()
	parser, err := newParser(env, func(status int) { ended.status = status; panic(&ended) })
	if err != nil {
		return cli.ExitCode(err, env.Err)
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		_, _ = fmt.Fprintf(env.Err, "throughline: %v\nRun `%s --help` to see what there is.\n",
			err, chosen(err))
		return cli.ExitBad
	}
	return cli.ExitCode(parsed.Run(env, parser), env.Err)
}

// chosen is the command whose arguments were wrong, as far as it was named.
func chosen(err error) string {
	var wrong *kong.ParseError
	if errors.As(err, &wrong) {
		if node := wrong.Context.Selected(); node != nil {
			return node.FullPath()
		}
	}
	return "throughline"
}

// newParser builds the command line; exit is called by --help.
func newParser(env *cli.Env, exit func(int)) (*kong.Kong, error) {
	return kong.New(new(commands), kong.Name("throughline"),
		kong.Description("Product operations on one line: from a customer's words to the "+
			"answer they get back."),
		kong.Vars(cli.Help()), kong.Writers(env.Out, env.Err), kong.Exit(exit),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
}
