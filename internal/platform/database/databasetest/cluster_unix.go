//go:build unix

package databasetest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

var errNotInstalled = errors.New("PostgreSQL is not installed " +
	"(no initdb in PATH or in /usr/lib/postgresql/*/bin)")

// cluster is a running PostgreSQL server with its files and its socket in dir.
type cluster struct {
	dir   string
	life  io.Closer // the server ends when this closes, also by the death of this process
	guard *exec.Cmd
}

// guardian starts the server and stops it as soon as its standard input ends, which happens
// even when the test process is killed. It says "ready" or what went wrong.
const guardian = `
dir=$1
trap 'pg_ctl -D "$dir/data" -m immediate stop >/dev/null 2>&1; rm -rf "$dir"' EXIT
create() { initdb -D "$dir/data" -U postgres -A trust -E UTF8 -N "$1"; }
start() { pg_ctl -D "$dir/data" -l "$dir/log" -t 120 -w -o "$1" start; }
{ { create --locale=C.UTF-8 || { rm -rf "$dir/data" && create --no-locale; }; } && start "$2"
} >>"$dir/log" 2>&1 || { cat "$dir/log"; exit 1; }
echo ready
cat >/dev/null
`

// Settings of a server. The quick one may lose a test's data in a crash, nothing else.
const (
	durable = "-c listen_addresses='' -c unix_socket_directories=.. -c max_connections=200"
	quick   = durable + " -c fsync=off -c full_page_writes=off -c autovacuum=off"
)

// startCluster makes and starts a server. As root it runs as another user, because PostgreSQL
// refuses to be root.
func startCluster(settings string) (*cluster, error) {
	bin := findPrograms()
	if bin == "" {
		return nil, errNotInstalled
	}
	dir, err := os.MkdirTemp("/tmp", "throughline-pg-")
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("sh", "-c", guardian, "sh", dir, settings)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"))
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if os.Geteuid() == 0 {
		who, err := ordinaryUser()
		if err != nil {
			return nil, err
		}
		cmd.SysProcAttr.Credential = who
		if err := os.Chown(dir, int(who.Uid), int(who.Gid)); err != nil {
			return nil, err
		}
	}
	c, err := launch(cmd, dir)
	if err != nil {
		return nil, err
	}
	return c, c.run("CREATE ROLE " + owner + " LOGIN")
}

func launch(cmd *exec.Cmd, dir string) (*cluster, error) {
	life, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	said, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	var log strings.Builder
	for in := bufio.NewScanner(said); in.Scan(); log.WriteString(in.Text() + "\n") {
		if in.Text() == "ready" {
			return &cluster{dir, life, cmd}, nil
		}
	}
	return nil, fmt.Errorf("PostgreSQL did not start (%v):\n%s", cmd.Wait(), log.String())
}

// stop ends the server and waits until its files are gone. Tests need not call it.
func (c *cluster) stop() error {
	c.life.Close()
	return c.guard.Wait()
}

// findPrograms gives the directory of initdb, the newest version first.
func findPrograms() string {
	if name, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(name)
	}
	var found []string
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin/initdb", "/usr/pgsql-*/bin/initdb",
		"/opt/homebrew/opt/postgresql@*/bin/initdb", "/usr/local/pgsql/bin/initdb"} {
		names, _ := filepath.Glob(pattern)
		slices.SortFunc(names, func(a, b string) int { return version(b) - version(a) })
		found = append(found, names...)
	}
	if len(found) == 0 {
		return ""
	}
	return filepath.Dir(found[0])
}

// version reads the first number in a path: 15 of /usr/lib/postgresql/15/bin/initdb.
func version(path string) int {
	digits := strings.FieldsFunc(path, func(r rune) bool { return r < '0' || r > '9' })
	if len(digits) == 0 {
		return 0
	}
	n, _ := strconv.Atoi(digits[0])
	return n
}

func ordinaryUser() (*syscall.Credential, error) {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.ParseUint(u.Uid, 10, 32)
		gid, gidErr := strconv.ParseUint(u.Gid, 10, 32)
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, errors.Join(uidErr, gidErr)
	}
	return nil, errors.New("running as root, PostgreSQL needs a user `postgres` or `nobody`")
}
