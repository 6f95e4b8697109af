package rank

import "fmt"

// KanoAnswer is one answer to a functional or dysfunctional Kano question.
type KanoAnswer int

// The five answers, from best to worst.
const (
	KanoLike KanoAnswer = iota
	KanoMustBe
	KanoNeutral
	KanoLiveWith
	KanoDislike
)

// KanoClass is the letter of a class: A attractive, O one-dimensional, M must-be, I indifferent,
// R reverse, Q questionable.
type KanoClass byte

// kanoTable has a row for each functional and a column for each dysfunctional answer.
var kanoTable = [5]string{"QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"}

// ClassifyKano reads one respondent's pair of answers off the evaluation table.
func ClassifyKano(functional, dysfunctional KanoAnswer) (KanoClass, error) {
	if functional < KanoLike || functional > KanoDislike ||
		dysfunctional < KanoLike || dysfunctional > KanoDislike {
		return 0, fmt.Errorf("kano answers go from 0 to 4, got %d and %d",
			functional, dysfunctional)
	}
	return KanoClass(kanoTable[functional][dysfunctional]), nil
}

// KanoSummary is what a group of respondents says about one feature.
type KanoSummary struct {
	Class  KanoClass // the commonest; a tie goes to M, then O, A, I, R, Q
	Better float64   // how far having it lifts satisfaction, 0 to 1
	Worse  float64   // how far lacking it lowers satisfaction, -1 to 0
	Valid  int       // answers in A, O, M or I; with none, Better and Worse are 0
	Counts map[KanoClass]int
}

// SummarizeKano counts the classes of all respondents.
func SummarizeKano(classes []KanoClass) KanoSummary {
	s := KanoSummary{Counts: map[KanoClass]int{}}
	for _, c := range classes {
		s.Counts[c]++
	}
	for _, c := range []KanoClass("MOAIRQ") {
		if s.Counts[c] > s.Counts[s.Class] {
			s.Class = c
		}
	}
	a, o, m := s.Counts['A'], s.Counts['O'], s.Counts['M']
	s.Valid = a + o + m + s.Counts['I']
	if s.Valid > 0 {
		s.Better = float64(a+o) / float64(s.Valid)
		s.Worse = -float64(o+m) / float64(s.Valid)
	}
	return s
}
