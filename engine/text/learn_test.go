package text

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/engine/text/linear"
	"github.com/throughlinehq/throughline/engine/text/token"
)

// taught are examples of three labels, and what they say.
func taught() (examples []Labelled) {
	for _, line := range []string{
		"shipping|the parcel came late|my parcel is lost|where is the parcel|the courier was rude",
		"billing|the invoice is wrong|charged twice this month|refund my invoice|the fee is too high",
		"login|cannot sign in|my password is refused|reset the password|locked out of my account",
	} {
		label, texts, _ := strings.Cut(line, "|")
		for text := range strings.SplitSeq(texts, "|") {
			examples = append(examples, Labelled{text, label})
		}
	}
	return examples
}

func TestLearnedLabelsReachOtherWords(t *testing.T) {
	m, err := Learn(taught(), 1)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"the package never arrived": "shipping", "you billed me two times": "billing",
		"it rejects my passwords": "login", "\u4e0d\u597d ???!": "", "": "", "?!": "",
	} {
		if got, confidence := m.Classify(text); got != want || (want == "") != (confidence == 0) {
			t.Errorf("%q is %q at %.2f, want %q", text, got, confidence, want)
		}
	}
}

// TestAnOlderModelIsRead: one that knows nothing of English words' vectors says what it said.
func TestAnOlderModelIsRead(t *testing.T) {
	var texts []linear.Example
	var labels []string
	for _, e := range taught() {
		texts = append(texts, linear.Read(token.Words(nil, e.Text)))
		labels = append(labels, e.Label)
	}
	old, err := linear.Train(texts, labels, linear.Options{})
	if err != nil {
		t.Fatal(err)
	}
	stored, err := json.Marshal(old)
	if err != nil {
		t.Fatal(err)
	}
	var m Model
	if err := json.Unmarshal(stored, &m); err != nil {
		t.Fatal(err)
	}
	for i, e := range taught() {
		want, sure := old.Classify(texts[i])
		if got, confidence := m.Classify(e.Text); got != want || confidence != sure {
			t.Errorf("%q is %s at %.4f, was %s at %.4f", e.Text, got, confidence, want, sure)
		}
	}
}
