package torture_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
	"github.com/throughlinehq/throughline/internal/torture"
)

var (
	kills   = flag.Int("torture.kills", 20, "how often the child is killed")
	longest = flag.Duration("torture.longest", 400*time.Millisecond, "how long a child may write")
	seed    = flag.Uint64("torture.seed", 1, "of the moments at which children are killed")
)

// childURL makes this program a child that writes to the database at that URL.
const childURL = "THROUGHLINE_TORTURE_CHILD"

func TestMain(m *testing.M) {
	url := os.Getenv(childURL)
	if url == "" {
		os.Exit(m.Run())
	}
	if err := torture.Work(context.Background(), url, 16, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func child(url string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childURL+"="+url)
	return cmd
}

// TestD1 kills a program with 16 writers and 4 workers 20 times (more by -torture.kills).
func TestD1WritesSurviveKills(t *testing.T) {
	databasetest.EachURL(t, func(t *testing.T, url string) {
		report, err := torture.Run(t.Context(), torture.Settings{URL: url, Kills: *kills,
			Longest: *longest, Seed: *seed, Child: func() *exec.Cmd { return child(url) }})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%d kills: %d writes acknowledged, all of %d stored are sound, %d jobs done once",
			report.Kills, report.Acknowledged, report.Stored, report.Jobs)
		if report.Kills != *kills || report.Stored < report.Acknowledged ||
			report.Acknowledged < int64(*kills) {
			t.Errorf("%+v", report)
		}
	})
}

// TestB1 kills very first starts, which make the schema, at random moments: the next start
// completes it.
func TestB1FirstStartsSurviveKills(t *testing.T) {
	databasetest.EachURL(t, func(t *testing.T, url string) {
		random := rand.New(rand.NewPCG(*seed, 1))
		for n := range 10 {
			own := url
			if !database.IsPostgres(url) {
				own = filepath.Join(t.TempDir(), "new.db")
			}
			cmd := child(own)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			life := time.Duration(random.Int64N(int64(150 * time.Millisecond)))
			time.AfterFunc(life, func() { cmd.Process.Kill() })
			if err := cmd.Wait(); err == nil {
				t.Fatal("the child ended by itself")
			}
			db, err := database.Open(t.Context(), own, database.Options{})
			if err != nil {
				t.Fatalf("start %d: %v", n, err)
			}
			if err := db.Migrate(t.Context()); err != nil {
				t.Fatalf("start %d: %v", n, err)
			}
			if _, err := torture.Check(t.Context(), db, nil); err != nil {
				t.Errorf("start %d: %v", n, err)
			}
			db.Close()
		}
	})
}

// TestCheckSeesWhatIsWrong spoils a sound database in the ways that the check is there to find.
func TestCheckSeesWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct{ spoil, want string }{
		"a lost write": {`DELETE FROM audit_entry WHERE workspace_id = $1 AND seq =
			(SELECT max(seq) FROM audit_entry WHERE workspace_id = $1)`, "1 of 3 acknowledged"},
		"a gap": {`UPDATE counter SET value = value + 1
			WHERE workspace_id = $1 AND name = 'torture'`, "the counter stands at 4"},
		"a change": {`UPDATE audit_entry SET at = at + 1 WHERE workspace_id = $1 AND seq = 2`,
			"audit entry 2"},
		"an effect too many": {`INSERT INTO counter (workspace_id, name, value)
			VALUES ($1, 'effects', 1) ON CONFLICT (workspace_id, name)
			DO UPDATE SET value = counter.value + 1`, "jobs are done, but had"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "t.db")
			acks := workFor(t, path, 3)
			db := databasetest.Open(t, path)
			if _, err := torture.Check(t.Context(), db, acks); err != nil {
				t.Fatalf("sound: %v", err)
			}
			s := scope.ForSystem("workspace_torture", "test")
			if err := db.Write(t.Context(), s, func(tx *database.Tx) error {
				_, err := tx.Exec(c.spoil, tx.Workspace)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			_, err := torture.Check(t.Context(), db, acks)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

// workFor writes with one writer until there are n acknowledgements.
func workFor(t *testing.T, url string, n int) []torture.Ack {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var acks stopAfter
	acks.left, acks.stop = n, stop
	if err := torture.Work(ctx, url, 1, &acks); err != nil {
		t.Fatal(err)
	}
	return acks.acks
}

type stopAfter struct {
	left int
	stop func()
	acks []torture.Ack
}

func (s *stopAfter) Write(line []byte) (int, error) {
	var record string
	var number int64
	if _, err := fmt.Sscan(string(line), &record, &number); err != nil {
		return 0, err
	}
	s.acks = append(s.acks, torture.Ack{Record: id.ID(record), Number: number})
	if s.left--; s.left == 0 {
		s.stop()
	}
	return len(line), nil
}
