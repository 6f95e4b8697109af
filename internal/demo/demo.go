// Package demo holds what a new user can look at before having any data: two thousand real app
// reviews, word for word, put into the mouths of invented customers of invented companies.
//
// The words and stars are real and public (see data/README.md). Who said them, through which
// source and when is made up by the generator in gen; nobody named here exists.
package demo

import (
	"cmp"
	"embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
)

//go:generate go run ./gen

//go:embed data/*.csv
var data embed.FS

// Row is one feedback record of the sample data with what is known of the customer.
type Row struct {
	ExternalID string
	Source     string // "App Store", "Support desk" ...
	Customer   string // a person's name, or a nickname in an app store
	Email      string // empty where the source does not tell; always at a .example domain
	Account    string // empty for customers who belong to no company
	Segment    string
	Plan       string
	ARRCents   int64 // yearly recurring revenue of the account in euro cents
	Rating     int   // 1 to 5 stars
	Text       string
	DaysAgo    int // 0 to 179
}

// Feedback returns the sample records, the oldest first, in the same order every time.
func Feedback() []Row {
	reviews := byFirst(read("reviews.csv", 3))
	customers := byFirst(read("customers.csv", 4))
	accounts := byFirst(read("accounts.csv", 5))
	var rows []Row
	for _, arrival := range read("arrivals.csv", 4) {
		review, customer := reviews[arrival[0]], customers[arrival[2]]
		row := Row{
			ExternalID: review[0], Rating: int(number(review[1])), Text: review[2],
			Source: arrival[1], DaysAgo: int(number(arrival[3])),
			Customer: customer[1], Email: customer[2],
		}
		if account, ok := accounts[customer[3]]; ok {
			row.Account, row.Segment, row.Plan = account[1], account[2], account[3]
			row.ARRCents = number(account[4])
		}
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows, func(a, b Row) int { return cmp.Compare(b.DaysAgo, a.DaysAgo) })
	return rows
}

// read gives the lines of a file below its heading. The files are part of the program, so a
// mistake in one is a mistake of ours.
func read(name string, columns int) [][]string {
	file, err := data.Open("data/" + name)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	in := csv.NewReader(file)
	in.FieldsPerRecord = columns
	lines, err := in.ReadAll()
	if err != nil {
		panic(fmt.Errorf("demo: %s: %w", name, err))
	}
	return lines[1:]
}

func byFirst(lines [][]string) map[string][]string {
	index := make(map[string][]string, len(lines))
	for _, line := range lines {
		index[line[0]] = line
	}
	return index
}

func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic(fmt.Errorf("demo: %w", err))
	}
	return n
}
