package pii

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestVaultHidesAndReveals(t *testing.T) {
	var v Vault
	text := "Ünal wrote from a@b.example, then a@b.example and 10.0.0.1 ⟦email 1⟧"
	hidden := v.Hide(text, Find(text, "Ünal"))
	want := "⟦name 1⟧ wrote from ⟦email 1⟧, then ⟦email 1⟧ and ⟦ip 1⟧ ⟦sign 1⟧email 1⟧"
	if hidden != want {
		t.Errorf("hid  %s\nwant %s", hidden, want)
	}
	if got := v.Reveal(hidden); got != text {
		t.Errorf("revealed %s", got)
	}
}

func TestAStoredVaultGoesOn(t *testing.T) {
	var first, second Vault
	before := "mail a@b.example"
	hidden := first.Hide(before, Find(before))
	stored, err := json.Marshal(&first)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(stored, &second); err != nil {
		t.Fatal(err)
	}
	after := "a@b.example or c@d.example"
	if got := second.Hide(after, Find(after)); got != "⟦email 1⟧ or ⟦email 2⟧" {
		t.Errorf("the stored vault hides %s", got)
	}
	if got := second.Reveal(hidden); got != before {
		t.Errorf("the stored vault reveals %s", got)
	}
}

func FuzzVault(f *testing.F) {
	f.Add("call +1 (555) 123-4567 or a@b.co, Bob", "Bob")
	f.Add("⟦⟦email 1⟧⟧ \xff a@b.co", "")
	f.Fuzz(func(t *testing.T, text, name string) {
		var v Vault
		spans := Find(text, name)
		hidden := v.Hide(text, spans)
		if got := v.Reveal(hidden); got != text {
			t.Fatalf("%q came back as %q by way of %q", text, got, hidden)
		}
		for _, s := range spans {
			if s.Type == Email && strings.Contains(hidden, "@") && !strings.Contains(text, "@@") &&
				strings.Count(text, "@") == 1 {
				t.Fatalf("%q still holds the address", hidden)
			}
		}
	})
}
