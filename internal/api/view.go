package api

import (
	"time"

	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Record is what every record's view begins with.
type Record struct {
	ID        id.ID     `json:"id"`
	Version   int64     `json:"version" doc:"Send it as If-Match with a change"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

func (r Record) version() int64 { return r.Version }

func recordOf(m database.Meta) Record { return Record(m) }

// PageIn is what every list takes.
type PageIn struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor string `query:"cursor" maxLength:"500" doc:"next_cursor of the page before"`
}

func (p PageIn) request() page.Request { return page.Request{Limit: p.Limit, Cursor: p.Cursor} }

// PageOut is a page of a list.
type PageOut[T any] struct {
	Records    []T    `json:"records"`
	NextCursor string `json:"next_cursor,omitempty" doc:"Absent on the last page"`
}

// pageOf turns a page of records into a page of their views.
func pageOf[R, V any](p page.Page[R], view func(R) V) PageOut[V] {
	out := PageOut[V]{Records: make([]V, len(p.Records)), NextCursor: p.Next}
	for i, r := range p.Records {
		out.Records[i] = view(r)
	}
	return out
}

// PathID is the input of an operation on one record.
type PathID struct {
	ID id.ID `path:"id" maxLength:"80"`
}
