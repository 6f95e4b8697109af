// Package value turns decisions into money: cash flows (net present value, internal rate of
// return, payback), the worth of a measured lift with its uncertainty, the bias of adding up
// winners, the cost of delay, the score of objectives, and what explains the change of a metric.
//
// Functions take plain structs and return plain structs; an input that has no answer is an error
// that names the field. Evaluate runs one case that is written as JSON, by the name of its method.
package value
