package cli

import (
	"context"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/engine/rank"
	"github.com/throughlinehq/throughline/engine/schedule"
	"github.com/throughlinehq/throughline/engine/selection"
	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// reading is a terminal on which a text is typed.
func reading(text string) *Env {
	return &Env{Context: context.Background(), In: strings.NewReader(text), Out: io.Discard,
		Err: io.Discard}
}

// saysWhatIsWrong holds that bad input is called bad input, and in words.
func saysWhatIsWrong(t *testing.T, err error) {
	t.Helper()
	if !fault.Is(err, fault.Invalid) || len(err.Error()) < 10 {
		t.Fatalf("not an answer to bad input: %v", err)
	}
}

func FuzzReadPlanFile(f *testing.F) {
	f.Add(`{"teams":[{"id":"t","capacity":[{"units":1}]}],
		"items":[{"id":"x","demands":[{"team":"t","effort":{"p10":1,"p90":4}}]}]}`)
	f.Add(`{"items": 7}`)
	f.Add("{}{}")
	f.Add("4 1\n2\n0 0 2 2 3\n2 2 1 4\n4 1 1 4\n0 0 0\n")
	f.Fuzz(func(t *testing.T, text string) {
		file, err := readPlanFile(reading(text), "-")
		if err != nil {
			saysWhatIsWrong(t, err)
			return
		}
		if file.model == nil || len(text) > 2000 {
			return
		}
		plan, err := schedule.Solve(*file.model, schedule.Options{Schedules: 5})
		if err != nil {
			saysWhatIsWrong(t, badInput(err))
			return
		}
		if found := schedule.Check(*file.model, plan); len(found) > len(plan.Conflicts) {
			t.Fatalf("a wrong plan: %+v", found)
		}
	})
}

func FuzzReadSelect(f *testing.F) {
	f.Add(`{"budgets":{"days":4,"money":9},"requirements":[{"id":"a","cost":2,"value":3},
		{"id":"b","cost":{"days":1,"money":5},"needs":["a"]},{"id":"c","cost":1,"value":1}],
		"customers":[{"id":"x","profit":7,"wants":["b"]}],"rules":[{"kind":"excludes","items":["a","c"]}]}`)
	f.Add(`{"requirements":[{"id":"a","cost":null},{"id":"b"}],"rules":[{"kind":"requires",
		"items":["a","b","a"]},{"kind":"together","items":["b","a"]}]}`)
	f.Add("1\n2\n3 4\n1\n1 2\n1\n9 1 2\n")
	f.Fuzz(func(t *testing.T, text string) {
		file, err := readSelect(reading(text), "-")
		if err == nil {
			err = file.setBudget(.5)
		}
		if err != nil {
			saysWhatIsWrong(t, err)
			return
		}
		choice, err := selection.Solve(file.problem, selection.Options{Steps: 20})
		if err != nil {
			saysWhatIsWrong(t, badInput(err))
			return
		}
		raw, err := json.Marshal(file.answer(choice))
		var said selected
		if err == nil {
			err = json.Unmarshal(raw, &said)
		}
		if found := file.check(said); err != nil || len(found) > 0 {
			t.Fatalf("a wrong choice: %v %v", found, err)
		}
	})
}

func FuzzRankRows(f *testing.F) {
	f.Add("id,reach,impact,confidence,effort\na,100,2,80%,5-12\nb,7,,50%,1e400\na,1,1,1,1\n")
	f.Add("id\treach\teffort_p10\teffort_p90\nx\tNaN\t9\t2\ny\t-Inf\t1\t\n")
	f.Add(`[{"id":"a","reach":{"p10":1,"p90":9},"effort":0},{"id":"b","reach":[1]}]`)
	f.Add("{\"id\":\"a\",\"reach\":1}\n{\"id\":\"\"}\n")
	f.Fuzz(func(t *testing.T, text string) {
		env := reading("")
		path := filepath.Join(t.TempDir(), "rows")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		c := RankCommand{File: path, Framework: "rice", ID: "id"}
		framework, err := c.framework(nil)
		if err != nil {
			t.Fatal(err)
		}
		table, err := c.read(env)
		var items []rank.Item
		if err == nil {
			items, err = table.items(framework)
		}
		if err != nil {
			saysWhatIsWrong(t, err)
			return
		}
		result, err := rank.Rank(framework, items, rank.Options{Draws: 20})
		if err != nil {
			saysWhatIsWrong(t, badInput(err))
			return
		}
		for _, item := range result.Items {
			if v := item.Score + item.ScoreLow + item.ScoreHigh; math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("%s scores %+v", item.ID, item)
			}
		}
		if len(result.Items)+len(result.Incomplete) != len(items) {
			t.Fatalf("%d items, %+v", len(items), result)
		}
	})
}

func FuzzRankPairs(f *testing.F) {
	f.Add("winner,loser,tie\na,b,\nb,c,yes\nc,a,no\n")
	f.Add("winner\tloser\na\ta\n")
	f.Add(`[{"winner":"a","loser":"b","tie":true},{"winner":1,"loser":[]}]`)
	f.Fuzz(func(t *testing.T, text string) {
		c := RankPairsCommand{File: "-", Winner: "winner", Loser: "loser", Top: []int{2}, Draws: 20,
			Format: "json"}
		if err := c.Run(reading(text)); err != nil {
			saysWhatIsWrong(t, err)
		}
	})
}

func FuzzRankCalibrate(f *testing.F) {
	f.Add("scorer,estimate,actual\nAna,4-6,10\nAna,1e300,1e-300\n,80%,\nBo,0,-1\n")
	f.Add(`[{"scorer":"a","estimate":{"p10":1,"p50":9,"p90":3},"actual":"NaN"}]`)
	f.Fuzz(func(t *testing.T, text string) {
		c := RankCalibrateCommand{File: "-", Scorer: "scorer", Estimate: "estimate", Actual: "actual",
			Format: "json"}
		if err := c.Run(reading(text)); err != nil {
			saysWhatIsWrong(t, err)
		}
	})
}
