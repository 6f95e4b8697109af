// Package insight finds what customers say again and again, and keeps what people make of it.
//
// Feedback that arrives is analysed in batches: its kind, sentiment and language are set, and it
// is sorted under themes. The themes are rows that people own: the engine proposes them
// (discovery), people name, merge, split, move and hide them and correct single records, and
// every later run respects that. From a theme, or from a quote alone, an opportunity is raised:
// a need worth solving, with quotes as its evidence. Counts, weeks and sums are kept as records
// come and go, so that nothing is added up when somebody looks.
package insight
