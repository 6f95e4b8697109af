package text

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// benchWeights adds up the tables and models that the engine ships.
func benchWeights(b *testing.B) {
	files, err := filepath.Glob("*/*.bin")
	if err != nil {
		b.Fatal(err)
	}
	all := int64(0)
	for _, path := range append(files, filepath.Join("sentiment", "lexicon.txt"),
		filepath.Join("language", "words.txt")) {
		file, err := os.Stat(path)
		if err != nil {
			b.Fatal(err)
		}
		fmt.Printf("%-16s %9d bytes\n", filepath.Base(filepath.Dir(path)), file.Size())
		all += file.Size()
	}
	fmt.Printf("%-16s %9d bytes shipped\n", "weights", all)
}
