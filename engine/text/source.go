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

// inBatches hands the records of the source over in batches, every record with an id. It ends
// with the source's error, the work's, or ErrCancelled.
func (a *analysis) inBatches(work func(batch) error) error {
	b := batch{records: make([]Record, 0, batchSize)}
	var failed error
	flush := func() bool {
		if a.stop() {
			failed = ErrCancelled
		} else {
			failed = work(b)
		}
		b.from, b.records = b.from+len(b.records), b.records[:0]
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
