package text

import (
	"slices"

	"github.com/throughlinehq/throughline/engine/text/graph"
	"github.com/throughlinehq/throughline/engine/text/space"
)

// keepOverlap is the share of the smaller of an old theme and a new group that must be common for
// the group to keep the theme's id.
const keepOverlap = 0.5

// reconcile gives every theme group a node of the taxonomy: the old theme it mostly consists of,
// or a new one. Old themes whose records all went elsewhere lead there from now on.
func (a *analysis) reconcile() {
	members := groups(a.group)
	a.nodes = make([]int, len(members))
	overlap, known := overlaps(members, a.old, len(a.taxonomy.Themes))
	match := graph.Match(gains(overlap, known))
	taken := make([]bool, len(a.taxonomy.Themes))
	for g := range members {
		a.nodes[g] = -1
		if match != nil && match[g] >= 0 {
			a.nodes[g] = match[g]
			taken[match[g]] = true
			a.change("kept", a.taxonomy.Themes[match[g]].ID)
		}
	}
	members = a.revive(members, taken)
	for g := range members {
		if a.nodes[g] < 0 {
			id := a.taxonomy.newTheme()
			a.nodes[g] = len(a.taxonomy.Themes)
			born := Node{ID: id, Resolution: a.cutOf(members[g])}
			a.taxonomy.Themes = append(a.taxonomy.Themes, born)
			a.change("born", id)
		}
	}
	a.retire(taken, overlap)
	a.centre(members)
	a.keepClose()
	a.nameAreas(members)
}

// cutOf is the resolution that a group was found at, 0 for that of the taxonomy.
func (a *analysis) cutOf(members []int) float64 {
	if a.at == nil || a.at[members[0]] == a.taxonomy.Resolution {
		return 0
	}
	return a.at[members[0]]
}

// revive makes a group of every old theme that no group continues although its records are here:
// joining two themes is for people to decide, so the run only suggests it.
func (a *analysis) revive(members [][]int, taken []bool) [][]int {
	lists := make([][]int, len(taken))
	for k, t := range a.old {
		if t >= 0 && !taken[t] && a.taxonomy.Themes[t].live() {
			lists[t] = append(lists[t], k)
		}
	}
	for t, list := range lists {
		if len(list) < smallest {
			continue
		}
		into := a.mostly(list)
		for _, k := range list {
			a.group[k] = len(a.nodes)
		}
		a.nodes = append(a.nodes, t)
		taken[t] = true
		if into >= 0 && a.nodes[into] >= 0 {
			with := a.taxonomy.Themes[a.nodes[into]].ID
			a.change("merge-suggested", a.taxonomy.Themes[t].ID, with)
		}
	}
	return groups(a.group)
}

// mostly returns the group that most of the sample's records listed are in, -1 for none.
func (a *analysis) mostly(list []int) int {
	votes := make([]int, len(a.nodes)+1)
	best := 0
	for _, k := range list {
		votes[a.group[k]+1]++
	}
	for g, n := range votes {
		if n > votes[best] {
			best = g
		}
	}
	return best - 1
}

func (a *analysis) change(kind, theme string, with ...string) {
	if a.o.Prior != nil {
		a.changes = append(a.changes, Change{Kind: kind, Theme: theme, With: with})
	}
}

// oldThemes returns the prior theme of every sample record as an index, -1 for none.
func (a *analysis) oldThemes() []int {
	old := make([]int, len(a.sample))
	index := map[string]int{}
	for i, node := range a.taxonomy.Themes {
		index[node.ID] = i
	}
	space.Each(len(a.sample), func(k int) {
		old[k] = -1
		if i, ok := index[a.oldTheme(a.sample[k])]; ok {
			old[k] = i
		}
	})
	return old
}

// oldTheme returns the live id of the theme a piece had before this run. What a longer record had
// as a whole says nothing about one of its sentences.
func (a *analysis) oldTheme(p piece) string {
	prior := a.o.Prior
	if prior == nil {
		return ""
	}
	if id := prior.Resolve(prior.Pins[p.ID]); id != "" {
		return id
	}
	if id := prior.Resolve(p.Theme); p.single && id != "" && !prior.rejects(p.ID, id) {
		return id
	}
	if best := prior.Assign(p.Record); len(best) > 0 {
		return best[0].Theme
	}
	return ""
}

// overlaps counts common records of groups and old themes, and of every old theme in all.
func overlaps(members [][]int, old []int, themes int) ([][]float64, []float64) {
	known := make([]float64, themes)
	for _, t := range old {
		if t >= 0 {
			known[t]++
		}
	}
	overlap := make([][]float64, len(members))
	for g, list := range members {
		overlap[g] = make([]float64, themes)
		for _, i := range list {
			if old[i] >= 0 {
				overlap[g][old[i]]++
			}
		}
	}
	return overlap, known
}

func gains(overlap [][]float64, known []float64) [][]float64 {
	out := make([][]float64, len(overlap))
	for g, row := range overlap {
		out[g] = make([]float64, len(row))
		total := 0.0
		for _, n := range row {
			total += n
		}
		for t, n := range row {
			if n >= keepOverlap*min(total, known[t]) {
				out[g][t] = n
			}
		}
	}
	return out
}

// retire lets an old theme that no group continues lead to the theme that took most of its
// records. A theme that people shaped or placed stays; one without a record here sleeps.
func (a *analysis) retire(taken []bool, overlap [][]float64) {
	for t, kept := range taken {
		node := &a.taxonomy.Themes[t]
		if kept || !node.live() {
			continue
		}
		best := -1
		for g := range overlap {
			if overlap[g][t] > 0 && (best < 0 || overlap[g][t] > overlap[best][t]) {
				best = g
			}
		}
		switch {
		case best < 0 || node.Shaped || node.Named || node.Placed:
			node.Centroid, node.Size = nil, 0
		default:
			node.Into, node.Size = a.taxonomy.Themes[a.nodes[best]].ID, 0
			a.change("gone", node.ID, node.Into)
		}
	}
}

// stay is by how much a record must be nearer to another theme before it leaves the one it has.
const stay = 0.12

// keepClose leaves records with the theme they had unless another is clearly nearer.
func (a *analysis) keepClose() {
	group := map[int]int{}
	for g, node := range a.nodes {
		group[node] = g
	}
	themes := a.taxonomy.Themes
	for k, t := range a.old {
		if t < 0 {
			continue
		}
		g, kept := group[t]
		if !kept || g == a.group[k] {
			continue
		}
		v, basis := a.vectors.Row(k), a.taxonomy.Basis
		other := themes[t].Accept
		if a.group[k] >= 0 {
			other = basis.cosine(v, themes[a.nodes[a.group[k]]].Centroid)
		}
		if basis.cosine(v, themes[t].Centroid) >= other-stay {
			a.group[k] = g
		}
	}
}

// acceptShare of a theme's members may lie below its acceptance threshold.
const acceptShare = 0.05

// centre sets the centroids and acceptance thresholds of the groups' nodes.
func (a *analysis) centre(members [][]int) {
	for g, list := range members {
		node := &a.taxonomy.Themes[a.nodes[g]]
		node.Centroid = centroid(a.vectors, list)
		cosines := make([]float64, len(list))
		for k, i := range list {
			cosines[k] = a.taxonomy.Basis.cosine(a.vectors.Row(i), node.Centroid)
		}
		slices.Sort(cosines)
		node.Accept = cosines[int(acceptShare*float64(len(cosines)))]
	}
}

// nameAreas gives every area group the id of the old area most of its themes were in, or a new id.
func (a *analysis) nameAreas(members [][]int) {
	m := a.taxonomy
	index := map[string]int{}
	for i, area := range m.Areas {
		index[area.ID] = i
	}
	overlap := make([][]float64, countGroups(a.area))
	for k := range overlap {
		overlap[k] = make([]float64, len(m.Areas))
	}
	for g, k := range a.area {
		if i, ok := index[m.Themes[a.nodes[g]].Area]; ok {
			overlap[k][i] += float64(len(members[g]))
		}
	}
	ids := make([]string, len(overlap))
	for k, i := range graph.Match(overlap) {
		if i >= 0 {
			ids[k] = m.Areas[i].ID
			continue
		}
		ids[k] = m.newArea()
		m.Areas = append(m.Areas, AreaNode{ID: ids[k]})
	}
	for g, k := range a.area {
		if node := &m.Themes[a.nodes[g]]; !node.Placed {
			node.Area = ids[k]
		}
	}
}
