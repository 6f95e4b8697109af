package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// FuzzReadExperiment holds that rows and plans of any kind are read or refused in words, and that a
// read-out is JSON with a verdict.
func FuzzReadExperiment(f *testing.F) {
	const plan = `{"control":"a","treatment":"b","window_days":1,"pre_window_days":1,"users":4,
		"looks":1,"metrics":[{"name":"m","kind":"mean","event":"e","role":"primary"}]}`
	const exposures = "timestamp,user_id,variant\n2026-01-01T00:00:00Z,u,a\n2026-01-01,v,b\n" +
		"2026-01-02,w,a\n2026-01-02,x,b\n"
	const events = "timestamp,user_id,event,value\n2026-01-01T01:00:00Z,u,e,1\n2026-01-05,v,e,-1\n"
	f.Add(plan, exposures, events)
	f.Add(plan[:40], exposures, events)
	f.Add(plan, "timestamp,user_id,variant\n,,\n", "timestamp;user_id;event;value\n1;2;3;1e999\n")
	f.Fuzz(func(t *testing.T, plan, exposures, events string) {
		if len(plan)+len(exposures)+len(events) > 4000 {
			return
		}
		dir := t.TempDir()
		file := func(name, text string) string {
			path := filepath.Join(dir, name)
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			return path
		}
		var out bytes.Buffer
		env := reading("")
		env.Out = &out
		err := ReadExperimentCommand{Events: file("e.csv", events), Exposures: file("x.csv", exposures),
			Plan: file("p.json", plan), HTML: filepath.Join(dir, "r.html"), Format: "json"}.Run(env)
		if err != nil {
			saysWhatIsWrong(t, err)
			return
		}
		var r struct{ Verdict, Reason string }
		if err := json.Unmarshal(out.Bytes(), &r); err != nil || r.Verdict == "" || r.Reason == "" {
			t.Fatalf("%v: %s", err, out.String())
		}
	})
}
