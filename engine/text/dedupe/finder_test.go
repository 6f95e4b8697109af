package dedupe

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestGroup(t *testing.T) {
	texts := []string{
		"The export to PDF fails every single time", "something else entirely", "",
		"the export to pdf fails, every single time!!", "The export to PDF fails every time", "",
		"崩溃 了 每次 打开 相机 的 时候", "崩溃了每次打开相机的时候！",
	}
	want := []int{0, 1, 2, 0, 0, 5, 6, 6}
	if got := Group(texts); !slices.Equal(got, want) {
		t.Errorf("groups %v, want %v", got, want)
	}
}

// TestGroupAgreesWithComparingAll holds the banding to what comparing every pair would say: never
// a pair too many, and nearly all of those well above the threshold.
func TestGroupAgreesWithComparingAll(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var texts []string
	for i := range 300 {
		text := ""
		for w := range 12 {
			word := (i/3)*12 + w
			if rng.IntN(15) == 0 {
				word += 5000
			}
			text += fmt.Sprintf("w%d ", word)
		}
		texts = append(texts, text)
	}
	group := Group(texts)
	close, found := 0, 0
	for i := range texts {
		for j := range i {
			same := group[i] == group[j]
			similar := Jaccard(Shingles(texts[i]), Shingles(texts[j]))
			if similar >= 0.6 {
				close++
				if same {
					found++
				}
			}
			if same && i/3 != j/3 {
				t.Errorf("%q and %q are grouped, similarity %.2f", texts[i], texts[j], similar)
			}
		}
	}
	if close == 0 || float64(found) < 0.97*float64(close) {
		t.Errorf("found %d of %d pairs of similarity .6 and more", found, close)
	}
}

func TestManyTextsThatShareEverything(t *testing.T) {
	texts := make([]string, 3000)
	for i := range texts {
		texts[i] = fmt.Sprintf("we are sorry that we missed your call, your number is %d", i)
	}
	for i, first := range Group(texts) {
		if first != 0 {
			t.Fatalf("text %d stands for itself or for %d, want 0", i, first)
		}
	}
}

// TestSketchesRejectNoNearDuplicates holds the bits to what comparing the sets would say.
func TestSketchesRejectNoNearDuplicates(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	rejected := 0
	for range 5000 {
		a, b := []uint64{}, []uint64{}
		for range 1 + rng.IntN(400) {
			x, where := rng.Uint64(), rng.IntN(6)
			if where != 0 {
				a = append(a, x)
			}
			if where != 1 {
				b = append(b, x)
			}
		}
		b = append(b, make([]uint64, rng.IntN(300))...)
		for k := range b {
			b[k] = max(b[k], uint64(k)) // different ones where none was drawn
		}
		slices.Sort(a)
		slices.Sort(b)
		s, other := sketchOf(a), sketchOf(b)
		alike := Jaccard(a, b) >= accept
		if likely := s.mayBeLike(&other); alike && !likely {
			t.Fatalf("sets of %d and %d shingles with similarity %.3f are rejected", len(a), len(b),
				Jaccard(a, b))
		} else if !likely {
			rejected++
		}
	}
	if rejected == 0 {
		t.Error("no pair was rejected")
	}
}
