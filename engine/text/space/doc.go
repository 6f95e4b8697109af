// Package space places texts in vector spaces fitted on the workspace's own words: latent semantic
// spaces of sparse n-gram counts by randomised singular value decomposition, and word vectors from
// co-occurrence. All arithmetic rounds the same way on every machine.
package space
