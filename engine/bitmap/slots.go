package bitmap

// slotPage is how many people one page of slots is for.
const slotPage = 4096

// slots counts people up in the order in which they are added. People are numbered in the order
// in which they were first seen, so most of a page is used, and looking there is many times as
// fast as in a map. The zero value is empty.
type slots struct {
	pages []*[slotPage]uint32 // one more than the slot; 0 for nobody
	next  uint32
}

// of is a person's slot, or -1.
func (s *slots) of(person uint32) int {
	page := int(person / slotPage)
	if page >= len(s.pages) || s.pages[page] == nil {
		return -1
	}
	return int(s.pages[page][person%slotPage]) - 1
}

// add gives a person who has none the next slot.
func (s *slots) add(person uint32) int {
	page := int(person / slotPage)
	if missing := page + 1 - len(s.pages); missing > 0 {
		s.pages = append(s.pages, make([]*[slotPage]uint32, missing)...)
	}
	if s.pages[page] == nil {
		s.pages[page] = new([slotPage]uint32)
	}
	s.next++
	s.pages[page][person%slotPage] = s.next
	return int(s.next) - 1
}
