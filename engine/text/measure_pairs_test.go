package text

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"testing"
)

func benchNearDup(b *testing.B) {
	var texts, group []string
	for _, row := range shared(b, "near_dup.csv") {
		texts, group = append(texts, row["text"]), append(group, row["group"])
	}
	found := NearDuplicates(texts)
	hit, said, real := 0.0, 0.0, 0.0
	for i := range texts {
		for j := range i {
			same, is := found[i] == found[j], group[i] == group[j]
			switch {
			case same && is:
				hit, said, real = hit+1, said+1, real+1
			case same:
				said++
			case is:
				real++
			}
		}
	}
	fmt.Printf("%-16s near-duplicates: P %.3f R %.3f\n", "near_dup.csv", hit/said, hit/real)
	note(b, "near-duplicates P", hit/said)
	note(b, "near-duplicates R", hit/real)
}

type piiRow struct {
	Text  string `json:"text"`
	Spans []struct {
		Type       string `json:"type"`
		Start, End int
	} `json:"spans"`
}

// structured are the types of a fixed form.
var structured = []string{"CREDIT_CARD", "PHONE_NUMBER", "EMAIL_ADDRESS", "IBAN_CODE", "US_SSN",
	"IP_ADDRESS", "DOMAIN_NAME"}

func benchPII(b *testing.B) {
	f, err := os.Open(sharedPath(b, "pii_synth.jsonl"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	found, all := map[string]float64{}, map[string]float64{}
	wrong, clean := 0.0, 0.0
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var row piiRow
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			b.Fatal(err)
		}
		redacted, private := make([]bool, len([]rune(row.Text))), make([]bool, len([]rune(row.Text)))
		for _, s := range PII(row.Text) {
			for k := s.Start; k < s.End; k++ {
				redacted[k] = true
			}
		}
		for _, s := range row.Spans {
			covered := 0.0
			for k := s.Start; k < s.End; k++ {
				private[k] = true
				if redacted[k] {
					covered++
				}
			}
			if all[s.Type]++; covered >= 0.8*float64(s.End-s.Start) {
				found[s.Type]++
			}
		}
		for k := range private {
			if !private[k] {
				clean++
				if redacted[k] {
					wrong++
				}
			}
		}
	}
	hit, n := 0.0, 0.0
	for _, kind := range structured {
		hit, n = hit+found[kind], n+all[kind]
		fmt.Printf("%-16s pii %-14s %.3f of %.0f\n", "pii_synth.jsonl", kind, found[kind]/all[kind],
			all[kind])
	}
	fmt.Printf("%-16s pii structured %.3f; %.4f of the other characters redacted\n",
		"pii_synth.jsonl", hit/n, wrong/clean)
	note(b, "structured PII found", hit/n)
}
