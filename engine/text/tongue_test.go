package text

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/throughlinehq/throughline/engine/text/token"
)

// TestLabelsInOtherLanguages: the labels name what the texts are about, and none of their phrases
// begins or ends with a word of grammar.
func TestLabelsInOtherLanguages(t *testing.T) {
	for _, c := range []struct{ code, names, grammar string }{
		{"de", "lieferung passwort abo stürzt",
			"ab bei bis die das der ein ich ist kam mein mich muss schon seit werde wird wurde zu"},
		{"fr", "plante abonnement livraison|colis connexion|passe",
			"l'abonnement l'application à au c'est d' de depuis j'ai je la le mon sans un été qui"},
		{"es", "cierra suscripción|precio paquete|entrega sesión|contraseña",
			"al con de del desde el en está la lo me mi no por que qué se sin su un una ha"},
		{"it", "aggiornamento abbonamento|prezzo pacco|consegna password",
			"a all' con da dal di dopo e il l'abbonamento la ogni per si un è"},
		{"zh", "崩溃|闪退 会员|价格 物流|快递 登录", "了 的 就 不 都 在 是 很 才"},
		{"ja", "ログイン|パスワード アプリ 荷物|配送 料金|値上げ", "が の を は に て と で も い る"},
	} {
		result := analyse(t, tongue(t, c.code), Options{})
		var labels, phrases []string
		for _, theme := range result.Themes {
			labels = append(labels, strings.ToLower(theme.Label))
			phrases = append(phrases, theme.Keywords...)
			phrases = append(phrases, strings.Split(strings.ToLower(theme.Label), ", ")...)
		}
		all := strings.Join(labels, "; ")
		for name := range strings.FieldsSeq(c.names) {
			if !slices.ContainsFunc(strings.Split(name, "|"), func(word string) bool {
				return strings.Contains(all, word)
			}) {
				t.Errorf("%s: no label says %s: %s", c.code, name, all)
			}
		}
		for _, phrase := range phrases {
			first, last := edgesOf(phrase)
			for _, word := range strings.Fields(c.grammar) {
				if word == first || word == last {
					t.Errorf("%s: %q has %q at its edge", c.code, phrase, word)
				}
			}
		}
	}
}

// edgesOf are the first and the last word of a phrase, or character of a Japanese one.
func edgesOf(phrase string) (first, last string) {
	words := strings.Fields(phrase)
	if r, size := utf8.DecodeRuneInString(phrase); unicode.In(r, unicode.Han, unicode.Katakana, unicode.Hiragana) {
		_, end := utf8.DecodeLastRuneInString(phrase)
		return phrase[:size], phrase[len(phrase)-end:]
	}
	return words[0], words[len(words)-1]
}

func tongue(t *testing.T, code string) (records []Record) {
	data, err := os.ReadFile(filepath.Join("testdata", "tongues", code+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		_, text, _ := strings.Cut(strings.TrimSpace(line), "\t")
		records = append(records, Record{Text: text})
	}
	return records
}

func TestAnArticleMakesNoOtherWord(t *testing.T) {
	if !related("prezzo dell'abbonamento", "abbonamento") || related("l'app", "l'abbonamento") {
		t.Error("an elided article is taken for a part of the word")
	}
}

func TestPhrasesWithoutSpaces(t *testing.T) {
	for _, c := range []struct {
		want, not string
		group     string
	}{
		{"強制終了", "制終了", "強制終了する|強制終了します|また強制終了した|毎回強制終了"},
		{"値上げ", "値上", "値上げは困る|また値上げ|値上げした|値上げが続く"},
		{"荷物", "荷物が", "荷物が来ない|荷物はどこ|荷物を待つ|荷物が遅い"},
		{"アプリ", "プリ", "アプリが重い|アプリは便利|このアプリ|アプリの色"},
		{"物流", "物流很", "物流很慢|物流太差|等物流|物流信息"},
	} {
		var group [][]string
		for text := range strings.SplitSeq(c.group, "|") {
			group = append(group, token.Words(nil, text))
		}
		got := surfaces(newLabeller(group).typical(group))
		if !slices.Contains(got, c.want) || slices.Contains(got, c.not) {
			t.Errorf("phrases %v, want %s and not %s", got, c.want, c.not)
		}
	}
}

// TestAFewTextsSaidOftenHaveNames: no theme is called by its number for want of a second text.
func TestAFewTextsSaidOftenHaveNames(t *testing.T) {
	for _, texts := range []string{
		"The export fails|Login is slow since Monday|Add dark mode|Too expensive for us|Support is rude|Nice colours",
		"a b c|b c d|e f g|x|y|z|it is|to be|or not|be it|is it",
	} {
		var records []Record
		for range 60 {
			for text := range strings.SplitSeq(texts, "|") {
				records = append(records, Record{Text: text})
			}
		}
		result := analyse(t, records, Options{})
		if len(result.Themes) == 0 {
			t.Errorf("no theme in %s", texts)
		}
		for _, theme := range result.Themes {
			if strings.HasPrefix(theme.Label, "Theme ") {
				t.Errorf("a theme of %s is called %s", texts, theme.Label)
			}
		}
	}
}
