package schedule

import "math/rand/v2"

// luck draws efforts.
type luck struct {
	streams [][]*rand.Rand // by item and demand; nil for a certain effort
	planned [][]int32
}

func (p *problem) newLuck(seed uint64) luck {
	l := luck{make([][]*rand.Rand, len(p.items)), make([][]int32, len(p.items))}
	for i, t := range p.items {
		for k, d := range t.Demands {
			var stream *rand.Rand
			if e := t.efforts()[k]; e.P10 < e.P90 {
				name := p.names[i] + "\x00" + p.teams[d.Team].ID
				if t.Shared {
					name += "\x00" + p.skillName(d)
				}
				stream = rand.New(rand.NewPCG(seed, hashName(name)))
			}
			l.streams[i] = append(l.streams[i], stream)
			l.planned[i] = append(l.planned[i], d.Effort)
		}
	}
	return l
}

// draw replaces the problem's efforts by drawn ones.
func (l luck) draw(p *problem) {
	for i := range p.items {
		for k, stream := range l.streams[i] {
			if stream != nil {
				f := factor(p.items[i].efforts()[k], stream.NormFloat64())
				effort := min(float64(l.planned[i][k])*f, maxEffort*cents)
				p.items[i].Demands[k].Effort = max(1, int32(effort))
			}
		}
	}
}

// hashName is FNV-1a.
func hashName(name string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 1099511628211
	}
	return h
}
