//go:build !unix

package databasetest

import "errors"

var errNotInstalled = errors.New("a private PostgreSQL needs a Unix system")

// Settings of a server.
const durable, quick = "durable", "quick"

type cluster struct{ dir string }

func startCluster(string) (*cluster, error) { return nil, errNotInstalled }
