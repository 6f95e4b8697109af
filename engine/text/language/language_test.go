package language

import (
	"testing"
	"unicode/utf8"

	"github.com/throughlinehq/throughline/engine/text/token"
)

func TestOf(t *testing.T) {
	for text, want := range map[string]string{
		"": "und", "12345 !!!": "und", "👍👍": "und", ":-)": "und", "5/5 ★★★★★": "und",
		"the app crashes when I open it": "en",
		"die App stürzt beim Öffnen ab":  "de", "la aplicación se cierra sola": "es",
		"l'application plante au démarrage": "fr", "приложение не работает": "ru",
		"додаток не працює після оновлення": "uk", "アプリが落ちます": "ja", "应用崩溃了": "zh",
		"앱이 계속 꺼져요": "ko", "η εφαρμογή κλείνει": "el", "التطبيق لا يعمل": "ar",
		"ऐप बंद हो जाता है": "hi", "O aplicativo não abre": "pt", "แอปไม่ทำงาน": "th",
		"bra app": "sv",
	} {
		if got := Of(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestFunction(t *testing.T) {
	for _, c := range []struct {
		code, word string
		want       bool
	}{
		{"de", "wurde", true}, {"es", "está", true}, {"es", "es", true}, {"ja", "から", true},
		{"de", "lieferung", false}, {"en", "die", false}, {"xx", "the", false}, {"de", "", false},
	} {
		if got := Function(c.code, c.word); got != c.want {
			t.Errorf("%q is a function word in %s: %t", c.word, c.code, got)
		}
	}
}

func FuzzOf(f *testing.F) {
	f.Add("the app crashes")
	f.Add("\x00\xff 崩溃 сбой")
	f.Fuzz(func(t *testing.T, text string) {
		if code := Of(text); len(code) != 2 && code != Undetermined || !utf8.ValidString(code) {
			t.Errorf("code %q for %q", code, text)
		}
	})
}

func FuzzReadModel(f *testing.F) {
	f.Add([]byte{1, 0, 0, 0, 1, 0, 0, 0, 'e', 'n', 1, 2, 3, 4, 5})
	f.Fuzz(func(t *testing.T, file []byte) { readModel(file) })
}

// TestWordsSpeakForSimpleTexts: what words say adds up to what the text says.
func TestWordsSpeakForSimpleTexts(t *testing.T) {
	texts := []string{"The app crashes", "Die App stürzt ab", "l'application ne marche pas", "it's 3g only",
		"", "12 34", "Ca ne marche plus depuis hier, c'est nul!", "no funciona nada 2x", "x"}
	for _, text := range texts {
		if !Simple(text) {
			continue
		}
		var sums []int32
		for _, word := range token.Words(nil, text) {
			weights := Weights(word)
			if len(sums) == 0 {
				sums = make([]int32, len(weights))
			}
			for k, w := range weights {
				sums[k] += w
			}
		}
		if got, want := Likeliest(sums), Of(text); got != want {
			t.Errorf("the words of %q say %s, the text %s", text, got, want)
		}
	}
}
