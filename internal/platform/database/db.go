package database

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/clock"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
)

// DB is an open database. Safe for concurrent use.
type DB struct {
	dialect dialect
	reads   *sql.DB
	writes  committer
	clock   clock.Clock
	ids     *id.Source
	hear    func(query string)
	url     string

	// OnCommit, when set, hears which records a committed transaction touched. It must not
	// block. Set it before the first write.
	OnCommit func(workspace id.ID, touched []id.ID)
}

// committer runs a function in a write transaction and returns once it is on disk.
type committer interface {
	write(ctx context.Context, s scope.Scope, fn func(querier) error) error
	// writeAhead does not wait for the disk; settle does.
	writeAhead(ctx context.Context, s scope.Scope, fn func(querier) error) (
		settle func(context.Context) error, err error)
	close() error
}

// Options say how to open; the zero value is what a running program uses.
type Options struct {
	// ReadOnly opens beside a running program: an SQLite file is not locked then, must exist,
	// and cannot be changed.
	ReadOnly bool
	// What a test replaces:
	Clock clock.Clock
	IDs   *id.Source
	Hear  func(query string) // hears every query before it runs
}

// Open opens the database at url: "postgres://..." or the path of an SQLite file, which is
// made when it does not exist. It does not touch the schema; see [DB.Migrate].
func Open(ctx context.Context, url string, o Options) (*DB, error) {
	if o.Clock == nil {
		o.Clock = clock.System
	}
	if o.IDs == nil {
		o.IDs = id.NewSource(nil)
	}
	if err := checkAddress(url); err != nil {
		return nil, err
	}
	open := openSQLite
	switch {
	case IsPostgres(url):
		open = openPostgres
	case o.ReadOnly:
		open = openSQLiteBeside
	}
	db, err := open(ctx, url)
	if err != nil {
		return nil, err
	}
	db.clock, db.ids, db.hear, db.url = o.Clock, o.IDs, o.Hear, url
	return db, nil
}

// IsPostgres reports whether url names a PostgreSQL server and not a file.
func IsPostgres(url string) bool {
	return strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://")
}

// checkAddress refuses addresses of other kinds: taken for the name of a file, a mistyped
// "postgre://" would become a new, empty database.
func checkAddress(url string) error {
	scheme, _, found := strings.Cut(url, "://")
	if !found || IsPostgres(url) || scheme == "sqlite" {
		return nil
	}
	return fault.New(fault.Invalid, "There are no databases of the kind %s://; name a PostgreSQL "+
		"server as postgres://user:password@host/database, or a file by its path.", scheme)
}

// Close waits for running writes and closes the database.
func (db *DB) Close() error {
	err := db.writes.close()
	if e := db.reads.Close(); err == nil {
		err = e
	}
	return err
}

// Now is the present moment by the database's clock.
func (db *DB) Now() time.Time { return db.clock() }

// NewID makes an identifier for a record of the given kind, for what has no transaction yet.
func (db *DB) NewID(kind string) id.ID { return db.ids.New(kind, db.Now()) }

// Postgres reports whether the database is PostgreSQL.
func (db *DB) Postgres() bool { return db.dialect.postgres() }

// Ping asks the database for a sign of life.
func (db *DB) Ping(ctx context.Context) error { return classify(db.reads.PingContext(ctx)) }

// Read runs fn in a read-only transaction: everything it sees is of one instant.
func (db *DB) Read(ctx context.Context, s scope.Scope, fn func(*Tx) error) error {
	if err := checkScope(s); err != nil {
		return err
	}
	sqlTx, err := db.reads.BeginTx(ctx, db.dialect.readOptions())
	if err != nil {
		return classify(err)
	}
	defer sqlTx.Rollback() //nolint:errcheck // a finished read has nothing to lose
	q := querier(sqlTx)
	if err := db.dialect.enter(ctx, q, s, false); err != nil {
		return classify(err)
	}
	tx := db.newTx(ctx, s, q)
	tx.readOnly = true
	return classify(fn(tx))
}

// Write runs fn in a transaction and returns nil only when its changes are on disk. When fn
// fails, nothing of it stays. fn may run more than once and must not have effects of its own;
// it should be short, since the workspace's other writes wait for it.
func (db *DB) Write(ctx context.Context, s scope.Scope, fn func(*Tx) error) error {
	return db.write(ctx, s, fn, func(fn func(querier) error) error {
		return db.writes.write(ctx, s, fn)
	})
}

// write runs fn in a transaction that commit opens and commits.
func (db *DB) write(ctx context.Context, s scope.Scope, fn func(*Tx) error,
	commit func(func(querier) error) error,
) error {
	if err := checkScope(s); err != nil {
		return err
	}
	var tx *Tx
	err := commit(func(q querier) error {
		tx = db.newTx(context.WithoutCancel(ctx), s, q)
		return fn(tx)
	})
	if err != nil {
		return classify(err)
	}
	if db.OnCommit != nil && len(tx.touched) > 0 {
		db.OnCommit(s.Workspace, tx.touched)
	}
	return nil
}

func (db *DB) newTx(ctx context.Context, s scope.Scope, q querier) *Tx {
	return &Tx{Scope: s, Now: db.clock(), ctx: ctx, q: q, dialect: db.dialect, ids: db.ids,
		hear: db.hear}
}

func checkScope(s scope.Scope) error {
	if s.Workspace == "" {
		return fault.New(fault.Internal, "database: a transaction needs a workspace")
	}
	return nil
}

// Kind names the database for a log: "postgres" or "sqlite".
func (db *DB) Kind() string {
	if db.Postgres() {
		return "postgres"
	}
	return "sqlite"
}
