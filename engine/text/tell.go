package text

import (
	"sync"

	"github.com/throughlinehq/throughline/engine/text/space"
)

// tell is the last pass: it reads every record, settles its theme, counts it and hands it on.
func (a *analysis) tell(emit func(Reading) error) (*counts, error) {
	s := a.newSettler()
	c := newCounts(len(a.taxonomy.Themes))
	var rooms [2][]said
	begun := a.done
	a.findLive()
	readers := idle{kept: make(lexemes, mostLexemes)}
	err := a.inTurns(func(room int, b batch) {
		if rooms[room] == nil {
			rooms[room] = make([]said, batchSize)
		}
		space.Parallel(len(b.records), func(from, to int) {
			reader := readers.take(a)
			defer readers.put(reader)
			for k := from; k < to; k++ {
				rooms[room][k] = reader.read(b.from+k, b.records[k])
			}
		})
	}, func(room int, b batch) error {
		for k, record := range b.records {
			said := &rooms[room][k]
			s.settle(b.from+k, record, said)
			c.add(record, said, a.twins.Same(b.from+k) == b.from+k)
			if err := emit(said.Reading); err != nil {
				return err
			}
		}
		a.done = begun + (progressTotal-1-begun)*(b.from+len(b.records))/max(1, a.count)
		return nil
	})
	return c, err
}

// idle keeps the readers that nobody uses just now, with all that they have learned.
type idle struct {
	mu      sync.Mutex
	readers []*reader
	kept    lexemes
}

func (x *idle) take(a *analysis) *reader {
	x.mu.Lock()
	defer x.mu.Unlock()
	if n := len(x.readers); n > 0 {
		reader := x.readers[n-1]
		x.readers = x.readers[:n-1]
		return reader
	}
	return a.newReader(x.kept)
}

func (x *idle) put(r *reader) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.readers = append(x.readers, r)
}

// settler gives every record its final theme: equal texts that of the first, and what people
// pinned, rejected or shaped goes before everything else.
type settler struct {
	a      *analysis
	index  map[string]int // theme id -> index in taxonomy.Themes
	first  map[int]verdict
	ids    map[int]string // of the records that stand for near-duplicates
	shaped map[string]bool
}

func (a *analysis) newSettler() *settler {
	s := &settler{a: a, index: map[string]int{}, first: map[int]verdict{}, ids: map[int]string{},
		shaped: map[string]bool{}}
	for t, node := range a.taxonomy.Themes {
		s.index[node.ID] = t
		if node.Shaped {
			s.shaped[node.ID] = true
		}
	}
	for i := range a.count {
		if first := a.twins.Same(i); first != i {
			s.first[first] = nowhere
		}
		if stands := a.twins.Representative(i); stands != i {
			s.ids[stands] = ""
		}
	}
	return s
}

// settle fills in what record i shares with others and what people decided.
func (s *settler) settle(i int, record Record, out *said) {
	a := s.a
	if first := a.twins.Same(i); first != i {
		out.verdict = s.first[first]
	} else if _, wanted := s.first[i]; wanted {
		s.first[i] = out.verdict
	}
	if stands := a.twins.Representative(i); stands != i {
		out.DuplicateOf = s.ids[stands]
	} else if _, wanted := s.ids[i]; wanted {
		s.ids[i] = out.ID
	}
	s.honour(record, out)
	out.OutlierScore = out.odd
	if out.theme >= 0 {
		node := &a.taxonomy.Themes[out.theme]
		out.Theme, out.ThemeScore = node.ID, out.score
		out.Area = a.taxonomy.areaLabel(node.Area)
	}
	for k, v := range out.units {
		if v.theme >= 0 && !a.taxonomy.rejects(out.ID, a.taxonomy.Themes[v.theme].ID) {
			out.Units[k].Theme, out.Units[k].ThemeScore = a.taxonomy.Themes[v.theme].ID, v.score
		}
	}
}

// honour applies what people decided about the record and about the extent of themes.
func (s *settler) honour(record Record, out *said) {
	m := s.a.taxonomy
	if pinned := m.Resolve(m.Pins[out.ID]); pinned != "" {
		out.theme, out.score = s.index[pinned], 1
		return
	}
	if old := s.shapedTheme(record); old != "" && !m.rejects(out.ID, old) {
		out.theme = s.index[old]
		return
	}
	if t := out.theme; t >= 0 && m.rejects(out.ID, m.Themes[t].ID) {
		out.theme, out.score = -1, 0
	}
}

// shapedTheme returns the theme of the record before this run if a person shaped that theme.
func (s *settler) shapedTheme(record Record) string {
	if record.Theme == "" || s.a.o.Prior == nil {
		return ""
	}
	if id := s.a.o.Prior.Resolve(record.Theme); s.shaped[id] {
		return s.a.taxonomy.Resolve(id)
	}
	return ""
}
