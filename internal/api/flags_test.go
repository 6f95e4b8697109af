package api_test

import (
	"fmt"
	"strings"
	"testing"
)

const onOff = `{"variants":{"on":true,"off":false},"defaultVariant":"on"}`

func TestFlagsAreEditedAndSwitched(t *testing.T) {
	inWorkspaceA(t, func(t *testing.T, c client) {
		e := c.want(201, "POST", "/environments", `{"key":"production","name":"Production"}`)
		f := c.want(201, "POST", "/flags", `{"key":"new-editor","definition":`+onOff+`}`)
		path := "/flags/" + f.text("id")
		there := path + "/environments/" + e.text("id")
		c.want(428, "PUT", there, `{"enabled":true}`)
		on := c.want(200, "PUT", there, `{"enabled":true}`, f.match())
		c.want(412, "PUT", there, `{"enabled":false}`, f.match())
		if got := fmt.Sprint(on.Body["enabled_in"]); got != "["+e.text("id")+"]" {
			t.Errorf("on in %s", got)
		}
		bad := c.want(422, "PATCH", path, `{"definition":{"variants":{"on":true},
			"targeting":{"if":[{"guess":1}]}}}`, on.match())
		if !strings.Contains(bad.Raw, `"#/definition/targeting/if/0/guess"`) {
			t.Errorf("no place in %s", bad.Raw)
		}
		c.want(422, "PATCH", path, `{"definition":"x"}`, on.match())
		f = c.want(200, "PATCH", path, `{"description":"Who writes"}`, on.match())
		history := c.want(200, "GET", path+"/versions", "").list("records")
		if len(history) != 3 || history[1]["action"] != "enabled" {
			t.Errorf("history %v", history)
		}
		listed := c.want(200, "GET", "/flags?text=EDIT&environment="+e.text("id"), "")
		if n := len(listed.list("records")); n != 1 {
			t.Errorf("%d flags listed", n)
		}
		c.want(409, "POST", "/flags", `{"key":"new-editor","definition":`+onOff+`}`)
		c.want(409, "DELETE", "/environments/"+e.text("id"), "", e.match())
		c.want(204, "DELETE", path, "", f.match())
		c.want(404, "GET", path, "")
	})
}

func TestClientKeysAreShownOnce(t *testing.T) {
	inWorkspaceA(t, func(t *testing.T, c client) {
		e := c.want(201, "POST", "/environments", `{"key":"production","name":"Production"}`)
		keys := "/environments/" + e.text("id") + "/keys"
		k := c.want(201, "POST", keys, `{"name":"The shop"}`, "Idempotency-Key: one")
		secret := k.text("secret")
		if !strings.HasPrefix(secret, "tlf_") || !strings.Contains(secret, k.text("prefix")) {
			t.Errorf("secret %s", secret)
		}
		c.want(409, "POST", keys, `{"name":"The shop"}`, "Idempotency-Key: one")
		for _, path := range []string{keys, "/audit"} {
			if got := c.want(200, "GET", path, ""); strings.Contains(got.Raw, secret[50:]) {
				t.Errorf("%s shows the secret", path)
			}
		}
		c.want(204, "DELETE", "/client-keys/"+k.text("id"), "")
		if n := len(c.want(200, "GET", keys, "").list("records")); n != 0 {
			t.Errorf("%d keys after the revocation", n)
		}
		c.want(204, "DELETE", "/environments/"+e.text("id"), "", e.match())
	})
}
