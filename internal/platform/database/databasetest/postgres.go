package databasetest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
)

// owner is the role that owns each test's database. It is no superuser, so that row-level
// security binds it as it binds the program in production.
const owner = "throughline"

// The PostgreSQL servers of a test process.
var (
	shared  = sync.OnceValues(func() (*cluster, error) { return startCluster(quick) })
	lasting = sync.OnceValues(func() (*cluster, error) { return startCluster(durable) })
)

var databases atomic.Int64

// Postgres returns the URL of a fresh, empty database in a private PostgreSQL server, which is
// started once for each test process and ends with it. Where PostgreSQL is not installed the
// test is skipped, except in CI (CI=true), where that is a failure.
func Postgres(t testing.TB) string {
	t.Helper()
	return running(t, shared).create(t, "TEMPLATE template1")
}

// DurablePostgres is [Postgres] in a server that keeps what it said it kept through a crash, as
// those in production do: what measures how fast things are kept asks for it.
func DurablePostgres(t testing.TB) string {
	t.Helper()
	return running(t, lasting).create(t, "TEMPLATE template1")
}

// running gives the server, or skips the test where there can be none.
func running(t testing.TB, server func() (*cluster, error)) *cluster {
	t.Helper()
	c, err := server()
	switch {
	case err == errNotInstalled && os.Getenv("CI") != "true":
		t.Skipf("%v: this ran on SQLite only", err)
	case err != nil:
		t.Fatalf("databasetest: %v", err)
	}
	return c
}

// create makes a database that ends with the test and returns its URL.
func (c *cluster) create(t testing.TB, template string) string {
	t.Helper()
	name := fmt.Sprintf("test_%d", databases.Add(1))
	if err := c.run("CREATE DATABASE " + name + " OWNER " + owner + " " + template); err != nil {
		t.Fatalf("databasetest: %v", err)
	}
	t.Cleanup(func() {
		if err := c.run("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Errorf("databasetest: %v", err)
		}
	})
	return c.url(owner, name)
}

// url names a database of the cluster, reached over the socket in its directory.
func (c *cluster) url(role, name string) string {
	u := url.URL{Scheme: "postgres", User: url.User(role), Host: "", Path: "/" + name,
		RawQuery: url.Values{"host": {c.dir}}.Encode()}
	return u.String()
}

// run executes a statement as the superuser.
func (c *cluster) run(statement string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, c.url("postgres", "postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statement)
	return err
}
