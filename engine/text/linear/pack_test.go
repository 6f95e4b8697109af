package linear

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/throughlinehq/throughline/engine/text/token"
)

func trained(t testing.TB) *Model {
	var texts []Example
	var labels []string
	for _, word := range []string{"refund", "crash", "refund money", "crash screen"} {
		texts = append(texts, Read(token.Words(nil, word)))
		labels = append(labels, word[:5])
	}
	m, err := Train(texts, labels, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestPackedModelIsTheSame(t *testing.T) {
	m := trained(t)
	data, _ := m.MarshalBinary()
	var back Model
	if err := back.UnmarshalBinary(data); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(*m, back) {
		t.Fatal("the model differs after it was packed and unpacked")
	}
	for n := range data {
		if new(Model).UnmarshalBinary(data[:n]) == nil {
			t.Fatalf("a model cut after %d bytes was taken for whole", n)
		}
	}
}

func FuzzPackedModel(f *testing.F) {
	data, _ := trained(f).MarshalBinary()
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		var m Model
		if m.UnmarshalBinary(data) != nil {
			return
		}
		m.Classify(Example{Dense: make([]float32, 3)})
		again, _ := m.MarshalBinary()
		var back Model
		if back.UnmarshalBinary(again) != nil {
			t.Fatal("a model that was read cannot be written")
		}
		second, _ := back.MarshalBinary()
		if !bytes.Equal(again, second) {
			t.Fatal("the packed form is not stable")
		}
	})
}
