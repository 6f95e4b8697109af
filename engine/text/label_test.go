package text

import (
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/engine/text/token"
)

// labelOf is the label of the first texts among all of them.
func labelOf(group, others []string) string {
	var all [][]string
	for _, text := range append(append([]string{}, group...), others...) {
		all = append(all, token.Words(nil, text))
	}
	l := newLabeller(all)
	best := keywords(l.typical(all[:len(group)]), keywordMost)
	return title(best, len(group), 0)
}

func TestLabels(t *testing.T) {
	others := strings.Split(`the app is nice and the app works|the card was declined at the shop
the card did not arrive in the mail|my card was stolen on holiday|the app has a dark theme
the app sends too many emails|a card for my daughter|the app is nice`, "\n")
	for _, c := range []struct{ want, group string }{
		{"Exchange rate", "the exchange rate is wrong|which exchange rate do you use|" +
			"exchange rate for euros|your exchange rate is poor"},
		{"Top up", "my top up failed|why did the top up go missing|top up by cheque|" +
			"a top up that never came"},
		{"Life, meaning", "what is the meaning of life|does life have a meaning|what is life|" +
			"the point of life|why is there life"},
		{"App crashes", "the app crashes|this app crashes daily|app crashes on start|" +
			"the app fails|crashes all day in the app"},
	} {
		if got := labelOf(strings.Split(c.group, "|"), others); got != c.want {
			t.Errorf("the label of %q is %q, want %q", c.group, got, c.want)
		}
	}
}

// TestALabelSaysThatNothingIsSpecific has themes that share a judgement and no subject.
func TestALabelSaysThatNothingIsSpecific(t *testing.T) {
	others := strings.Split(strings.Repeat(`the card was declined at the shop|my card was stolen|
the transfer never arrived|the transfer is slow|a fee for the card|the fee is high|`, 3), "|")
	for _, c := range []struct{ want, group string }{
		{"Good, general praise", "good on android|good|goood app|very good|good for my wife|so good|" +
			"it is good|good app"},
		{"Bad, general complaint", "bad|so bad|a bad app|bad, terrible|it is bad|terrible|bad on my tab"},
		{"People, mixed remarks", "people|for people|people at work|some people|old people|people say"},
		{"Hello, hey", "hello|hello there|hey|hello you|hey there|hello and hey"},
		{"Good printer", "good printer|a good printer|good|so good|good printer|good cable"},
	} {
		if got := labelOf(strings.Split(c.group, "|"), others); got != c.want {
			t.Errorf("the label of %q is %q, want %q", c.group, got, c.want)
		}
	}
}

func TestALabelDoesNotSayAWordTwice(t *testing.T) {
	group := strings.Split("when do i receive my salary in gbp|receive my salary in gbp|"+
		"can i receive my salary|how to receive my salary|salary in gbp please", "|")
	label := labelOf(group, []string{"my card", "the fee", "a card", "the transfer", "a loan"})
	if strings.Count(label, "salary") > 1 {
		t.Errorf("the label is %q", label)
	}
}
