package database

import (
	"context"
	"crypto/rand"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/scope"
)

// Ahead is a write that everybody sees and that is on its way to the disk: a crash of the
// database may still undo it.
type Ahead struct {
	settle func(context.Context) error
}

// WriteAhead is [DB.Write] for what writes group after group: it does not wait for the disk, so
// that the next one can begin. Call Settle on what it returns, and tell nobody before.
func (db *DB) WriteAhead(
	ctx context.Context, s scope.Scope, fn func(*Tx) error,
) (*Ahead, error) {
	ahead := new(Ahead)
	err := db.write(ctx, s, fn, func(fn func(querier) error) (err error) {
		ahead.settle, err = db.writes.writeAhead(ctx, s, fn)
		return err
	})
	return ahead, err
}

// Settle returns nil once the changes are on disk. After an error they may be there or not, and
// are not half there.
func (a *Ahead) Settle(ctx context.Context) error { return classify(a.settle(ctx)) }

func (w *sqliteWriter) writeAhead(
	ctx context.Context, s scope.Scope, fn func(querier) error,
) (func(context.Context) error, error) {
	return func(context.Context) error { return nil }, w.write(ctx, s, fn)
}

func (noWriter) writeAhead(
	ctx context.Context, s scope.Scope, fn func(querier) error,
) (func(context.Context) error, error) {
	return nil, noWriter{}.write(ctx, s, fn)
}

func (w postgresWriter) writeAhead(
	ctx context.Context, s scope.Scope, fn func(querier) error,
) (settle func(context.Context) error, err error) {
	for range postgresAttempts {
		if settle, err = w.onceAhead(ctx, s, fn); !canRepeat(err) {
			return settle, err
		}
	}
	return nil, err
}

// onceAhead commits without waiting. What is committed later is on disk later: something small
// that is, committed over the same connection, says that this is as well. After a crash of the
// server there is no such connection, nor one behind a pooler that knows our mark.
func (w postgresWriter) onceAhead(
	ctx context.Context, s scope.Scope, fn func(querier) error,
) (settle func(context.Context) error, err error) {
	conn, err := w.pool.Conn(ctx)
	if err != nil {
		return nil, classify(err)
	}
	mark := rand.Text()
	settle = func(ctx context.Context) error {
		defer conn.Close()
		result, err := conn.ExecContext(ctx, `SELECT pg_logical_emit_message(true, 'settled', '')
			WHERE current_setting('throughline.mark', true) = $1`, mark)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 1 {
			return err
		}
		return fault.New(fault.Unavailable, "The database's server is another one than before.")
	}
	err = runPostgres(ctx, conn, s, func(q querier) error {
		if _, err := q.ExecContext(ctx, `SELECT set_config('synchronous_commit', 'off', true),
			set_config('throughline.mark', $1, false)`, mark); err != nil {
			return err
		}
		return fn(q)
	})
	if err != nil {
		conn.Close()
		return nil, err
	}
	return settle, nil
}
