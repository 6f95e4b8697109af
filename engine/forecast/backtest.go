package forecast

import (
	"errors"
	"fmt"
	"math"
)

// Record is how a method did on a series' own past.
type Record struct {
	Method  Method `json:"method"`
	Origins int    `json:"n"` // past weeks that a forecast was made from
	// Covered says how many of them held, by level.
	Covered map[int]int `json:"covered"`
	// Pinball is the mean quantile loss over the levels, as a share of the mean outcome; less is
	// better, and it rewards promises that are both safe and close.
	Pinball float64 `json:"pinball"`
}

// Share is the part of the forecasts that held at a level.
func (r Record) Share(level int) float64 {
	if r.Origins == 0 {
		return math.NaN()
	}
	return float64(r.Covered[level]) / float64(r.Origins)
}

// Sentence is the record in words, for showing beside a forecast.
func (r Record) Sentence(level int) string {
	if r.Origins == 0 {
		return "No past forecast to compare with yet."
	}
	return fmt.Sprintf("Our %d %% forecasts held %d of %d times.", level, r.Covered[level],
		r.Origins)
}

// Backtest makes the forecast "how many in the next days?" from every past week that has at
// least least days before it and all of the horizon after it, with what was known then.
func Backtest(s Series, days, least int, opt Options) (Record, error) {
	opt, err := opt.withDefaults(s)
	if err != nil {
		return Record{}, err
	}
	if days < 1 || days > maxHorizon {
		return Record{}, fmt.Errorf("horizon of %d days, expected 1 to %d", days, maxHorizon)
	}
	rec := Record{Method: opt.Method, Covered: map[int]int{}}
	for _, level := range Levels {
		rec.Covered[level] = 0
	}
	loss, outcome := 0.0, 0.0
	for at := max(least, minHistory, opt.History); at+days <= len(s); at += 7 {
		a, err := HowMany(s[:at], days, Options{Method: opt.Method, History: opt.History,
			Draws: opt.Draws, Seed: opt.Seed + uint64(at)})
		if errors.Is(err, ErrTooLittleHistory) {
			continue // a pause in the work: nothing was promised
		}
		if err != nil {
			return Record{}, err
		}
		got := s[at : at+days].Total()
		rec.Origins++
		outcome += float64(got)
		for _, level := range Levels {
			promised := a.At(level)
			if got >= promised {
				rec.Covered[level]++
			}
			loss += pinball(float64(got), float64(promised), 1-float64(level)/100)
		}
	}
	if outcome > 0 {
		rec.Pinball = loss / float64(len(Levels)) / outcome
	}
	return rec, nil
}

// pinball is the loss of stating q as the quantile p of an outcome.
func pinball(outcome, q, p float64) float64 {
	if outcome >= q {
		return p * (outcome - q)
	}
	return (1 - p) * (q - outcome)
}
