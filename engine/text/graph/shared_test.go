package graph

import (
	"testing"

	"github.com/throughlinehq/throughline/engine/text/space"
)

func texts(keys ...[]uint32) (out [][]space.Feature) {
	for _, list := range keys {
		var features []space.Feature
		for _, key := range list {
			features = append(features, space.Feature{Key: key, Count: 1})
		}
		out = append(out, features)
	}
	return out
}

// TestNearestSharedGoesByRareFeatures: 1 is in most texts and says nothing, 2 is in four of them, 3
// in two; the last text has nothing in common with any.
func TestNearestSharedGoesByRareFeatures(t *testing.T) {
	said := texts([]uint32{1, 2, 3}, []uint32{1, 2}, []uint32{1, 3}, []uint32{1, 2}, []uint32{1, 2})
	for key := range uint32(20) {
		said = append(said, texts([]uint32{1, 100 + key})...)
	}
	near := NearestShared(said, 2)
	if len(near[0]) != 2 || near[0][0].Node != 2 || near[0][1].Node != 1 {
		t.Errorf("the nearest of text 0 are %v, want 2 and 1", near[0])
	}
	if near[0][0].Cosine <= near[0][1].Cosine || near[1][0].Cosine < 0.999 {
		t.Errorf("cosines are %v and %v", near[0], near[1])
	}
	if last := near[len(near)-1]; len(last) != 0 {
		t.Errorf("the last text has neighbours: %v", last)
	}
}

func TestNearestSharedOfNothing(t *testing.T) {
	if got := NearestShared(nil, 3); len(got) != 0 {
		t.Errorf("no texts gave %v", got)
	}
	if got := NearestShared(texts(nil, nil), 3); len(got[0]) != 0 || len(got[1]) != 0 {
		t.Errorf("empty texts gave %v", got)
	}
}
