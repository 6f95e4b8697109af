package text

import (
	"fmt"
	"slices"
	"sync"
	"testing"
)

func TestRunsLeaveOutZeroViews(t *testing.T) {
	views := []view{{from: 0, to: 2}, {from: 2, to: 4}, {from: 4, to: 4}, {from: 4, to: 6}, {from: 6, to: 7}}
	for _, vector := range [][]float32{
		{0, 0, 0, 0, 0, 0, 0}, {1, 2, 3, 4, 5, 6, 7}, {0, 0, 3, 0, 0, 0, 7}, {1, 0, 0, 0, 0, 6, 7},
	} {
		back, length := make([]float32, len(vector)), 0
		for _, r := range runs(views, vector) {
			length += copy(back[r.from:], r.numbers)
		}
		zeros := 0
		for _, v := range views {
			if !slices.ContainsFunc(v.of(vector), notZero) {
				zeros += v.to - v.from
			}
		}
		if !slices.Equal(back, vector) || length != len(vector)-zeros {
			t.Errorf("%v came back as %v in %d numbers", vector, back, length)
		}
	}
}

// TestLexemesStayTheSame holds whatever number of words and readers share the room there is.
func TestLexemesStayTheSame(t *testing.T) {
	basis := fitBasis([]document{}, 1)
	kept := make(lexemes, 64)
	var readers sync.WaitGroup
	for reader := range 4 {
		readers.Go(func() {
			l := newLexicon(basis, kept)
			for k := range 2000 {
				word := fmt.Sprint("word", (k*7+reader)%300)
				if x := l.of(word); x.word != word || len(x.vector) == 0 {
					t.Errorf("%s was taken for %s of %d numbers", word, x.word, len(x.vector))
				}
			}
		})
	}
	readers.Wait()
}
