package event

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/engine/bitmap"
	"github.com/throughlinehq/throughline/internal/kit/page"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

const (
	benchEvents = 10_000_000
	benchDays   = 91
	benchCrowd  = 200_000
	benchNames  = 16
	benchFirst  = 20_000 // the first day
)

// BenchmarkQuestions prints how long questions about ten million events take: 200,000 people, of
// whom every tenth was somebody else at first, 16 names, 91 days. Questions read the index alone,
// so the events themselves are not stored; they are indexed step by step, as they would come.
func BenchmarkQuestions(b *testing.B) {
	databasetest.EachDurable(b, func(b *testing.B, url string) {
		db := databasetest.Open(b, url)
		s := scope.ForSystem(home, "bench")
		began := time.Now()
		fillIndex(b, db, s)
		b.Logf("%d events were indexed in %s", benchEvents, time.Since(began).Round(time.Second))
		span := Span{benchFirst, benchFirst + benchDays - 1}
		for _, q := range []struct {
			name string
			ask  func(tx *database.Tx) error
		}{
			{"DAU, WAU and MAU", func(tx *database.Tx) error {
				_, err := Active(tx, production, bitmap.Any, span)
				return err
			}},
			{"of one event", func(tx *database.Tx) error {
				_, err := Active(tx, production, "event 1", span)
				return err
			}},
			{"retention", func(tx *database.Tx) error {
				_, err := Retention(tx, Cohorts{production, "event 1", bitmap.Any, benchFirst, 13, 7})
				return err
			}},
			{"funnel of four", func(tx *database.Tx) error {
				_, err := Reached(tx, Way{production, []string{"event 1", "event 2", "event 3", "event 4"},
					span, 7 * 24 * time.Hour, bitmap.BestAttempt})
				return err
			}},
			{"names", func(tx *database.Tx) error {
				_, err := Names(tx, production, span, "", page.Request{})
				return err
			}},
		} {
			b.Run(q.name, func(b *testing.B) {
				for b.Loop() {
					if err := db.Read(context.Background(), s, q.ask); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	})
}

// fillIndex indexes made-up events, day after day.
func fillIndex(b *testing.B, db *database.DB, s scope.Scope) {
	b.Helper()
	random := rand.New(rand.NewPCG(1, 5))
	write := func(fn func(tx *database.Tx) error) {
		if err := db.Write(context.Background(), s, fn); err != nil {
			b.Fatal(err)
		}
	}
	write(func(tx *database.Tx) error {
		var names []string
		for n := range benchNames {
			names = append(names, fmt.Sprint("event ", n))
		}
		return addNames(tx, names, map[string]int64{})
	})
	for from := int64(0); from < benchEvents; from += stepEvents {
		g := newGathered(from, from+stepEvents)
		for n := from; n < g.to; n++ {
			day := int64(benchFirst) + n*benchDays/benchEvents
			who := random.Uint32N(benchCrowd)
			if who%10 == 0 && n < benchEvents/20 { // before somebody said who they are
				who += benchCrowd
			}
			at := place{production, 1 + random.Int64N(benchNames), day}
			g.moments[at] = append(g.moments[at],
				bitmap.Moment{Person: who, At: day*microsPerDay + random.Int64N(microsPerDay)})
		}
		if from == benchEvents/20 {
			for who := int64(0); who < benchCrowd; who += 10 {
				part := (who + benchCrowd) / partIDs
				if g.moves[part] == nil {
					g.moves[part] = new(bitmap.Moves)
				}
				g.moves[part].Add(uint32(who+benchCrowd), uint32(who))
			}
		}
		if err := db.Read(context.Background(), s, g.join); err != nil {
			b.Fatal(err)
		}
		write(g.store)
	}
}

const microsPerDay = int64(24 * time.Hour / time.Microsecond)
