// Package pack writes and reads the shipped tables in few bytes: whole numbers and differences in
// as many as they need, and repeated numbers once.
package pack

import (
	"encoding/binary"
	"math"
	"slices"
)

// Writer appends values to Data; a Reader gives them back in the same order.
type Writer struct{ Data []byte }

// Int writes a number that is not negative.
func (w *Writer) Int(n int) { w.Data = binary.AppendUvarint(w.Data, uint64(n)) }

// Bytes writes bytes and how many they are.
func (w *Writer) Bytes(b []byte) {
	w.Int(len(b))
	w.Data = append(w.Data, b...)
}

// Float writes a number in full.
func (w *Writer) Float(x float64) {
	w.Data = binary.LittleEndian.AppendUint64(w.Data, math.Float64bits(x))
}

// Ascending writes numbers that do not fall, as differences.
func (w *Writer) Ascending(list []uint32) {
	w.Int(len(list))
	last := uint32(0)
	for _, x := range list {
		w.Int(int(x - last))
		last = x
	}
}

// mostDistinct is how many numbers two bytes can tell apart.
const mostDistinct = 1 << 16

// Floats writes numbers: where many occur again and again, each once and then which one stands
// where, else all in full.
func (w *Writer) Floats(list []float32) {
	table := &Writer{}
	distinct := make([]uint32, len(list))
	for i, x := range list {
		distinct[i] = math.Float32bits(x)
	}
	slices.Sort(distinct)
	distinct = slices.Compact(distinct)
	table.Ascending(distinct)
	if len(distinct) > mostDistinct || len(table.Data)+2*len(list) >= 4*len(list) {
		w.Int(0)
		w.full(list)
		return
	}
	w.Data = append(w.Data, table.Data...)
	w.Int(len(list))
	for _, x := range list {
		at, _ := slices.BinarySearch(distinct, math.Float32bits(x))
		w.Data = binary.LittleEndian.AppendUint16(w.Data, uint16(at))
	}
}

func (w *Writer) full(list []float32) {
	w.Int(len(list))
	for _, x := range list {
		w.Data = binary.LittleEndian.AppendUint32(w.Data, math.Float32bits(x))
	}
}

// Reader reads what a Writer wrote. After a damaged value it gives zero values; Whole tells.
type Reader struct {
	rest    []byte
	damaged bool
}

// NewReader starts at the beginning of the data.
func NewReader(data []byte) *Reader { return &Reader{rest: data} }

// Whole reports that all values were there and nothing is left.
func (r *Reader) Whole() bool { return !r.damaged && len(r.rest) == 0 }

// take returns the next n bytes.
func (r *Reader) take(n int) []byte {
	if r.damaged || n < 0 || n > len(r.rest) {
		r.damaged = true
		return nil
	}
	taken := r.rest[:n:n]
	r.rest = r.rest[n:]
	return taken
}

// Int reads a number.
func (r *Reader) Int() int {
	x, n := binary.Uvarint(r.rest)
	if n <= 0 || x > math.MaxInt32*2+1 {
		r.damaged = true
		return 0
	}
	r.take(n)
	return int(x)
}

// Bytes reads bytes; they are part of the data.
func (r *Reader) Bytes() []byte { return r.take(r.Int()) }

// Float reads a number.
func (r *Reader) Float() float64 {
	if b := r.take(8); b != nil {
		return math.Float64frombits(binary.LittleEndian.Uint64(b))
	}
	return 0
}

// Ascending reads numbers that do not fall.
func (r *Reader) Ascending() []uint32 {
	n := r.Int()
	if n > len(r.rest) { // each takes a byte at least
		r.damaged = true
		return nil
	}
	list := make([]uint32, n)
	last := uint64(0)
	for i := range list {
		if last += uint64(r.Int()); last > math.MaxUint32 {
			r.damaged = true
			return nil
		}
		list[i] = uint32(last)
	}
	return list
}

// Floats reads numbers that occur again and again.
func (r *Reader) Floats() []float32 {
	distinct := r.Ascending()
	n, size := r.Int(), 4
	if len(distinct) > 0 {
		size = 2
	}
	if n > len(r.rest) {
		r.damaged = true
		return nil
	}
	data := r.take(n * size)
	list := make([]float32, len(data)/size)
	for i := range list {
		if size == 4 {
			list[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
		} else if at := int(binary.LittleEndian.Uint16(data[2*i:])); at < len(distinct) {
			list[i] = math.Float32frombits(distinct[at])
		} else {
			r.damaged = true
		}
	}
	return list
}
