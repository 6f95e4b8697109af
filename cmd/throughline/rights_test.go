package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/cli"
	"github.com/throughlinehq/throughline/internal/feedback/intake"
	"github.com/throughlinehq/throughline/internal/flow"
	"github.com/throughlinehq/throughline/internal/insight"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
	"github.com/throughlinehq/throughline/internal/platform/jobs"
	"github.com/throughlinehq/throughline/internal/platform/mail"
	"github.com/throughlinehq/throughline/internal/release"
)

// oneFile is the only file that was uploaded.
type oneFile string

func (f oneFile) Open(string) (io.ReadCloser, error) {
	return io.NopCloser(strings.NewReader(string(f))), nil
}

// asked is a workspace in which somebody has asked for work that no worker has begun.
type asked struct {
	*testing.T
	db        *database.DB
	workspace id.ID
	asker     id.ID
	files     oneFile
	brought   id.ID // an import that the asker starts
	undone    id.ID // one whose undoing the asker starts
}

// askedFor has the demo's releases told by their asker, starts an import and the undoing of
// another, and asks for a discovery, all as the one who told.
func askedFor(t *testing.T, db *database.DB) *asked {
	t.Helper()
	a := &asked{T: t, db: db, files: "text\nThe newest words\n"}
	if err := fillDemo(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	type job struct{ WorkspaceID, CreatedBy id.ID }
	a.in(scope.ForSystem(scope.Everywhere, "test"), func(tx *database.Tx) error {
		told, err := database.One[job](tx,
			"SELECT workspace_id, created_by FROM job WHERE kind = $1 LIMIT 1", flow.TellJob)
		a.workspace, a.asker = told.WorkspaceID, told.CreatedBy
		return err
	})
	who := scope.Scope{Workspace: a.workspace, Actor: scope.Actor{Kind: scope.User, ID: a.asker,
		Name: "Asker", Roles: []scope.Role{scope.ProductOperations}}}
	a.in(who, func(tx *database.Tx) error {
		a.brought = a.started(tx)
		a.undone = a.started(tx)
		i, err := intake.Cancel(tx, a.undone, 0)
		if err != nil {
			return err
		}
		if _, err := intake.Undo(tx, i.ID, 0); err != nil {
			return err
		}
		_, err = insight.AskDiscovery(tx)
		return err
	})
	return a
}

func (a *asked) in(s scope.Scope, fn func(*database.Tx) error) {
	a.Helper()
	if err := a.db.Write(a.Context(), s, fn); err != nil {
		a.Fatal(err)
	}
}

func (a *asked) started(tx *database.Tx) id.ID {
	a.Helper()
	i, err := intake.Inspect(a.files, "", "words.csv", int64(len(a.files)))
	if err == nil {
		i, err = intake.Create(tx, i)
	}
	if err == nil {
		i, err = intake.Start(tx, i.ID, 0)
	}
	if err != nil {
		a.Fatal(err)
	}
	return i.ID
}

// Send fails the test: nobody may be written to.
func (a *asked) Send(_ context.Context, m mail.Message) (mail.Receipt, error) {
	a.Errorf("%s was written to", m.To.Address)
	return mail.Receipt{}, nil
}

// work lets workers do what was asked for.
func (a *asked) work() {
	a.Helper()
	runner := jobs.NewRunner(a.db, jobs.Settings{Poll: 10 * time.Millisecond,
		Log: slog.New(slog.DiscardHandler)})
	flow.Handle(runner, flow.Workshop{DB: a.db, Files: a.files, Mail: a,
		MailFrom: "us@northpier.example"})
	ctx, stop := context.WithTimeout(a.Context(), time.Minute)
	defer stop()
	var running sync.WaitGroup
	running.Go(func() { runner.Run(ctx) })
	for tick := time.Tick(20 * time.Millisecond); counted(a.T, a.db, `SELECT count(*) FROM job
		WHERE created_by <> '' AND state IN ('waiting', 'running')`) > 0; {
		select {
		case <-ctx.Done():
			a.Fatal("the workers did not end")
		case <-tick:
		}
	}
	stop()
	running.Wait()
}

// TestAZ14LostRightsStopWhatWasAskedFor takes the role from somebody who asked for imports, a
// discovery and mail, before a worker comes to it: each job refuses, says why, and leaves its
// records for others to take up.
func TestAZ14LostRightsStopWhatWasAskedFor(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		a := askedFor(t, db)
		before, sent := a.records(), messageStates(t, db)
		a.in(scope.ForSystem(a.workspace, "test"), func(tx *database.Tx) error {
			m, err := people.GetMember(tx, a.asker)
			if err == nil {
				_, err = people.ChangeRoles(tx, a.asker, m.Version, []scope.Role{scope.Viewer})
			}
			return err
		})
		a.work()
		var refused []jobs.Job
		a.in(scope.ForSystem(a.workspace, "test"), func(tx *database.Tx) error {
			found, err := jobs.List(tx, jobs.Query{States: []jobs.State{jobs.Failed}}, page.Request{})
			refused = found.Records
			for record, want := range map[id.ID]string{a.brought: "import", a.undone: "import"} {
				i, err := intake.Get(tx, record)
				if err != nil || i.State != intake.Failed || !strings.Contains(i.Error, "may not do it") {
					t.Errorf("the %s is %s: %q, %v", want, i.State, i.Error, err)
				}
			}
			return err
		})
		kinds := map[string]bool{}
		for _, job := range refused {
			kinds[job.Kind] = strings.Contains(job.Error, "may not do it any more")
		}
		for _, kind := range []string{intake.RunJob, intake.UndoJob, insight.DiscoverJob, flow.TellJob} {
			if !kinds[kind] {
				t.Errorf("%s was not refused: %v", kind, refused)
			}
		}
		after := messageStates(t, db)
		if a.records() != before || after[release.Queued] != 0 ||
			after[release.Drafted] != sent[release.Drafted]+sent[release.Queued] {
			t.Errorf("%d records, then %d; messages %v, then %v", before, a.records(), sent, after)
		}
	})
}

func (a *asked) records() int64 { return counted(a.T, a.db, "SELECT count(*) FROM feedback") }

// TestAZ15CommandsKeepToTheirWorkspace names records, tokens and members of one workspace to commands
// that work in another: each says what it says of something that does not exist.
func TestAZ15CommandsKeepToTheirWorkspace(t *testing.T) {
	tt := filled(t)
	in := func(workspace string, args ...string) []string {
		return append(args, "--data", tt.data, "--workspace", workspace)
	}
	token := strings.TrimSpace(tt.run(0, in("northpier", "token", "create", "Nightly", "--user",
		demoEmail)...))
	secondWorkspace(t, tt.data, "Southpier")
	tt.pipe(2, "text\nx\n", "import", "-", "--data", tt.data) // which of the two?
	tt.pipe(2, "text\nx\n", in("elsewhere", "import", "-")...)
	tt.pipe(0, "text\nSaid in the south alone\n", in("southpier", "import", "-")...)
	if out := tt.run(0, in("southpier", "trace", "FB-1")...); !strings.Contains(out, "south alone") {
		t.Errorf("the first record of the south is %s", out)
	}
	if out := tt.run(0, in("northpier", "trace", "FB-1")...); strings.Contains(out, "south alone") {
		t.Errorf("the first record of the north is %s", out)
	}
	var traced struct{ Root struct{ ID string } }
	err := json.Unmarshal([]byte(tt.run(0, in("northpier", "trace", "HAR-1", "--format", "json")...)),
		&traced)
	if err != nil || traced.Root.ID == "" {
		t.Fatalf("%v of %v", err, traced)
	}
	nobody := traced.Root.ID[:len(traced.Root.ID)-26] + strings.Repeat("z", 26)
	for _, each := range []struct {
		foreign, missing []string
		say              string
	}{
		{[]string{"trace", "HAR-1"}, []string{"trace", "XYZ-1"}, "There is no record"},
		{[]string{"trace", traced.Root.ID}, []string{"trace", nobody}, "There is no such item."},
		{[]string{"token", "revoke", token}, []string{"token", "revoke", "tl_00000000"},
			"No valid token begins"},
		{[]string{"token", "create", "X", "--user", "jonas@northpier.example"},
			[]string{"token", "create", "X", "--user", "nobody@northpier.example"}, "There is no such"},
	} {
		for _, args := range [][]string{each.foreign, each.missing} {
			if out := tt.run(1, in("southpier", args...)...); !strings.Contains(out, each.say) {
				t.Errorf("%v in the south says %s, not %s", args, out, each.say)
			}
		}
	}
	if out := tt.run(0, in("southpier", "token", "list")...); strings.Contains(out, "Nightly") {
		t.Errorf("the south lists a token of the north: %s", out)
	}
	if out := tt.run(0, in("northpier", "token", "list")...); !strings.Contains(out, "Nightly") {
		t.Errorf("the token of the north is gone: %s", out)
	}
}

// secondWorkspace founds another workspace beside the demo's, as its owner would.
func secondWorkspace(t *testing.T, data, name string) {
	t.Helper()
	db, err := cli.Store{Data: data}.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	cookie, _, err := people.SignIn(t.Context(), db, people.NewThrottle(),
		people.SignInInput{Email: demoEmail, Password: demoPassword})
	if err != nil {
		t.Fatal(err)
	}
	_, owner, err := people.Authenticate(t.Context(), db, people.Credential{Cookie: cookie})
	if err == nil {
		_, err = people.CreateWorkspace(t.Context(), db, owner, name)
	}
	if err != nil {
		t.Fatal(err)
	}
}
