package cli

import (
	"encoding/json"
	"errors"

	"github.com/throughlinehq/throughline/internal/feedback/intake"
)

// usualVectors is the column that holds vectors without being asked for. Only JSON has lists, so
// that nothing else of that name is mistaken for them.
func usualVectors(file *rows) string {
	if file.format.Kind == intake.JSON || file.format.Kind == intake.JSONL {
		return "vector"
	}
	return ""
}

// vectorOf reads a list of numbers.
func vectorOf(written string) ([]float32, error) {
	var numbers []*float32 // null would pass for 0 otherwise
	if err := json.Unmarshal([]byte(written), &numbers); err != nil {
		return nil, err
	}
	out := make([]float32, len(numbers))
	for i, x := range numbers {
		if x == nil {
			return nil, errors.New("it holds null")
		}
		out[i] = *x
	}
	return out, nil
}
