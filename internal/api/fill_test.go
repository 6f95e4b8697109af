package api

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"
)

func TestAnswersHoldNoNullLists(t *testing.T) {
	type inner struct {
		Names []string `json:"names"`
		Raw   json.RawMessage
	}
	type outer struct {
		At      time.Time           `json:"-"`
		List    []inner             `json:"list"`
		One     *inner              `json:"one"`
		Nothing *inner              `json:"nothing"`
		Facets  map[string][]string `json:"facets"`
		Empty   map[string]int      `json:"empty"`
		Left    []string            `json:"left,omitempty"`
		hidden  []string
	}
	v := outer{List: []inner{{}}, One: &inner{}, Facets: map[string][]string{"status": nil}}
	fill(reflect.ValueOf(&v).Elem())
	got, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"list":[{"names":[],"Raw":null}],"one":{"names":[],"Raw":null},"nothing":null,` +
		`"facets":{"status":[]},"empty":{}}`
	if string(got) != want || v.hidden != nil {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
