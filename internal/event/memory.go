package event

import (
	"sync"

	"github.com/throughlinehq/throughline/internal/kit/id"
)

// maxRemembered bounds each half of a memory.
const maxRemembered = 50_000

// age is a workspace between two erasures: what was known of its people before one is no more.
type age struct {
	workspace id.ID
	erasures  int64
}

// fact is something that does not change within an age once it is stored.
type fact struct {
	age
	kind byte // isName, isPerson or isJoined
	text string
}

const (
	isName   = 'n' // the number of an event name
	isPerson = 'p' // the number of a person's id
	isJoined = 'j' // two ids, already joined or known to stay apart
)

// memory remembers facts of the latest events, so that the database is not asked for them again.
// It has two halves: when the young one is full, it becomes the old one, and what stood in the
// old one since is forgotten.
type memory struct {
	mu         sync.Mutex
	young, old map[fact]int64
}

func newMemory() *memory { return &memory{young: map[fact]int64{}, old: map[fact]int64{}} }

// recall gives the numbers of those texts that it remembers.
func (m *memory) recall(in age, kind byte, texts []string) map[string]int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	found := make(map[string]int64, len(texts))
	for _, text := range texts {
		f := fact{in, kind, text}
		number, known := m.young[f]
		if !known {
			if number, known = m.old[f]; known {
				m.put(f, number)
			}
		}
		if known {
			found[text] = number
		}
	}
	return found
}

// remember takes facts, which must be on disk.
func (m *memory) remember(in age, kind byte, numbers map[string]int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for text, number := range numbers {
		m.put(fact{in, kind, text}, number)
	}
}

func (m *memory) put(f fact, number int64) {
	if _, known := m.young[f]; !known && len(m.young) >= maxRemembered {
		m.young, m.old = make(map[fact]int64, maxRemembered), m.young
	}
	m.young[f] = number
}
