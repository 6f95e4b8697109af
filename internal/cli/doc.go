// Package cli is the program in a terminal: commands on files, which need no server, and
// commands on a workspace, which open its database. Results go to standard output, everything
// else to standard error. Exit status: 0 done, 1 failed, 2 bad input or usage.
package cli
