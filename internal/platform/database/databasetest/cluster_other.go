//go:build !unix

package databasetest

import "errors"

var errNotInstalled = errors.New("a private PostgreSQL needs a Unix system")

type cluster struct{ dir string }

func startCluster() (*cluster, error) { return nil, errNotInstalled }
