package money

import "testing"

func TestParseMinor(t *testing.T) {
	for text, want := range map[string]int64{
		"18400": 1840000, "1,234.50": 123450, "€99": 9900, " 0.005 ": 1, "-3.1": -310,
	} {
		if got, ok := ParseMinor(text); !ok || got != want {
			t.Errorf("ParseMinor(%q) = %d, %v, want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "lots", "1e400", "NaN", "1e18"} {
		if got, ok := ParseMinor(text); ok {
			t.Errorf("ParseMinor(%q) = %d, want a refusal", text, got)
		}
	}
}

func TestString(t *testing.T) {
	if got := (Money{-310, "EUR"}).String(); got != "EUR -3.10" {
		t.Errorf("got %q", got)
	}
}
