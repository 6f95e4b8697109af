package jobs

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"
)

// Policy says how patient the runner is with one kind of job. Zero fields take the defaults.
type Policy struct {
	MaxAttempts int                             // then the job has failed; 8
	Timeout     time.Duration                   // of one attempt; 10 minutes
	Backoff     func(attempt int) time.Duration // the wait after a failed attempt (1, 2, ...)
	// Steady marks work that is asked for all the time: asked for while it runs, it waits this
	// long before it runs once more, and a job that is done leaves no row.
	Steady time.Duration
}

func (p Policy) withDefaults() Policy {
	if p.MaxAttempts <= 0 {
		p.MaxAttempts = 8
	}
	if p.Timeout <= 0 {
		p.Timeout = 10 * time.Minute
	}
	if p.Backoff == nil {
		p.Backoff = backoff
	}
	return p
}

// backoff waits 5 s, then four times longer each time, at most 6 hours.
func backoff(attempt int) time.Duration {
	const most = 6 * time.Hour
	wait := 5 * time.Second
	for range attempt - 1 {
		if wait = min(4*wait, most); wait == most {
			break
		}
	}
	return wait
}

// permanent is an error that trying again cannot mend.
type permanent struct{ error }

func (p permanent) Unwrap() error { return p.error }

// Permanent marks an error that trying again cannot mend: the job fails at once.
func Permanent(err error) error { return permanent{err} }

// next decides what follows a failed attempt: a wait, or giving up.
func (p Policy) next(attempt int, err error) (wait time.Duration, giveUp bool) {
	var stop permanent
	if errors.As(err, &stop) || attempt >= p.MaxAttempts {
		return 0, true
	}
	return p.Backoff(attempt), false
}

// reasonLength bounds the text of an error that is kept with the job.
const reasonLength = 2000

// reason is an error's text as it is kept: valid, bounded, storable in both databases.
func reason(err error) string {
	text := strings.ReplaceAll(strings.ToValidUTF8(err.Error(), "?"), "\x00", "")
	if len(text) > reasonLength {
		text = strings.ToValidUTF8(text[:reasonLength], "") + " ..."
	}
	return text
}

// panicked describes a panic and the line of our code that it came from.
func panicked(value any) error {
	var callers [32]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(3, callers[:])])
	for {
		frame, more := frames.Next()
		if !strings.HasPrefix(frame.Function, "runtime.") {
			return fmt.Errorf("panic: %v (%s:%d)", value, frame.File, frame.Line)
		}
		if !more {
			return fmt.Errorf("panic: %v", value)
		}
	}
}
