package scope

import "testing"

func TestScopesNarrow(t *testing.T) {
	for _, c := range []struct {
		scopes []string
		verb   string
		want   bool
	}{
		{nil, "feedback.write", true},
		{[]string{}, "feedback.read", false},
		{[]string{"feedback"}, "feedback.write", true},
		{[]string{"feedback.read"}, "feedback.write", false},
		{[]string{"read"}, "backlog.read", true},
		{[]string{"read"}, "backlog.write", false},
		{[]string{"*"}, "people.manage", true},
	} {
		if got := (Actor{Scopes: c.scopes}).Allows(c.verb); got != c.want {
			t.Errorf("scopes %v allow %s = %v, want %v", c.scopes, c.verb, got, c.want)
		}
	}
}

func TestHas(t *testing.T) {
	actor := Actor{Roles: []Role{ProductOwner, Contributor}}
	if !actor.Has(Admin, ProductOwner) || actor.Has(Admin) || actor.Has() {
		t.Fatal("roles are not read as a set")
	}
}
