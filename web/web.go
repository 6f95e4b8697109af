// Package web holds the built pages of the browser application, so that one binary serves them.
package web

import (
	"embed"
	"io/fs"
)

// dist is filled by `make web`; on a clone without Node it holds nothing but .keep, which Vite
// copies there from public, so that the directory is never missing.
//
//go:embed all:dist
var dist embed.FS

// Pages gives the built files. ok is false when this binary was built without them.
func Pages() (files fs.FS, ok bool) {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, false
	}
	_, err = fs.Stat(files, "index.html")
	return files, err == nil
}
