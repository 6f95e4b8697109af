package main

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// wanted is how many reviews the sample data has.
const wanted = 2000

// rude words, addresses and names of persons' pages keep a review out of the sample.
var unfit = regexp.MustCompile(`(?i)fuck|shit|bitch|\bass(hole)?\b|\bsex|porn|\bgay\b|` +
	`retard|nigg|whore|slut|\bdick\b|penis|rape|suicid|\bkill (my|your)|@\w|https?:|www\.|\.com\b`)

// english tells a sentence from letters typed at random.
var english = regexp.MustCompile(
	`(?i)\b(the|it|is|to|and|i|this|my|a|for|but|not|you|can|love|app|so)\b`)

// choose picks reviews of a readable length from the collection (text, stars, source, bug,
// feature, ...): first everything that reports a bug or asks for something, then the longest
// of the rest. They stay in the collection's order, unchanged.
func choose(lines [][]string) ([]byte, error) {
	text, stars := slices.Index(lines[0], "text"), slices.Index(lines[0], "stars")
	bug, feature := slices.Index(lines[0], "bug"), slices.Index(lines[0], "feature")
	if min(text, stars, bug, feature) < 0 {
		return nil, errors.New("needs the columns text, stars, bug and feature")
	}
	var fit []int
	for i, line := range lines[1:] {
		if readable(line[text]) {
			fit = append(fit, i+1)
		}
	}
	telling := func(i int) bool { return lines[i][bug] == "1" || lines[i][feature] == "1" }
	slices.SortStableFunc(fit, func(a, b int) int {
		if telling(a) != telling(b) {
			return map[bool]int{true: -1, false: 1}[telling(a)]
		}
		return len(lines[b][text]) - len(lines[a][text])
	})
	fit = fit[:min(wanted, len(fit))]
	slices.Sort(fit)
	out := [][]string{{"id", "rating", "text"}}
	for n, i := range fit {
		out = append(out, []string{fmt.Sprintf("R%04d", n+1), lines[i][stars], lines[i][text]})
	}
	return writeCSV(out), nil
}

func readable(text string) bool {
	return len(text) >= 25 && len(text) <= 700 && !unfit.MatchString(text) &&
		len(english.FindAllString(text, 2)) == 2 && strings.ToUpper(text) != text
}
