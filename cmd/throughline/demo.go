package main

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/throughlinehq/throughline/internal/cli"
	"github.com/throughlinehq/throughline/internal/demo"
	"github.com/throughlinehq/throughline/internal/feedback"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Who signs in to the demo.
const (
	demoEmail    = "mara@northpier.example"
	demoPassword = "look-around-northpier"
)

// demoCommand serves a workspace filled with real reviews by invented customers.
type demoCommand struct {
	Listen string `help:"Address to listen on." default:"127.0.0.1:8080"`
	Data   string `help:"Folder of the demo; kept between runs." default:"throughline-demo" type:"path"`
}

// Help shows examples below the flags.
func (demoCommand) Help() string {
	return `Examples:
  throughline demo
  throughline demo --listen 127.0.0.1:9000 --data /tmp/throughline-demo

Remove the folder to begin anew.`
}

// Run fills the workspace on the first run, then serves it.
func (c demoCommand) Run(env *cli.Env) error {
	ctx := env.Context
	listener, err := listen(c.Listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	db, err := cli.Store{Data: c.Data}.Open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	log := slog.New(slog.NewTextHandler(env.Err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	base := settings{version: env.Version, baseURL: "http://" + c.Listen, data: c.Data,
		from: "hello@northpier.example"}
	h, err := newHouse(ctx, base, db, log)
	if err != nil {
		return err
	}
	defer h.close()
	if err := fillDemo(ctx, db); err != nil {
		return err
	}
	fmt.Fprintf(env.Out, "Open %s and sign in as %s with the password %s\n"+
		"Mail that is sent lies in %s\n", addressOf(listener), demoEmail, demoPassword,
		filepath.Join(c.Data, "mail"))
	return serve(env, listener, h.handler())
}

// colleagues are the other two hats of the demo's team; they sign in with the same password.
var colleagues = []people.CreateUserInput{
	{Name: "Jonas Okafor", Email: "jonas@northpier.example",
		Roles: []scope.Role{scope.ProductManager}},
	{Name: "Ines Duarte", Email: "ines@northpier.example",
		Roles: []scope.Role{scope.ProductOwner, scope.ProductOperations}},
}

// fillDemo makes the workspace, its feedback and what its people made of it, unless it is there.
func fillDemo(ctx context.Context, db *database.DB) error {
	needed, err := people.NeedsSetUp(ctx, db)
	if err != nil || !needed {
		return err
	}
	_, session, err := people.SetUp(ctx, db, people.SetUpInput{WorkspaceName: "Northpier",
		Name: "Mara Lindqvist", Email: demoEmail, Password: demoPassword})
	if err != nil {
		return err
	}
	inputs := demoInputs(db.Now())
	err = db.Write(ctx, scope.ForSystem(session.WorkspaceID, "demo"),
		func(tx *database.Tx) error {
			_, _, err := feedback.AddBatch(tx, inputs)
			return err
		})
	if err != nil {
		return err
	}
	team := make([]scope.Scope, len(colleagues))
	for k, in := range colleagues {
		in.Password = demoPassword
		user, err := people.CreateUser(ctx, db, in)
		if err != nil {
			return err
		}
		team[k] = scope.Scope{Workspace: session.WorkspaceID, Actor: scope.Actor{
			Kind: scope.User, ID: user.ID, Name: user.Name, Roles: in.Roles}}
	}
	return demo.Walk(ctx, db, demo.People{Manager: team[0], Owner: team[1], Operations: team[1]})
}

func demoInputs(now time.Time) []feedback.Input {
	kinds := map[string]string{"App Store": "app_store", "Google Play": "app_store",
		"Support desk": "support", "Survey": "survey", "E-mail": "email"}
	var inputs []feedback.Input
	for _, r := range demo.Feedback() {
		rating, arr := float64(r.Rating), r.ARRCents
		in := feedback.Input{Source: r.Source, SourceKind: kinds[r.Source],
			ExternalID: r.ExternalID, Text: r.Text, Rating: &rating,
			SaidAt:   now.AddDate(0, 0, -r.DaysAgo),
			Customer: feedback.CustomerInput{Name: r.Customer, Email: r.Email}}
		if in.SourceKind == "" {
			in.SourceKind = "other"
		}
		if r.Account != "" {
			in.Account = feedback.AccountInput{Name: r.Account, Segment: r.Segment, Plan: r.Plan,
				ARRMinor: &arr, Currency: "EUR"}
		}
		inputs = append(inputs, in)
	}
	return inputs
}
