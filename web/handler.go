package web

import (
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// policy lets a page load nothing that the program does not serve itself. The component kit
// writes its colours into a style element, so styles may stand inline; scripts may not.
const policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; " +
	"img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; " +
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// missing is shown where the binary was built without Node.
const missing = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Throughline</title>
<style>body{font:16px/24px system-ui;max-width:36rem;margin:4rem auto;padding:0 1rem}</style>
<h1>The server runs, without its pages</h1>
<p>This binary was built without Node. The interface under <code>/api/v1</code>, the command line
and the public portal work. To have the pages too, install Node 20.19 or later and run:</p>
<pre>make build</pre></html>
`

// Handler serves the pages. Every address that names no file is a page of the application,
// which finds its way itself.
func Handler() http.Handler {
	files, _ := Pages()
	return handler(files)
}

func handler(files fs.FS) http.Handler {
	server := http.FileServerFS(files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "Pages can only be read.", http.StatusMethodNotAllowed)
			return
		}
		secure(w.Header())
		name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
		if isFile(files, name) && name != "index.html" {
			w.Header().Set("Cache-Control", lifetime(name))
			server.ServeHTTP(w, r)
			return
		}
		if path.Ext(name) != "" && strings.HasPrefix(name, "assets/") {
			http.NotFound(w, r) // an old page asks for a script that a newer build replaced
			return
		}
		page(w, files)
	})
}

func secure(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
}

// lifetime lets browsers keep what has a hash in its name, and asks again for the rest.
func lifetime(name string) string {
	if strings.HasPrefix(name, "assets/") {
		return "public, max-age=31536000, immutable"
	}
	return "no-cache"
}

func isFile(files fs.FS, name string) bool {
	if name == "" || strings.HasPrefix(path.Base(name), ".") {
		return false
	}
	info, err := fs.Stat(files, name)
	return err == nil && info.Mode().IsRegular()
}

func page(w http.ResponseWriter, files fs.FS) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	index, err := fs.ReadFile(files, "index.html")
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, missing) // the client may be gone
		return
	}
	_, _ = w.Write(index) // the client may be gone
}
