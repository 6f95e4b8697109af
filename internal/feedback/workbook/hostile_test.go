package workbook_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/internal/feedback/workbook"
	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// rewritten is a spreadsheet with one of its parts changed.
func rewritten(t *testing.T, part string, change func(string) string) []byte {
	t.Helper()
	file := sheet(t)
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	must(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	found := false
	for _, f := range archive.File {
		in, err := f.Open()
		must(t, err)
		content, err := io.ReadAll(in)
		must(t, err)
		if f.Name == part {
			changed := change(string(content))
			found = changed != string(content)
			content = []byte(changed)
		}
		to, err := w.Create(f.Name)
		must(t, err)
		_, err = to.Write(content)
		must(t, err)
	}
	must(t, w.Close())
	if !found {
		t.Fatalf("%s is not there or did not change", part)
	}
	return out.Bytes()
}

// bomb is the declaration of an entity that unpacks to ten to the power of nine letters.
func bomb() string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE bomb [<!ENTITY e0 "a">`)
	for n := range 9 {
		fmt.Fprintf(&b, `<!ENTITY e%d "%s">`, n+1, strings.Repeat(fmt.Sprintf("&e%d;", n), 10))
	}
	return b.String() + "]>"
}

// TestIN7EntitiesInSpreadsheetsAreRefused puts entities that unpack to a gigabyte, or name a file
// or an address, into each part of a spreadsheet that is read: the file is refused at once, and
// nothing is opened.
func TestIN7EntitiesInSpreadsheetsAreRefused(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	must(t, os.WriteFile(secret, []byte("the secret"), 0o600))
	asked := false
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		asked = true
	}))
	defer elsewhere.Close()
	for _, part := range []string{"xl/worksheets/sheet2.xml", "xl/sharedStrings.xml",
		"xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"} {
		for what, entity := range map[string]string{"a bomb": bomb(),
			"a file":      `<!DOCTYPE x [<!ENTITY e9 SYSTEM "file://` + secret + `">]>`,
			"an address":  `<!DOCTYPE x [<!ENTITY e9 SYSTEM "` + elsewhere.URL + `">]>`,
			"a parameter": `<!DOCTYPE x [<!ENTITY % p SYSTEM "` + elsewhere.URL + `"> %p;]>`,
			"a grammar":   `<!DOCTYPE x SYSTEM "` + elsewhere.URL + `">`,
		} {
			file := rewritten(t, part, func(xml string) string {
				head, rest, _ := strings.Cut(xml, "?>")
				rest = strings.Replace(rest, "again", "again &e9;", 1)
				return head + "?>" + strings.Repeat("<!-- -->", 2000) + entity + rest
			})
			plain, _, err := workbook.Plain(bytes.NewReader(file))
			if err == nil {
				got, _ := io.ReadAll(plain)
				t.Errorf("%s in %s is read: %d bytes", what, part, len(got))
				must(t, plain.Close())
			} else if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "DOCTYPE") {
				t.Errorf("%s in %s: %v", what, part, err)
			}
		}
	}
	if asked {
		t.Error("an address in a spreadsheet was asked")
	}
}
