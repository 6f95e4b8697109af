package language

import (
	"testing"
	"unicode/utf8"
)

func TestOf(t *testing.T) {
	for text, want := range map[string]string{
		"": "en", "12345 !!!": "en", "the app crashes when I open it": "en",
		"die App stürzt beim Öffnen ab": "de", "la aplicación se cierra sola": "es",
		"l'application plante au démarrage": "fr", "приложение не работает": "ru",
		"додаток не працює після оновлення": "uk", "アプリが落ちます": "ja", "应用崩溃了": "zh",
		"앱이 계속 꺼져요": "ko", "η εφαρμογή κλείνει": "el", "التطبيق لا يعمل": "ar",
		"ऐप बंद हो जाता है": "hi", "O aplicativo não abre": "pt", "แอปไม่ทำงาน": "th",
	} {
		if got := Of(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func FuzzOf(f *testing.F) {
	f.Add("the app crashes")
	f.Add("\x00\xff 崩溃 сбой")
	f.Fuzz(func(t *testing.T, text string) {
		if code := Of(text); len(code) != 2 || !utf8.ValidString(code) {
			t.Errorf("code %q for %q", code, text)
		}
	})
}

func FuzzReadModel(f *testing.F) {
	f.Add([]byte{1, 0, 0, 0, 1, 0, 0, 0, 'e', 'n', 1, 2, 3, 4, 5})
	f.Fuzz(func(t *testing.T, file []byte) { readModel(file) })
}
