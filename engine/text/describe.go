package text

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"github.com/throughlinehq/throughline/engine/text/token"
)

const (
	quotes      = 3
	tooAlike    = 0.95 // cosine above which a second quote says nothing new
	quoteLow    = 20   // bytes of a good quote
	quoteHigh   = 400
	quoteLooked = 50 // most typical records that quotes are taken from
)

// describe puts the result together.
func (a *analysis) describe() Result {
	m := a.taxonomy
	a.labelAll()
	for t := range m.Themes {
		m.Themes[t].Size = 0
	}
	members := make([][]int, len(m.Themes))
	outliers := 0
	for i, t := range a.theme {
		r := &a.readings[i]
		if t < 0 {
			outliers++
			continue
		}
		members[t] = append(members[t], i)
		m.Themes[t].Size++
		r.Theme, r.ThemeScore = m.Themes[t].ID, a.score[i]
		r.Area = m.areaLabel(m.Themes[t].Area)
	}
	result := Result{Records: a.readings, Outliers: outliers, Taxonomy: m, Changes: a.changes}
	for t, list := range members {
		if len(list) > 0 {
			result.Themes = append(result.Themes, a.theTheme(t, list))
		}
	}
	slices.SortStableFunc(result.Themes, func(x, y Theme) int {
		return cmp.Compare(y.Size, x.Size)
	})
	result.Areas = m.theAreas(result.Themes)
	result.Levels = a.allLevels()
	return result
}

func (m *Taxonomy) areaLabel(id string) string {
	if area := m.area(id); area != nil {
		return area.Label
	}
	return ""
}

func (a *analysis) theTheme(t int, list []int) Theme {
	node := &a.taxonomy.Themes[t]
	sum := 0.0
	for _, i := range list {
		sum += a.readings[i].SentimentScore
	}
	return Theme{ID: node.ID, Label: node.Label, Area: a.taxonomy.areaLabel(node.Area),
		AreaID: node.Area, Keywords: node.Keywords, Size: len(list),
		Share:         round4(float64(len(list)) / float64(len(a.records))),
		SentimentMean: round4(sum / float64(len(list))), RatingImpact: a.ratingImpact(t, list),
		Quotes: a.quotes(list), Trend: nil, Hidden: node.Hidden, Locked: node.Named}
}

func round4(x float64) float64 { return math.Round(x*1e4) / 1e4 }

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

// quotes takes the records most typical of a theme that differ from each other.
func (a *analysis) quotes(list []int) []string {
	order := slices.Clone(list)
	good := func(i int) int {
		if n := len(a.records[i].Text); n >= quoteLow && n <= quoteHigh {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(order, func(x, y int) int {
		return cmp.Or(cmp.Compare(good(x), good(y)), cmp.Compare(a.score[y], a.score[x]))
	})
	var out []string
	seen := map[int]bool{}
	for _, i := range order[:min(len(order), quoteLooked)] {
		if len(out) == quotes {
			break
		}
		if !seen[a.same[i]] {
			seen[a.same[i]] = true
			out = append(out, a.readings[i].ID)
		}
	}
	return out
}

// ratingImpact compares the mean rating of a theme's records with that of all others.
func (a *analysis) ratingImpact(t int, list []int) *Interval {
	var in, out moments
	for i, r := range a.records {
		switch {
		case r.Rating == nil || math.IsNaN(*r.Rating) || math.IsInf(*r.Rating, 0):
		case a.theme[i] == t:
			in.add(*r.Rating)
		default:
			out.add(*r.Rating)
		}
	}
	if in.n < 2 || out.n < 2 {
		return nil
	}
	const z = 1.959964
	d := in.mean - out.mean
	half := z * math.Sqrt(in.variance()/in.n+out.variance()/out.n)
	return &Interval{Estimate: round4(d), Low: round4(d - half), High: round4(d + half)}
}

// moments is Welford's running mean and variance.
type moments struct{ n, mean, m2 float64 }

func (m *moments) add(x float64) {
	m.n++
	d := x - m.mean
	m.mean += d / m.n
	m.m2 += float64(d * (x - m.mean))
}

func (m *moments) variance() float64 { return m.m2 / (m.n - 1) }

// labelAll names themes and areas that people did not name.
func (a *analysis) labelAll() {
	texts := make([][]string, len(a.sample))
	for k, i := range a.sample {
		texts[k] = token.Words(nil, token.Clean(a.records[i].Text))
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
		best := keywords(l.typical(pick(texts, list)), keywordMost)
		node.Keywords = surfaces(best)
		if node.Label == "" { // a theme keeps the label it was born with
			node.Label = unique(best, len(list), "Theme "+node.ID, used)
		}
	}
	usedAreas := map[string]bool{}
	for _, area := range m.Areas {
		usedAreas[area.Label] = area.Label != ""
	}
	for k := range m.Areas {
		if area := &m.Areas[k]; area.Label == "" && len(byArea[area.ID]) > 0 {
			list := byArea[area.ID]
			best := keywords(l.typical(pick(texts, list)), keywordMost)
			area.Label = unique(best, len(list), "Area "+area.ID, usedAreas)
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

// allLevels spreads the nested partitions of the sample over all records.
func (a *analysis) allLevels() []Level {
	out := make([]Level, len(a.levels))
	for k, part := range a.levels {
		of := map[int]int{}
		for i := range a.group {
			if g := a.group[i]; g >= 0 {
				of[a.nodes[g]] = part[i]
			}
		}
		level := Level{Resolution: resolutions[k], Groups: countGroups(part)}
		level.Group = make([]int, len(a.records))
		for i := range level.Group {
			level.Group[i] = -1
			if c, ok := of[a.theme[max(0, i)]]; ok {
				level.Group[i] = c
			}
		}
		for s, i := range a.sample {
			level.Group[i] = part[s]
		}
		for i, first := range a.same {
			level.Group[i] = level.Group[first]
		}
		out[k] = level
	}
	return out
}
