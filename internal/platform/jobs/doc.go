// Package jobs does work after the answer was given. A job is a row, written in the
// transaction that wants it done; a [Runner] claims it under a lease, runs its handler and
// writes down how it went. A job whose process dies runs again once the lease is over, so
// every job is run at least once; [Run.Finish] lets its effect happen exactly once.
//
//	waiting -> running -> done
//	   ^          |-----> waiting (again, later) -> ... -> failed
//	   |----------'-----> cancelled
//
// Workspaces take turns, and none of them holds more than half of the workers.
package jobs
