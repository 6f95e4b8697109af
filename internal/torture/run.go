package torture

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	mathrand "math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Settings say what is tortured and for how long.
type Settings struct {
	URL     string // of a database of its own, empty at first
	Kills   int
	Longest time.Duration // a child lives at most that long after its first write
	Seed    uint64        // of the moments at which children are killed
	// Child makes the command of a process that calls [Work] with the URL and its standard
	// output.
	Child func() *exec.Cmd
	// Heard is told how things stand after each kill; may be nil.
	Heard func(Report)
}

// Report says what was done and seen.
type Report struct {
	Kills        int
	Acknowledged int64 // writes that were answered; all of them were found
	Seen
}

// Run starts children and kills them, and checks the database after each. In SQLite's log it
// leaves half a page behind, as a power cut does.
func Run(ctx context.Context, s Settings) (Report, error) {
	random := mathrand.New(mathrand.NewPCG(s.Seed, 0))
	var acks []Ack
	var report Report
	for kill := range s.Kills {
		life := time.Duration(random.Int64N(int64(s.Longest)))
		fresh, err := one(ctx, s.Child(), life)
		acks = append(acks, fresh...)
		if err != nil {
			return report, fmt.Errorf("kill %d: %w", kill+1, err)
		}
		if err := tearLog(s.URL); err != nil {
			return report, err
		}
		seen, err := look(ctx, s.URL, acks, false)
		report = Report{kill + 1, int64(len(acks)), seen}
		if err != nil {
			return report, fmt.Errorf("after kill %d: %w", kill+1, err)
		}
		if s.Heard != nil {
			s.Heard(report)
		}
	}
	seen, err := look(ctx, s.URL, acks, true)
	report.Seen = seen
	return report, err
}

// look opens the database as a restarted program would and checks it; at the end, all jobs must
// have been done.
func look(ctx context.Context, url string, acks []Ack, atEnd bool) (seen Seen, err error) {
	db, err := database.Open(ctx, url, database.Options{})
	if err != nil {
		return seen, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Migrate(ctx); err != nil {
		return seen, err
	}
	if atEnd {
		if err := drain(ctx, db); err != nil {
			return seen, err
		}
		for _, f := range db.Doctor(ctx) {
			if f.Problem != nil && f.Check != "disk space" {
				return seen, fmt.Errorf("doctor: %s: %w", f.Check, f.Problem)
			}
		}
	}
	return Check(ctx, db, acks)
}

// one lets a child work, kills it, and returns what it acknowledged.
func one(ctx context.Context, child *exec.Cmd, life time.Duration) (acks []Ack, err error) {
	out, err := child.StdoutPipe()
	if err != nil {
		return nil, err
	}
	var complaint strings.Builder
	child.Stderr = &complaint
	if err := child.Start(); err != nil {
		return nil, err
	}
	kill := func() { child.Process.Kill() } //nolint:errcheck // it may have ended by itself
	stop := context.AfterFunc(ctx, kill)
	defer stop()
	slow := time.AfterFunc(time.Minute, kill) // a child that never writes
	defer slow.Stop()
	scanner := bufio.NewScanner(out)
	for scanner.Scan() {
		ack, ok := parseAck(scanner.Text())
		if !ok {
			return acks, fmt.Errorf("the child printed %q", scanner.Text())
		}
		if acks = append(acks, ack); len(acks) == 1 {
			timer := time.AfterFunc(life, kill)
			defer timer.Stop()
		}
	}
	err = child.Wait()
	if child.ProcessState.Exited() || len(acks) == 0 {
		return acks, fmt.Errorf("the child ended by itself or never wrote: %w: %s", err,
			complaint.String())
	}
	return acks, scanner.Err()
}

// parseAck reads a line. It is whole: the system takes so short a write to a pipe as one.
func parseAck(line string) (Ack, bool) {
	record, number, found := strings.Cut(line, " ")
	n, err := strconv.ParseInt(number, 10, 64)
	return Ack{id.ID(record), n}, found && err == nil
}

// tearLog appends part of a page to SQLite's log.
func tearLog(url string) error {
	if database.IsPostgres(url) {
		return nil
	}
	log, err := os.OpenFile(url+"-wal", os.O_APPEND|os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer log.Close()
	half := make([]byte, 2000)
	rand.Read(half)
	_, err = log.Write(half)
	return err
}
