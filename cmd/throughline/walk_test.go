package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/demo"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

// walkRows is how much a product of some years has heard.
const walkRows = 20_000

// TestTheLineOverTheAPI imports a large file of real words with the command, then follows one
// record over the interface alone, until who said it was told; trace then prints every step.
func TestTheLineOverTheAPI(t *testing.T) {
	databasetest.EachURL(t, func(t *testing.T, url string) {
		s := newServed(t, url)
		tt := terminal{t, s.data}
		said := tt.run(0, "import", walkFile(t), "--source", "Support desk", "--kind", "support",
			"--data", s.data, "--database-url", url)
		t.Log(strings.TrimSpace(said))
		s.start()
		record := s.walk()
		mail, err := filepath.Glob(filepath.Join(s.data, "mail", "*"))
		if err != nil || len(mail) != 1 {
			t.Fatalf("%d mails lie in the folder (%v)", len(mail), err)
		}
		sent, err := os.ReadFile(mail[0])
		if err != nil || !strings.Contains(string(sent), "zoe@walk.example") {
			t.Errorf("the mail is %s (%v)", sent, err)
		}
		s.stop()
		trace := tt.run(0, "trace", record, "--data", s.data, "--database-url", url)
		if strings.Contains(trace, "not yet") {
			t.Errorf("a step is missing:\n%s", trace)
		}
	})
}

// walkFile writes 20,000 rows of the development data, or of the demo's reviews where that is
// absent, and among them one whose customer is to be told.
func walkFile(t *testing.T) string {
	t.Helper()
	texts := developmentTexts()
	if texts == nil {
		t.Log("the development data is absent: the demo's reviews are imported again and again")
		for _, r := range demo.Feedback() {
			texts = append(texts, r.Text)
		}
	}
	path := filepath.Join(t.TempDir(), "desk.csv")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	w := csv.NewWriter(file)
	rows := [][]string{{"id", "text", "customer", "email"}}
	for n := range walkRows - 1 {
		rows = append(rows, []string{fmt.Sprint(n), texts[n%len(texts)],
			fmt.Sprintf("Customer %d", n%3000), fmt.Sprintf("c%d@walk.example", n%3000)})
	}
	rows = append(rows, []string{"zoe", "set a zebra reminder when my bank account runs low",
		"Zoe", "zoe@walk.example"})
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return path
}

func developmentTexts() []string {
	file, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "feedback",
		"clinc150.csv"))
	if err != nil {
		return nil
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil
	}
	column := slices.Index(rows[0], "text")
	texts := make([]string, 0, len(rows))
	for _, row := range rows[1:] {
		texts = append(texts, row[column])
	}
	return texts
}

// object is an answer of the interface.
type object map[string]any

func (o object) text(field string) string { s, _ := o[field].(string); return s }

// must sends a request and returns the answer, which must be a success.
func (s *served) must(method, path string, body object) object {
	s.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		s.Fatal(err)
	}
	var answer object
	if !s.call(method, path, strings.NewReader(string(raw)), &answer) {
		s.Fatalf("%s %s", method, path)
	}
	return answer
}

// first waits until a list is not empty, as it will be once a job is done, and returns its
// first record.
func (s *served) first(path string) object {
	s.Helper()
	deadline := time.After(3 * time.Minute)
	for tick := time.Tick(100 * time.Millisecond); ; {
		var list struct{ Records []object }
		if !s.call("GET", path, nil, &list) {
			s.FailNow()
		}
		if len(list.Records) > 0 {
			return list.Records[0]
		}
		select {
		case <-deadline:
			s.Fatalf("%s stays empty", path)
		case <-tick:
		}
	}
}

// change sends a patch for the version that the record has now.
func (s *served) change(path string, body object) object {
	s.Helper()
	var now object
	if !s.call("GET", path, nil, &now) {
		s.FailNow()
	}
	s.ifMatch = fmt.Sprintf(`"%v"`, now["version"])
	defer func() { s.ifMatch = "" }()
	return s.must("PATCH", path, body)
}

// walk goes from the words to the told customer and returns the key of the feedback record.
func (s *served) walk() string {
	s.Helper()
	said := s.first("/feedback?text=zebra")
	s.first("/feedback/" + said.text("id") + "/themes")
	quote := s.must("POST", "/quotes", object{"feedback_id": said.text("id"), "start": 0,
		"end": 20, "importance": 3, "title": "Be warned in time"})
	item := s.must("POST", "/opportunities/"+quote.text("opportunity_id")+"/items",
		object{"title": "Warnings before money runs out", "type": "feature"})
	path := "/items/" + item.text("id")
	team := s.must("POST", "/teams", object{"name": "Platform", "capacity": 3})
	s.change(path, object{"status": "ready", "team_id": team.text("id"),
		"estimate": object{"p10": 1, "p50": 2, "p90": 4}})
	s.must("PUT", path+"/scores/rice", object{"inputs": object{"impact": object{"p10": 2, "p90": 2}}})
	plan := s.must("POST", "/plans", object{"name": "Spring"})
	s.must("POST", "/plans/"+plan.text("id")+"/acceptance", object{})
	criterion := s.must("POST", path+"/criteria", object{"text": "A warning comes a day before"})
	s.ifMatch = fmt.Sprintf(`"%v"`, criterion["version"])
	s.must("PATCH", "/criteria/"+criterion.text("id"), object{"status": "met",
		"evidence": "Seen on staging."})
	s.ifMatch = ""
	s.change(path, object{"status": "in_progress"})
	s.change(path, object{"status": "in_review"})
	s.must("POST", path+"/acceptance", object{"verdict": "accepted", "reason": ""})
	s.ship(item.text("id"))
	return said.text("key")
}

// ship releases the item and tells the one who asked.
func (s *served) ship(item string) {
	s.Helper()
	release := s.must("POST", "/releases", object{"name": "2027.1", "notes": "Warnings."})
	path := "/releases/" + release.text("id")
	s.ifMatch = fmt.Sprintf(`"%v"`, release["version"])
	s.must("PUT", path+"/items", object{"item_ids": []string{item}})
	s.ifMatch = ""
	s.must("POST", path+"/publication", object{})
	message := s.first(path + "/messages")
	s.must("POST", "/messages/"+message.text("id")+"/delivery", object{})
	s.first(path + "/messages?state=sent")
}
