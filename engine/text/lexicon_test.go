package text

import (
	"fmt"
	"sync"
	"testing"
)

// TestLexemesStayTheSame holds whatever number of words and readers share the room there is.
func TestLexemesStayTheSame(t *testing.T) {
	basis := fitBasis([]document{}, 1)
	kept := make(lexemes, 64)
	var readers sync.WaitGroup
	for reader := range 4 {
		readers.Go(func() {
			for k := range 2000 {
				word := fmt.Sprint("word", (k*7+reader)%300)
				if x := kept.of(word, basis); x.word != word || len(x.vector) != basis.dims() {
					t.Errorf("%s was taken for %s of %d numbers", word, x.word, len(x.vector))
				}
			}
		})
	}
	readers.Wait()
}
