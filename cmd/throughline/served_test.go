package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

// servedArgs makes this test program the real one, with these arguments.
const servedArgs = "THROUGHLINE_SERVED_ARGS"

func TestMain(m *testing.M) {
	if args := os.Getenv(servedArgs); args != "" {
		os.Args = append([]string{"throughline"}, strings.Split(args, "\n")...)
		main()
	}
	if filepath.Base(os.Args[0]) == "throughline" { // a link to this program, made by a test
		main()
	}
	os.Exit(m.Run())
}

// served is the real program, run as a process of its own.
type served struct {
	testing.TB
	url, data, token string
	workspace        id.ID
	ifMatch          string // sent with the next requests
	address          string
	process          *exec.Cmd
}

// newServed sets up a workspace and a token in an empty database; nothing runs yet.
func newServed(t testing.TB, url string) *served {
	t.Helper()
	v := &served{TB: t, url: url, data: t.TempDir()}
	db := databasetest.Open(t, url)
	defer db.Close()
	_, session, err := people.SetUp(t.Context(), db, people.SetUpInput{WorkspaceName: "Victim",
		Name: "Mara", Email: "mara@x.example", Password: "a password to be killed with"})
	if err != nil {
		t.Fatal(err)
	}
	v.workspace = session.WorkspaceID
	v.token, _, err = people.IssueToken(t.Context(), db, "", "mara@x.example",
		people.TokenInput{Name: "writers", Scopes: []string{"*"}})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// start runs the real program and waits until it says where it listens.
func (v *served) start() {
	v.Helper()
	v.process = exec.Command(os.Args[0])
	v.process.Env = append(os.Environ(), servedArgs+"="+strings.Join([]string{"serve", "--listen",
		"127.0.0.1:0", "--data", v.data, "--database-url", v.url}, "\n"))
	said, err := v.process.StderrPipe()
	if err != nil {
		v.Fatal(err)
	}
	if err := v.process.Start(); err != nil {
		v.Fatal(err)
	}
	v.Cleanup(func() { _ = v.process.Process.Kill() })
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		var line struct{ Msg, Address, Error string }
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.Msg == "serving" {
			v.address = line.Address
			go io.Copy(io.Discard, said)
			return
		}
	}
	v.Fatalf("the program did not start: %v", v.process.Wait())
}

// call sends a request; an answer other than success, or none, is false.
func (v *served) call(method, path string, body io.Reader, into any) bool {
	request, err := http.NewRequest(method, v.address+"/api/v1"+path, body)
	if err != nil {
		v.Error(err)
		return false
	}
	request.Header.Set("Authorization", "Bearer "+v.token)
	if body != nil && !strings.HasPrefix(path, "/imports?") {
		request.Header.Set("Content-Type", "application/json")
	}
	if v.ifMatch != "" {
		request.Header.Set("If-Match", v.ifMatch)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false // killed
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return false // killed while it answered
	}
	if response.StatusCode >= 300 {
		v.Errorf("%s %s: %d %s", method, path, response.StatusCode, answer)
		return false
	}
	if err := json.Unmarshal(answer, into); err != nil {
		v.Errorf("%s %s: %v", method, path, err)
		return false
	}
	return true
}

func (v *served) stop() {
	_ = v.process.Process.Signal(os.Interrupt)
	_ = v.process.Wait()
}
