package api

import (
	"bytes"
	_ "embed"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
)

var (
	//go:embed reference.html
	referencePage string
	//go:embed reference.css
	referenceStyle []byte

	referenceTemplate = template.Must(template.New("reference").Parse(referencePage))
)

// referencePolicy lets the page have its own style and nothing else.
const referencePolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; " +
	"form-action 'none'; frame-ancestors 'none'"

// referenceView is the description of the interface as people read it.
type referenceView struct {
	Version string
	Rooms   []roomView
}

// roomView holds the operations of one kind of record.
type roomView struct {
	Name       string
	Operations []operationView
}

type operationView struct {
	ID, Method, Path, Summary string
	Allowed                   string // who may call it, in words
	Parameters                []fieldRow
	Request, Answer           []fieldRow
}

// fieldRow is a parameter, or a field of a body; Depth tells fields of inner objects.
type fieldRow struct {
	Name, Type, Doc string
	Depth           int
	Required        bool
}

// serveReference shows the OpenAPI description as a page; it is drawn once.
func (a *API) serveReference() {
	draw := sync.OnceValues(func() ([]byte, error) {
		var page bytes.Buffer
		err := referenceTemplate.Execute(&page, a.reference())
		return page.Bytes(), err
	})
	a.mux.HandleFunc("GET "+Prefix+"/reference", func(w http.ResponseWriter, _ *http.Request) {
		page, err := draw()
		if err != nil {
			a.Log.Error("the reference cannot be drawn", "error", err)
			writeProblem(w, newProblem(http.StatusInternalServerError, ""))
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", referencePolicy)
		_, _ = w.Write(page) // the reader may be gone
	})
	a.mux.HandleFunc("GET "+Prefix+"/reference.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		_, _ = w.Write(referenceStyle) // the reader may be gone
	})
}

func (a *API) reference() referenceView {
	rooms := map[string][]operationView{}
	for _, op := range a.table {
		name, _, _ := strings.Cut(strings.TrimPrefix(op.Path, "/"), "/")
		rooms[name] = append(rooms[name], a.operationOf(op))
	}
	v := referenceView{Version: a.Version}
	for _, name := range slices.Sorted(maps.Keys(rooms)) {
		v.Rooms = append(v.Rooms, roomView{name, rooms[name]})
	}
	return v
}

func (a *API) operationOf(op Op) operationView {
	v := operationView{ID: op.ID, Method: op.Method, Path: Prefix + op.Path, Summary: op.Summary,
		Allowed: "takes " + string(op.Verb)}
	if op.Verb == "" {
		v.Allowed = "everybody: " + op.Public
	}
	described := a.described(op)
	if described == nil {
		return v
	}
	for _, p := range described.Parameters {
		v.Parameters = append(v.Parameters, fieldRow{Name: p.Name, Required: p.Required,
			Type: p.In + ", " + a.typeOf(p.Schema), Doc: p.Description})
	}
	if body := described.RequestBody; body != nil {
		v.Request = a.fieldsOf(jsonSchema(body.Content), 0)
	}
	for status, response := range described.Responses {
		if strings.HasPrefix(status, "2") {
			v.Answer = a.fieldsOf(jsonSchema(response.Content), 0)
		}
	}
	return v
}

// described finds the operation in the OpenAPI description.
func (a *API) described(op Op) *huma.Operation {
	item := a.huma.OpenAPI().Paths[Prefix+op.Path]
	if item == nil {
		return nil
	}
	return map[string]*huma.Operation{http.MethodGet: item.Get, http.MethodPost: item.Post,
		http.MethodPut: item.Put, http.MethodPatch: item.Patch,
		http.MethodDelete: item.Delete}[op.Method]
}

func jsonSchema(content map[string]*huma.MediaType) *huma.Schema {
	if media := content["application/json"]; media != nil {
		return media.Schema
	}
	return nil
}

// deepest is how far into inner objects the page goes; the description itself has the rest.
const deepest = 2

// fieldsOf lists the fields of an object, inner ones below theirs.
func (a *API) fieldsOf(s *huma.Schema, depth int) []fieldRow {
	s = a.resolve(s)
	if s == nil || depth > deepest {
		return nil
	}
	if s.Type == huma.TypeArray {
		return a.fieldsOf(s.Items, depth)
	}
	var rows []fieldRow
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		field := s.Properties[name]
		rows = append(rows, fieldRow{Name: name, Type: a.typeOf(field), Doc: field.Description,
			Depth: depth, Required: slices.Contains(s.Required, name)})
		rows = append(rows, a.fieldsOf(field, depth+1)...)
	}
	return rows
}

// typeOf names a type as people say it: "list of string", "new | ready".
func (a *API) typeOf(s *huma.Schema) string {
	s = a.resolve(s)
	switch {
	case s == nil:
		return "anything"
	case len(s.Enum) > 0:
		values := make([]string, len(s.Enum))
		for k, value := range s.Enum {
			values[k], _ = value.(string)
		}
		return strings.Join(values, " | ")
	case s.Type == huma.TypeArray:
		return "list of " + a.typeOf(s.Items)
	case s.Format != "":
		return s.Type + " (" + s.Format + ")"
	case s.Type == "":
		return "anything"
	}
	return s.Type
}

func (a *API) resolve(s *huma.Schema) *huma.Schema {
	if s != nil && s.Ref != "" {
		return a.huma.OpenAPI().Components.Schemas.SchemaFromRef(s.Ref)
	}
	return s
}
