package api_test

import (
	"strings"
	"testing"
)

// segmentCases are what is asked of segments in turn; $segment, $flag and the like stand for what
// was made before, and says is what the answer must hold.
var segmentCases = []struct {
	status       int
	method, path string
	body, match  string
	says         string
}{
	{201, "POST", "/segments", `{"key":"beta","definition":{"include":["ada"]}}`, "", `{"include":["ada"]}`},
	{409, "POST", "/segments", `{"key":"beta","definition":{}}`, "", "already"},
	{422, "POST", "/segments", `{"key":"a b","definition":{"include":[1]}}`, "", `"#/definition/include/0"`},
	{422, "POST", "/segments", `{"key":"x","definition":{"if":{"$ref":"gone"}}}`, "", `"#/definition/if/$ref"`},
	{422, "POST", "/segments", `{"key":"x","definition":null}`, "", "#/definition"},
	{422, "POST", "/flags", `{"key":"f","definition":{"variants":{"a":1},"targeting":{"if":[{"$ref":"gone"},"a"]}}}`,
		"",
		`"#/definition/targeting/if/0/$ref"`},
	{201, "POST", "/flags", `{"key":"f","definition":{"variants":{"a":1},"targeting":{"if":[{"$ref":"beta"},"a"]}}}`,
		"", ""},
	{428, "PATCH", "$/segments", `{"definition":{}}`, "", ""},
	{200, "PATCH", "$/segments", `{"definition":{"if":true},"description":"All"}`, `"1"`, `"version":2`},
	{412, "PATCH", "$/segments", `{"definition":{}}`, `"1"`, "version 2"},
	{200, "GET", "$/segments", "", "", `"description":"All"`},
	{200, "GET", "/segments?text=BET", "", "", `"key":"beta"`},
	{200, "GET", "/segments?text=gamma", "", "", `"records":[]`},
	{200, "GET", "$/segments/versions", "", "", `"action":"updated"`},
	{409, "DELETE", "$/segments", "", `"2"`, "used by the flag f."},
	{204, "DELETE", "$/flags", "", `"1"`, ""},
	{204, "DELETE", "$/segments", "", `"2"`, ""},
	{404, "GET", "$/segments", "", "", ""},
	{422, "POST", "$/flags/restoration", "", "", "there is no evaluator"},
	{204, "POST", "$/segments/restoration", "", "", ""},
	{204, "POST", "$/flags/restoration", "", "", ""},
	{200, "GET", "$/flags/versions", "", "", `"action":"restored"`},
	{200, "GET", "/audit", "", "", `"action":"removed"`},
}

func TestSegmentsOverTheAPI(t *testing.T) {
	inWorkspaceA(t, func(t *testing.T, c client) {
		made := map[string]string{} // by where the kind is found
		for _, each := range segmentCases {
			path := each.path
			if rest, of := strings.CutPrefix(path, "$"); of {
				kind, more, _ := strings.Cut(rest[1:], "/")
				path = strings.TrimSuffix("/"+kind+"/"+made["/"+kind]+"/"+more, "/")
			}
			var headers []string
			if each.match != "" {
				headers = []string{"If-Match: " + each.match}
			}
			got := c.want(each.status, each.method, path, each.body, headers...)
			if !strings.Contains(got.Raw, each.says) {
				t.Errorf("%s %s %s: no %s in %s", each.method, each.path, each.body, each.says, got.Raw)
			}
			if each.status == 201 {
				made[each.path] = got.text("id")
			}
		}
	})
}
