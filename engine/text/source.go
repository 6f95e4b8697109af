package text

import (
	"strconv"
	"sync/atomic"
)

// Source hands every record to yield, from first to last, and stops when yield says false. It is
// called several times and must hand over the same records each time.
type Source func(yield func(Record) bool) error

// Records is the source of records that are in memory.
func Records(records []Record) Source {
	return func(yield func(Record) bool) error {
		for _, r := range records {
			if !yield(r) {
				break
			}
		}
		return nil
	}
}

// Ahead reads a source in a goroutine of its own, some records ahead of those who use them. The
// goroutine has ended when the source returns.
func Ahead(source Source) Source {
	const chunk, chunks = 256, 4
	return func(yield func(Record) bool) error {
		var (
			ready = make(chan []Record, chunks)
			ended = make(chan error, 1)
			over  atomic.Bool
		)
		go func() {
			part := make([]Record, 0, chunk)
			err := source(func(r Record) bool {
				if part = append(part, r); len(part) == chunk {
					ready <- part
					part = make([]Record, 0, chunk)
				}
				return !over.Load()
			})
			ready <- part
			close(ready)
			ended <- err
		}()
		for part := range ready {
			for _, r := range part {
				if !over.Load() && !yield(r) {
					over.Store(true)
				}
			}
		}
		return <-ended
	}
}

// batchSize is how many records are worked on together.
const batchSize = 1024

// batch is some consecutive records.
type batch struct {
	from    int // position of the first
	records []Record
}

// turn is a batch that is being read.
type turn struct {
	batch
	room  int
	ready chan struct{} // closed when it was read
}

// inTurns is inBatches for work of two parts: read may do the records of a batch in any order, and
// has odd and even batches in rooms of their own; use has one batch after the other, while the next
// is being read.
func (a *analysis) inTurns(read func(room int, b batch), use func(room int, b batch) error) error {
	var last *turn
	err := a.inBatches(func(b batch) error {
		before := last
		last = &turn{batch: b, ready: make(chan struct{})}
		if before != nil {
			last.room = 1 - before.room
			<-before.ready
		}
		go func(t *turn) {
			defer close(t.ready)
			read(t.room, t.batch)
		}(last)
		if before == nil {
			return nil
		}
		return use(before.room, before.batch)
	})
	if last == nil {
		return err
	}
	if <-last.ready; err != nil {
		return err
	}
	return use(last.room, last.batch)
}

// inBatches hands the records of the source over in batches, every record with an id. It ends
// with the source's error, the work's, or ErrCancelled.
func (a *analysis) inBatches(work func(batch) error) error {
	b, spare := batch{records: make([]Record, 0, batchSize)}, make([]Record, 0, batchSize)
	var failed error
	flush := func() bool {
		if a.stop() {
			failed = ErrCancelled
		} else {
			failed = work(b)
		}
		b.from += len(b.records)
		b.records, spare = spare[:0], b.records // a batch stays whole during the work on the next
		return failed == nil
	}
	err := a.source(func(r Record) bool {
		if r.ID == "" {
			r.ID = strconv.Itoa(b.from + len(b.records) + 1)
		}
		b.records = append(b.records, r)
		return len(b.records) < batchSize || flush()
	})
	if err == nil && failed == nil {
		flush()
	}
	if failed != nil {
		return failed
	}
	return err
}
