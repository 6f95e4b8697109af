// Command gen writes the invented part of the sample data: accounts, customers, and through
// which source and how long ago each review came. The same reviews give the same bytes.
//
// With -from it first chooses the reviews anew from the public collection that data/README.md
// names; without it the committed reviews are kept.
package main

import (
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
)

func main() {
	dir := flag.String("data", "data", "where the files are")
	from := flag.String("from", "", "CSV of the public collection to choose reviews from")
	flag.Parse()
	if err := run(*dir, *from); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(dir, from string) error {
	if from != "" {
		lines, err := readCSV(from)
		if err != nil {
			return err
		}
		chosen, err := choose(lines)
		if err != nil {
			return fmt.Errorf("%s: %w", from, err)
		}
		if err := os.WriteFile(filepath.Join(dir, "reviews.csv"), chosen, 0o644); err != nil {
			return err
		}
	}
	reviews, err := readCSV(filepath.Join(dir, "reviews.csv"))
	if err != nil {
		return err
	}
	for name, content := range invent(reviews[1:]) {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// invent makes the files about people for the given reviews (id, rating, text).
func invent(reviews [][]string) map[string][]byte {
	draw := rand.New(rand.NewPCG(2027, 1))
	accounts := makeAccounts(draw, 120)
	customers := makeCustomers(draw, accounts)
	return map[string][]byte{
		"accounts.csv":  writeCSV(accountLines(accounts)),
		"customers.csv": writeCSV(customerLines(customers)),
		"arrivals.csv":  writeCSV(makeArrivals(draw, reviews, customers)),
	}
}

func readCSV(name string) ([][]string, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(lines) == 0 {
		return nil, fmt.Errorf("%s is empty", name)
	}
	return lines, nil
}

func writeCSV(lines [][]string) []byte {
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	out.WriteAll(lines) // a Buffer takes everything
	return b.Bytes()
}
