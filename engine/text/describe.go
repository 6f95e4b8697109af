package text

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/throughlinehq/throughline/engine/text/token"
)

// describe puts the result together.
func (a *analysis) describe(c *counts) Result {
	m := a.taxonomy
	result := Result{Outliers: c.outliers, Cut: c.cut, Taxonomy: m, Changes: a.changes}
	trends := c.trends()
	for t := range m.Themes {
		m.Themes[t].Size = c.themes[t].size
		if c.themes[t].size > 0 {
			theme := a.theTheme(t, c)
			theme.Trend = trends[t]
			result.Themes = append(result.Themes, theme)
		}
	}
	slices.SortStableFunc(result.Themes, func(x, y Theme) int {
		return cmp.Compare(y.Size, x.Size)
	})
	result.Areas = m.theAreas(result.Themes)
	return result
}

func (m *Taxonomy) areaLabel(id string) string {
	if area := m.area(id); area != nil {
		return area.Label
	}
	return ""
}

func (a *analysis) theTheme(t int, c *counts) Theme {
	node, tally := &a.taxonomy.Themes[t], &c.themes[t]
	return Theme{ID: node.ID, Label: node.Label, Area: a.taxonomy.areaLabel(node.Area),
		AreaID: node.Area, Keywords: node.Keywords, Size: tally.size,
		Share:         round4(float64(tally.size) / float64(a.count)),
		SentimentMean: round4(tally.feelings.mean), RatingImpact: c.ratings.impact(&tally.ratings),
		Quotes: tally.quoteIDs(), Hidden: node.Hidden, Locked: node.Named}
}

func (m *Taxonomy) theAreas(themes []Theme) []Area {
	var areas []Area
	index := map[string]int{}
	for _, theme := range themes {
		k, seen := index[theme.AreaID]
		if !seen {
			k = len(areas)
			index[theme.AreaID] = k
			areas = append(areas, Area{ID: theme.AreaID, Label: theme.Area})
		}
		areas[k].Size += theme.Size
		areas[k].Themes = append(areas[k].Themes, theme.ID)
	}
	slices.SortStableFunc(areas, func(x, y Area) int { return cmp.Compare(y.Size, x.Size) })
	return areas
}

// labelAll names themes and areas that people did not name.
func (a *analysis) labelAll() {
	texts := make([][]string, len(a.sample))
	for k, p := range a.sample {
		texts[k] = token.Words(nil, token.Clean(p.Text))
	}
	l := newLabeller(texts)
	m := a.taxonomy
	used := map[string]bool{}
	byArea := map[string][]int{}
	for _, node := range m.Themes {
		if node.Label != "" && node.live() {
			used[node.Label] = true
		}
	}
	for g, list := range groups(a.group) {
		node := &m.Themes[a.nodes[g]]
		byArea[node.Area] = append(byArea[node.Area], list...)
		some := pick(texts, list)
		best := keywords(l.typical(some), keywordMost)
		node.Keywords = surfaces(best)
		if node.Label == "" { // a theme keeps the label it was born with
			node.Label = unique(best, len(some), cmp.Or(opening(some), "Theme "+node.ID), used)
		}
	}
	usedAreas := map[string]bool{}
	for _, area := range m.Areas {
		usedAreas[area.Label] = area.Label != ""
	}
	for k := range m.Areas {
		if area := &m.Areas[k]; area.Label == "" && len(byArea[area.ID]) > 0 {
			some := pick(texts, byArea[area.ID])
			best := keywords(l.typical(some), keywordMost)
			area.Label = unique(best, len(some), cmp.Or(opening(some), "Area "+area.ID), usedAreas)
		}
	}
}

// pick returns at most labelDocs of the texts, evenly spread.
func pick(texts [][]string, list []int) [][]string {
	step := max(1, (len(list)+labelDocs-1)/labelDocs)
	out := make([][]string, 0, len(list)/step+1)
	for k := 0; k < len(list); k += step {
		out = append(out, texts[list[k]])
	}
	return out
}

func surfaces(list []ranked) []string {
	out := make([]string, len(list))
	for i, r := range list {
		out[i] = r.surface
	}
	return out
}

// unique returns a label that is not used yet, and marks it used.
func unique(best []ranked, size int, fallback string, used map[string]bool) string {
	label := fallback
	for skip := range 3 {
		if size == 1 { // one text, often said, is best named by how it begins
			break
		}
		if t := title(best, size, skip); t != "" && !used[t] {
			label = t
			break
		}
	}
	for n, base := 2, label; used[label]; n++ {
		label = base + " " + strconv.Itoa(n)
	}
	used[label] = true
	return label
}
