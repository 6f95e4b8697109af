package space

import "gonum.org/v1/gonum/blas/gonum"

var blas gonum.Implementation

// axpy adds a·x to y. Its vector instructions round every element as the portable form does.
func axpy(a float32, x, y []float32) { blas.Saxpy(len(x), a, x, 1, y, 1) }

// Dot is the inner product of two vectors of whole numbers: exact, whatever the order of addition,
// while every partial sum stays below 2^24 (see Quantise).
func Dot(x, y []float32) float32 { return blas.Sdot(len(x), x, 1, y, 1) }
