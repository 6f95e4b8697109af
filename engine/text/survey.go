package text

import (
	"cmp"
	"slices"
	"strings"

	"github.com/throughlinehq/throughline/engine/text/dedupe"
	"github.com/throughlinehq/throughline/engine/text/space"
	"github.com/throughlinehq/throughline/engine/text/token"
)

const (
	wholeLimit  = 10000 // pieces that themes are discovered on without a choice
	sampleLimit = 5000  // pieces that are chosen of more
	wholeWords  = 30    // words up to which a text is one piece
	mostPieces  = 32    // pieces of one text
	mostKept    = 4096  // bytes of a text that are compared with its possible twins
)

// piece is a part of a record that is about one thing: the whole of a short text, a sentence-like
// unit of a longer one.
type piece struct {
	place
	single bool   // it is all of its record
	draw   uint64 // its number in the lottery
	Record        // of which Text is the piece's
}

// place says which part of which record a piece is.
type place struct{ record, part int32 }

// pieces cuts a text; a text of few words is one piece.
func pieces(text string) []string {
	if len(text) < 2*wholeWords || token.CountWords(text, wholeWords+1) <= wholeWords {
		return []string{text}
	}
	units := token.Units(token.Clean(text))
	if len(units) == 0 {
		return []string{text}
	}
	return units[:min(len(units), mostPieces)]
}

// survey is the first pass: it counts the records, takes their prints and draws the sample that
// themes are discovered on. A second look at the few that may have a twin finds the duplicates.
func (a *analysis) survey() error {
	type room struct {
		prints [batchSize]dedupe.Print
		parts  [batchSize][]string
	}
	var rooms [2]room
	draw := lottery{seed: a.o.Seed}
	err := a.inTurns(func(at int, b batch) {
		space.Each(len(b.records), func(k int) {
			rooms[at].prints[k] = dedupe.Read(b.records[k].Text)
			rooms[at].parts[k] = pieces(b.records[k].Text)
		})
	}, func(at int, b batch) error {
		for k, r := range b.records {
			if err := a.checkVector(b.from+k, r); err != nil {
				return err
			}
			a.twins.Add(rooms[at].prints[k])
			if i := b.from + k; a.twins.Same(i) == i {
				draw.add(i, r, rooms[at].parts[k])
			}
		}
		a.count += len(b.records)
		return nil
	})
	if err != nil {
		return err
	}
	a.sample = draw.drawn()
	equal := make([]int32, a.count)
	for i := range equal {
		equal[a.twins.Same(i)]++
	}
	a.said = make([]int, len(a.sample))
	for k, p := range a.sample {
		a.sampled[p.place], a.said[k] = k, int(equal[p.record])
	}
	return a.findTwins()
}

// findTwins reads the texts that may have a twin once more.
func (a *analysis) findTwins() error {
	wanted := a.twins.Candidates()
	if len(wanted) == 0 {
		return nil
	}
	texts := make([]string, 0, len(wanted))
	err := a.inBatches(func(b batch) error {
		begin := len(texts)
		end, _ := slices.BinarySearch(wanted, b.from+len(b.records))
		flat := make([]string, end-begin)
		space.Each(len(flat), func(k int) {
			text := b.records[wanted[begin+k]-b.from].Text
			flat[k] = dedupe.Flat(text[:min(len(text), mostKept)])
		})
		all := strings.Join(flat, "") // one piece of memory for all of them
		for _, text := range flat {
			texts, all = append(texts, all[:len(text)]), all[len(text):]
		}
		return nil
	})
	if err != nil {
		return err
	}
	a.twins.Confirm(func(k int) string { return texts[k] })
	return nil
}

// lottery draws the sample while records pass by, whatever their number: the pieces with the
// smallest pseudo-random numbers.
type lottery struct {
	seed uint64
	kept []piece
	seen int    // pieces that took part
	bar  uint64 // numbers from here on have lost; 0: none has
}

func (l *lottery) add(i int, r Record, parts []string) {
	if len(parts) > 1 {
		r.Vector = nil // it speaks of the whole
	}
	for part, text := range parts {
		draw := token.Mix(uint64(i)<<1 ^ token.Mix(l.seed+1) ^ uint64(part)<<40)
		l.seen++
		if l.bar > 0 && draw >= l.bar {
			continue
		}
		r.Text = text
		l.kept = append(l.kept, piece{place: place{int32(i), int32(part)},
			single: len(parts) == 1, draw: draw, Record: r})
		if len(l.kept) > wholeLimit {
			l.prune()
		}
	}
}

// prune keeps the sampleLimit smallest numbers.
func (l *lottery) prune() {
	slices.SortFunc(l.kept, func(x, y piece) int {
		return cmp.Or(cmp.Compare(x.draw, y.draw), cmp.Compare(x.record, y.record))
	})
	l.bar = l.kept[sampleLimit].draw
	clear(l.kept[sampleLimit:])
	l.kept = l.kept[:sampleLimit]
}

// drawn returns the sample in the order of the records. Of units that say the same in several
// records, the first stands for all.
func (l *lottery) drawn() []piece {
	if l.seen > wholeLimit && len(l.kept) > sampleLimit {
		l.prune()
	}
	slices.SortFunc(l.kept, func(x, y piece) int {
		return cmp.Or(cmp.Compare(x.record, y.record), cmp.Compare(x.part, y.part))
	})
	said := map[uint64]bool{}
	return slices.DeleteFunc(l.kept, func(p piece) bool {
		if p.single {
			return false
		}
		exact := dedupe.Exact(p.Text)
		again := said[exact]
		said[exact] = true
		return again
	})
}
