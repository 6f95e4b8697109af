package linear

import (
	"errors"

	"github.com/throughlinehq/throughline/engine/text/pack"
)

var errPacked = errors.New("the packed model is not whole")

func (c *Columns) pack(w *pack.Writer) {
	w.Ascending(c.Keys)
	w.Floats(c.IDF)
}

func unpackColumns(r *pack.Reader) *Columns {
	return &Columns{Keys: r.Ascending(), IDF: r.Floats()}
}

// MarshalBinary writes the packed form, in which models are shipped.
func (m *Model) MarshalBinary() ([]byte, error) {
	w := &pack.Writer{}
	w.Int(len(m.Labels))
	for _, label := range m.Labels {
		w.Bytes([]byte(label))
	}
	m.Columns.pack(w)
	w.Int(m.Dense)
	w.Floats(m.Bias)
	w.Floats(m.Scale)
	w.Bytes(m.Weights)
	w.Float(m.Steep)
	return w.Data, nil
}

// UnmarshalBinary reads the packed form and readies the model for use.
func (m *Model) UnmarshalBinary(data []byte) error {
	r := pack.NewReader(data)
	labels := r.Int()
	for ; labels > 0 && len(m.Labels) < len(data); labels-- {
		m.Labels = append(m.Labels, string(r.Bytes()))
	}
	m.Columns = unpackColumns(r)
	m.Dense, m.Bias, m.Scale, m.Weights, m.Steep = r.Int(), r.Floats(), r.Floats(), r.Bytes(),
		r.Float()
	if !r.Whole() || !m.Valid() {
		return errPacked
	}
	return nil
}

// MarshalBinary writes the packed form, in which models are shipped.
func (m *Regressor) MarshalBinary() ([]byte, error) {
	w := &pack.Writer{}
	m.Columns.pack(w)
	w.Int(m.Dense)
	w.Floats([]float32{m.Bias, m.Scale})
	w.Bytes(m.Weights)
	return w.Data, nil
}

// UnmarshalBinary reads the packed form and readies the model for use.
func (m *Regressor) UnmarshalBinary(data []byte) error {
	r := pack.NewReader(data)
	m.Columns, m.Dense = unpackColumns(r), r.Int()
	line := r.Floats()
	m.Weights = r.Bytes()
	if !r.Whole() || len(line) != 2 || !m.Valid() {
		return errPacked
	}
	m.Bias, m.Scale = line[0], line[1]
	return nil
}
