package api_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/internal/api"
)

// TestReferenceShowsEveryOperation: the page is drawn from the table, so nothing can be missing.
func TestReferenceShowsEveryOperation(t *testing.T) {
	a := &api.API{Version: "test"}
	handler := a.Handler()
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/api/v1/reference", nil))
	page := w.Body.String()
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		t.Fatalf("status %d, %s", w.Code, w.Header().Get("Content-Type"))
	}
	for _, op := range a.Table() {
		if !strings.Contains(page, `id="`+op.ID+`"`) {
			t.Errorf("%s is not on the page", op.ID)
		}
	}
	for _, want := range []string{"text/css"} {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/api/v1/reference.css", nil))
		if !strings.HasPrefix(w.Header().Get("Content-Type"), want) {
			t.Errorf("the style is %s", w.Header().Get("Content-Type"))
		}
	}
	if strings.Contains(page, "<script") || strings.Contains(page, "style=") {
		t.Error("the page holds what its policy forbids")
	}
}
