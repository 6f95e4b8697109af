package database

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/scope"
)

// A group of writes commits together when it has this many members or took this long: one sync
// to disk then serves them all, and nobody waits long for strangers.
const (
	groupMembers = 64
	groupTime    = 20 * time.Millisecond
)

// sqliteWriter is the one connection that writes. Eight contending writers reach the same rate
// through it as on eight connections, with a twentieth of the longest wait.
type sqliteWriter struct {
	pool  *sql.DB
	conn  *sql.Conn
	lock  io.Closer
	queue chan *writeRequest
	ended chan struct{}

	mu     sync.RWMutex
	closed bool
}

type writeRequest struct {
	ctx  context.Context
	fn   func(querier) error
	err  error
	done chan struct{}
}

func newSQLiteWriter(ctx context.Context, pool *sql.DB, lock io.Closer) (*sqliteWriter, error) {
	pool.SetMaxOpenConns(1)
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &sqliteWriter{pool: pool, conn: conn, lock: lock,
		queue: make(chan *writeRequest, 4*groupMembers), ended: make(chan struct{})}
	if err := checkOurs(ctx, conn); err != nil {
		return nil, err
	}
	go w.run()
	return w, nil
}

// checkOurs refuses another program's database. It is also the first look into the file.
func checkOurs(ctx context.Context, conn *sql.Conn) error {
	var tables, ours int
	err := conn.QueryRowContext(ctx, `SELECT count(*), count(*) FILTER (
		WHERE name = 'goose_db_version') FROM sqlite_master`).Scan(&tables, &ours)
	if err == nil && tables > 0 && ours == 0 {
		err = fault.New(fault.Conflict, "The file holds the tables of another program.")
	}
	return err
}

func (w *sqliteWriter) write(ctx context.Context, _ scope.Scope, fn func(querier) error) error {
	r := &writeRequest{ctx: ctx, fn: fn, done: make(chan struct{})}
	w.mu.RLock()
	if w.closed {
		w.mu.RUnlock()
		return fault.New(fault.Unavailable, "The database is closing.")
	}
	w.queue <- r
	w.mu.RUnlock()
	<-r.done // not on ctx: once begun, the caller must learn whether it was kept
	return r.err
}

func (w *sqliteWriter) close() error {
	w.mu.Lock()
	already := w.closed
	w.closed = true
	w.mu.Unlock()
	if already {
		return nil
	}
	close(w.queue)
	<-w.ended
	w.conn.Close()
	err := w.pool.Close()
	w.lock.Close()
	return err
}

func (w *sqliteWriter) run() {
	defer close(w.ended)
	for first := range w.queue {
		w.group(first)
	}
}

// group runs the first request and those that wait behind it in one database transaction, each
// in a savepoint of its own, and answers all of them after the commit.
func (w *sqliteWriter) group(first *writeRequest) {
	members := []*writeRequest{first}
	err := w.exec("BEGIN IMMEDIATE")
	if err == nil {
		err = w.one(first)
		for began := time.Now(); err == nil && len(members) < groupMembers &&
			time.Since(began) < groupTime; {
			next := w.next()
			if next == nil {
				break
			}
			members = append(members, next)
			err = w.one(next)
		}
		err = w.finish(err)
	}
	for _, r := range members {
		if err != nil && r.err == nil {
			r.err = err
		}
		close(r.done)
	}
}

// next returns a request that already waits, or nil.
func (w *sqliteWriter) next() *writeRequest {
	select {
	case r := <-w.queue:
		return r // nil once the queue is closed and empty
	default:
		return nil
	}
}

// finish commits, or rolls everything back when the transaction itself broke.
func (w *sqliteWriter) finish(broken error) error {
	if broken == nil {
		broken = w.exec("COMMIT")
	}
	if broken != nil {
		w.exec("ROLLBACK") //nolint:errcheck // SQLite may have rolled back by itself already
		return fault.Wrap(unlessKnown(broken, fault.Unavailable), broken,
			"The change was not stored; try again")
	}
	return nil
}

// one runs a request in a savepoint. The request's own failure is noted in it; the error
// returned says that the whole transaction broke.
func (w *sqliteWriter) one(r *writeRequest) error {
	if r.err = r.ctx.Err(); r.err != nil {
		return nil
	}
	if err := w.exec("SAVEPOINT request"); err != nil {
		return err
	}
	if r.err = safely(r.fn, w.conn); r.err != nil {
		if err := w.exec("ROLLBACK TO request"); err != nil {
			return err
		}
	}
	return w.exec("RELEASE request")
}

func (w *sqliteWriter) exec(statement string) error {
	_, err := w.conn.ExecContext(context.Background(), statement)
	return classify(err)
}

// safely runs fn and turns a panic into an error, so that one request cannot end the writer.
func safely(fn func(querier) error, q querier) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in a transaction: %v", p)
		}
	}()
	return fn(q)
}
