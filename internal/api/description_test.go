package api_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/throughlinehq/throughline/internal/api"
)

// description is what programs, and the typed client of the pages, are written against.
const description = "../../openapi.json"

func TestDescriptionIsUpToDate(t *testing.T) {
	a := &api.API{Log: slog.New(slog.DiscardHandler), Version: "0"}
	w := httptest.NewRecorder()
	a.Handler().ServeHTTP(w, httptest.NewRequest("GET", api.Prefix+"/openapi.json", nil))
	var now bytes.Buffer
	if err := json.Indent(&now, w.Body.Bytes(), "", " "); err != nil {
		t.Fatalf("status %d: %v", w.Code, err)
	}
	now.WriteByte('\n')
	if *update {
		if err := os.WriteFile(description, now.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	was, err := os.ReadFile(description)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(was, now.Bytes()) {
		t.Error("openapi.json is not what the API describes: run `make client`")
	}
}
