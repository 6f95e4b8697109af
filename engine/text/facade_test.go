package text

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestKind(t *testing.T) {
	for text, want := range map[string]string{
		"The app crashes whenever I open the camera":                 "bug",
		"Cannot log in since the last update, it shows error 403":    "bug",
		"Please add a dark mode, it would be great at night":         "request",
		"I wish I could export my tasks to a spreadsheet":            "request",
		"Absolutely love this product, best tool I have ever used!":  "praise",
		"Great app, works perfectly and the support team is awesome": "praise",
		"This is terrible, worst customer support ever. Very slow":   "complaint",
		"How do I change the password of my account?":                "question",
		"Where can I find my invoices?":                              "question",
		"":                                                           "other",
		"12:30":                                                      "other",
	} {
		if got, confidence := Kind(text); got != want || confidence < 0 || confidence > 1 {
			t.Errorf("%q is a %s (%.2f), want %s", text, got, confidence, want)
		}
	}
}

func TestSentiment(t *testing.T) {
	for text, want := range map[string]string{
		"I love it, fantastic work!":                  "positive",
		"not good at all, I am disappointed":          "negative",
		"This is the worst app, horrible and useless": "negative",
		"The report has three columns":                "neutral",
		"":                                            "neutral",
	} {
		if score, label := Sentiment(text); label != want || score < -1 || score > 1 {
			t.Errorf("%q is %s (%.2f), want %s", text, label, score, want)
		}
	}
}

// TestNoLanguageWithoutLetters: what has no letters is not English, whichever way it is read.
func TestNoLanguageWithoutLetters(t *testing.T) {
	records := []Record{{Text: "12345"}, {Text: "👍👍"}, {Text: "5/5 ★★★"}, {Text: "the app is good"},
		{Text: "12 " + strings.Repeat("1234567890", 9)}, {Text: "!!!", Lang: "de"}}
	for i, want := range []string{"und", "und", "und", "en", "und", "de"} {
		got := analyse(t, records, Options{}).Records[i].Language
		if got != want {
			t.Errorf("%q is in %q, want %q", records[i].Text, got, want)
		}
	}
}

func TestNearDuplicatesAndFingerprint(t *testing.T) {
	texts := []string{"The export to PDF fails every single time", "something else entirely",
		"the export to pdf fails, every single time!!", "The export to PDF fails every time"}
	if got := NearDuplicates(texts); got[0] != 0 || got[1] != 1 || got[2] != 0 || got[3] != 0 {
		t.Errorf("groups %v, want [0 1 0 0]", got)
	}
	a, first := Fingerprint(texts[0])
	b, second := Fingerprint(texts[2])
	if a != b || first != second {
		t.Error("texts that differ in case and punctuation have different fingerprints")
	}
	_, third := Fingerprint(texts[3])
	shared := 0
	for i, key := range BandKeys(first) {
		if BandKeys(third)[i] == key {
			shared++
		}
	}
	if shared == 0 || Similarity(texts[0], texts[3]) < 0.5 {
		t.Errorf("%d shared bands, similarity %.2f", shared, Similarity(texts[0], texts[3]))
	}
}

func TestPIIAndRedact(t *testing.T) {
	text := "Ünal (mail jane.doe@example.com, +49 30 1234567) paid with 4111 1111 1111 1111 from " +
		"10.0.0.1, IBAN DE89 3704 0044 0532 0130 00, SSN 219-09-9999, says Jane Doe on 2024-05-01"
	got := Redact(text, PII(text, "Jane Doe"))
	want := "Ünal (mail [email], [phone]) paid with [card] from [ip], IBAN [iban], SSN [ssn], " +
		"says [name] on 2024-05-01"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func FuzzPII(f *testing.F) {
	f.Add("call +1 (555) 123-4567 or a@b.co", "Bob")
	f.Add("::1 fe80::1 GB29NWBK60161331926819 1.2.3.4.5", "")
	f.Fuzz(func(t *testing.T, text, name string) {
		spans := PII(text, name)
		end := 0
		for _, s := range spans {
			if s.Start < end || s.End <= s.Start {
				t.Fatalf("spans %v overlap or are empty", spans)
			}
			end = s.End
		}
		if n := len([]rune(text)); end > n {
			t.Fatalf("a span ends at %d of %d characters", end, n)
		}
		Redact(text, spans)
	})
}

func FuzzReading(f *testing.F) {
	f.Add("Great <b>app</b> but it crashes 😀 :-(")
	f.Add(strings.Repeat("\x00\xffa", 50))
	f.Fuzz(func(t *testing.T, text string) {
		if score, _ := Sentiment(text); !(score >= -1 && score <= 1) {
			t.Errorf("sentiment %v", score)
		}
		if _, confidence := Kind(text); !(confidence >= 0 && confidence <= 1) {
			t.Errorf("confidence %v", confidence)
		}
		if NearDuplicates([]string{text, text})[1] != NearDuplicates([]string{text})[0] &&
			Similarity(text, text) > 0 {
			t.Error("a text is not a duplicate of itself")
		}
	})
}

// FuzzTaxonomy reads damaged stored taxonomies: they are refused, or can be used.
func FuzzTaxonomy(f *testing.F) {
	result, err := Analyse(reviews()[:12], Options{})
	if err != nil {
		f.Fatal(err)
	}
	stored, err := json.Marshal(result.Taxonomy)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(stored)
	f.Add([]byte(`{"format":1,"themes":[{"id":"T1","into":"T1"}]}`))
	f.Fuzz(func(t *testing.T, stored []byte) {
		var m Taxonomy
		if json.Unmarshal(stored, &m) != nil {
			return
		}
		m.Assign(Record{ID: "a", Text: "the camera crashes"})
		_, _ = Analyse(reviews()[:6], Options{Prior: &m})
	})
}
