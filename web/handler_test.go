package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

var built = fstest.MapFS{
	"index.html":          {Data: []byte("<!doctype html><title>Throughline</title>")},
	"favicon.svg":         {Data: []byte("<svg/>")},
	"assets/main-abc1.js": {Data: []byte("export {}")},
	".keep":               {Data: nil},
}

func TestPages(t *testing.T) {
	cases := []struct {
		name, method, path string
		files              fstest.MapFS
		status             int
		body, cache        string
	}{
		{"the first page", "GET", "/", built, 200, "<title>Throughline", "no-cache"},
		{"a page by its address", "GET", "/feedback", built, 200, "<title>Throughline", "no-cache"},
		{"an address with a dot", "GET", "/releases/2026.8", built, 200, "<title>", "no-cache"},
		{"a script", "GET", "/assets/main-abc1.js", built, 200, "export", "immutable"},
		{"a script of an older build", "GET", "/assets/main-old.js", built, 404, "not found", ""},
		{"a file without a hash", "GET", "/favicon.svg", built, 200, "<svg/>", "no-cache"},
		{"a hidden file", "GET", "/.keep", built, 200, "<title>", "no-cache"},
		{"a way out of the folder", "GET", "/../embed.go", built, 200, "<title>", "no-cache"},
		{"writing", "POST", "/", built, 405, "only be read", ""},
		{"built without Node", "GET", "/", fstest.MapFS{}, 503, "make build", "no-cache"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			handler(c.files).ServeHTTP(w, httptest.NewRequest(c.method, c.path, nil))
			if w.Code != c.status {
				t.Errorf("status %d, want %d", w.Code, c.status)
			}
			if !strings.Contains(w.Body.String(), c.body) {
				t.Errorf("body %q, want it to contain %q", w.Body.String(), c.body)
			}
			if !strings.Contains(w.Header().Get("Cache-Control"), c.cache) {
				t.Errorf("Cache-Control %q, want %q", w.Header().Get("Cache-Control"), c.cache)
			}
		})
	}
}

func TestPagesAreGuarded(t *testing.T) {
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	policy := w.Header().Get("Content-Security-Policy")
	if strings.Contains(policy, "script-src 'self' 'unsafe-inline'") ||
		!strings.Contains(policy, "default-src 'none'") {
		t.Errorf("a policy that lets foreign scripts in: %q", policy)
	}
}
