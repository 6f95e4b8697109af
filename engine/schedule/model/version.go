package model

import (
	"encoding/json"
	"fmt"
)

// Version is that of a model's form: 1, or 0 where it says nothing, which means the same.
type Version int

// UnmarshalJSON refuses forms that are not known, rather than misread them.
func (v *Version) UnmarshalJSON(data []byte) error {
	var n int
	if err := json.Unmarshal(data, &n); err != nil || n != 1 {
		return fmt.Errorf("version %.40s is not known, expected 1", data)
	}
	*v = 1
	return nil
}
