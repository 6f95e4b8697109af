package database

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// List returns every row of a query as a T: a struct, whose fields take the columns of the
// same name in snake case, or a single value.
func List[T any](tx *Tx, query string, args ...any) ([]T, error) {
	records := []T{}
	err := Each(tx, func(record T) error {
		records = append(records, record)
		return nil
	}, query, args...)
	return records, err
}

// Each calls fn for every row of a query without holding them all.
func Each[T any](tx *Tx, fn func(T) error, query string, args ...any) error {
	rows, err := tx.q.QueryContext(tx.ctx, tx.bound(query), toArgs(args)...)
	if err != nil {
		return classify(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	for rows.Next() {
		var record T
		if err := scanInto(rows, columns, &record); err != nil {
			return err
		}
		if err := fn(record); err != nil {
			return err
		}
	}
	return classify(rows.Err())
}

// One returns the only row of a query as a T, or a NotFound fault.
func One[T any](tx *Tx, query string, args ...any) (T, error) {
	records, err := List[T](tx, query, args...)
	if err != nil || len(records) > 0 {
		var none T
		if err != nil {
			return none, err
		}
		return records[0], nil
	}
	var none T
	return none, fault.Missing("record")
}

// Value returns the only value of a query, or a NotFound fault; use it for counts.
func Value[T any](tx *Tx, query string, args ...any) (T, error) {
	return One[T](tx, query, args...)
}

func scanInto(rows *sql.Rows, columns []string, record any) error {
	v := reflect.ValueOf(record).Elem()
	if !isRecord(v.Type()) {
		return rows.Scan(&cell{v})
	}
	fields := fieldsOf(v.Type())
	targets := make([]any, len(columns))
	for i, column := range columns {
		path, ok := fields.byColumn[column]
		if !ok {
			return fmt.Errorf("database: %s has no field for column %q", v.Type(), column)
		}
		targets[i] = &cell{v.FieldByIndex(path)}
	}
	return rows.Scan(targets...)
}

// isRecord reports whether a type is scanned field by field.
func isRecord(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t != reflect.TypeFor[time.Time]()
}

// layout is how a struct type lies in columns.
type layout struct {
	columns  []string
	paths    [][]int
	byColumn map[string][]int
}

var layouts sync.Map // reflect.Type -> *layout

func fieldsOf(t reflect.Type) *layout {
	if l, ok := layouts.Load(t); ok {
		return l.(*layout)
	}
	l := &layout{byColumn: map[string][]int{}}
	for _, f := range reflect.VisibleFields(t) {
		if f.Anonymous || !f.IsExported() || f.Tag.Get("db") == "-" {
			continue
		}
		column := snake(f.Name)
		l.columns = append(l.columns, column)
		l.paths = append(l.paths, f.Index)
		l.byColumn[column] = f.Index
	}
	layouts.Store(t, l)
	return l
}

// snake turns a Go name into a column name: "SaidAt" -> "said_at", "ARRMinor" -> "arr_minor".
func snake(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 {
			startsWord := !unicode.IsUpper(runes[i-1]) ||
				i+1 < len(runes) && unicode.IsLower(runes[i+1])
			if startsWord {
				b.WriteByte('_')
			}
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// cell takes one column into one field.
type cell struct{ v reflect.Value }

// Scan implements sql.Scanner. NULL becomes the field's zero value; times come from integer
// microseconds; slices, maps and structs from JSON.
func (c *cell) Scan(src any) error {
	v := c.v
	if src == nil {
		v.SetZero()
		return nil
	}
	if v.Kind() == reflect.Pointer {
		fresh := reflect.New(v.Type().Elem())
		if err := (&cell{fresh.Elem()}).Scan(src); err != nil {
			return err
		}
		v.Set(fresh)
		return nil
	}
	if v.Type() == reflect.TypeFor[time.Time]() {
		micros, ok := src.(int64)
		if !ok {
			return fmt.Errorf("database: time stored as %T, want integer microseconds", src)
		}
		v.Set(reflect.ValueOf(time.UnixMicro(micros).UTC()))
		return nil
	}
	switch v.Kind() {
	case reflect.Slice, reflect.Map, reflect.Struct:
		return scanJSON(v, src)
	default:
		return scanPlain(v, src)
	}
}

func scanJSON(v reflect.Value, src any) error {
	raw, err := asBytes(src)
	if err != nil {
		return err
	}
	if v.Type() == reflect.TypeFor[[]byte]() {
		v.SetBytes(raw)
		return nil
	}
	return json.Unmarshal(raw, v.Addr().Interface())
}

func asBytes(src any) ([]byte, error) {
	switch s := src.(type) {
	case []byte:
		return append([]byte(nil), s...), nil
	case string:
		return []byte(s), nil
	}
	return nil, fmt.Errorf("database: cannot read %T as bytes", src)
}

func scanPlain(v reflect.Value, src any) error {
	var null any
	switch v.Kind() {
	case reflect.String:
		null = new(sql.NullString)
	case reflect.Bool:
		null = new(sql.NullBool)
	case reflect.Float32, reflect.Float64:
		null = new(sql.NullFloat64)
	default:
		null = new(sql.NullInt64)
	}
	if err := null.(sql.Scanner).Scan(src); err != nil {
		return err
	}
	switch n := null.(type) {
	case *sql.NullString:
		v.SetString(n.String)
	case *sql.NullBool:
		v.SetBool(n.Bool)
	case *sql.NullFloat64:
		v.SetFloat(n.Float64)
	case *sql.NullInt64:
		if v.CanUint() {
			v.SetUint(uint64(n.Int64))
		} else {
			v.SetInt(n.Int64)
		}
	}
	return nil
}

// toArgs turns Go values into what both drivers store alike.
func toArgs(args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		out[i] = toArg(a)
	}
	return out
}

func toArg(a any) any {
	switch a := a.(type) {
	case nil, string, int64, float64, bool, []byte:
		return a
	case time.Time:
		if a.IsZero() {
			return nil
		}
		return a.UnixMicro()
	}
	v := reflect.ValueOf(a)
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return toArg(v.Elem().Interface())
	case reflect.String:
		return v.String()
	case reflect.Bool:
		return v.Bool()
	case reflect.Float32, reflect.Float64:
		return v.Float()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int()
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return int64(v.Uint()) // 64-bit hashes keep their bits
	}
	return toJSON(v)
}

func toJSON(v reflect.Value) any {
	if (v.Kind() == reflect.Slice || v.Kind() == reflect.Map) && v.IsNil() {
		if v.Kind() == reflect.Map {
			return "{}"
		}
		return "[]"
	}
	raw, err := json.Marshal(v.Interface())
	if err != nil {
		panic(fmt.Sprintf("database: %s cannot be stored: %v", v.Type(), err))
	}
	return string(raw)
}
