package main

import (
	"math/rand/v2"
	"regexp"
	"strconv"
)

// days is how far back the sample data reaches.
const days = 180

// The invented release that went wrong: complaints about updates and crashes gather in the days
// after it, so that the pages have a spike to show.
const (
	badRelease = 24 // days ago
	badDays    = 5
)

var aboutUpdates = regexp.MustCompile(`(?i)\b(updat\w*|crash\w*|freez\w*|new version)\b`)

var sources = []string{"App Store", "Google Play", "Support desk", "Survey", "Portal"}

var sourceWeights = []int{32, 24, 22, 14, 8}

// makeArrivals says through which source, from whom and how long ago each review came.
func makeArrivals(draw *rand.Rand, reviews [][]string, customers []customer) [][]string {
	var known, anonymous []customer
	for _, c := range customers {
		if c.email == "" {
			anonymous = append(anonymous, c)
		} else {
			known = append(known, c)
		}
	}
	lines := [][]string{{"review", "source", "customer", "days_ago"}}
	for _, review := range reviews {
		source := pick(draw, sourceWeights)
		from := known
		if source < 2 && draw.IntN(3) > 0 { // app stores tell a nickname, two times in three
			from = anonymous
		}
		// Few speak often: the square of a uniform draw prefers the front of the list.
		u := draw.Float64()
		who := from[int(u*u*float64(len(from)))]
		lines = append(lines, []string{review[0], sources[source], who.key,
			strconv.Itoa(daysAgo(draw, review[2]))})
	}
	return lines
}

// daysAgo draws a day: feedback grows by half over the period.
func daysAgo(draw *rand.Rand, text string) int {
	if aboutUpdates.MatchString(text) && draw.IntN(3) == 0 {
		return badRelease - draw.IntN(badDays)
	}
	for {
		day := draw.IntN(days)
		if growth := 1 - float64(day)/days/3; draw.Float64() < growth {
			return day
		}
	}
}
