package intake

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestDetectRefusesWhatIsNoText(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 9000)
	for i := range noise {
		noise[i] = byte(random.IntN(256))
	}
	for name, sample := range map[string]string{"noise.xlsx": string(noise), "a.pdf": "%PDF-1.7",
		"a.parquet": "PAR1", "empty.csv": " \n"} {
		if f, err := Detect([]byte(sample), name); err == nil {
			t.Errorf("%s is read as %s", name, f.Kind)
		}
	}
	for name, sample := range map[string]string{
		"nulls.csv":       "text\n" + strings.Repeat("one \x00 null in a longer line\n", 9),
		"form\ffeeds.txt": "text\n\f\f\f\f\f", "old.csv": "text\ncaf\xe9\n"} {
		if _, err := Detect([]byte(sample), name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
