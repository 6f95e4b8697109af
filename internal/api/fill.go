package api

import "reflect"

// fill makes every nil list and map of an answer an empty one, however deep: a client that reads
// a list gets a list. Raw bytes stay as they are.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			fill(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i))
			}
		}
	case reflect.Slice:
		fillSlice(v)
	case reflect.Map:
		fillMap(v)
	}
}

func fillSlice(v reflect.Value) {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		return
	}
	if v.IsNil() && v.CanSet() {
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	}
	if !holds(v.Type().Elem().Kind()) {
		return
	}
	for i := range v.Len() {
		fill(v.Index(i))
	}
}

// fillMap fills the values of a map, which cannot be changed in place.
func fillMap(v reflect.Value) {
	if v.IsNil() {
		if v.CanSet() {
			v.Set(reflect.MakeMap(v.Type()))
		}
		return
	}
	if !holds(v.Type().Elem().Kind()) {
		return
	}
	for _, key := range v.MapKeys() {
		value := reflect.New(v.Type().Elem()).Elem()
		value.Set(v.MapIndex(key))
		fill(value)
		v.SetMapIndex(key, value)
	}
}

// holds reports whether a value of this kind can have lists in it.
func holds(k reflect.Kind) bool {
	return k == reflect.Struct || k == reflect.Slice || k == reflect.Map || k == reflect.Pointer
}
