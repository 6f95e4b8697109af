package insight

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Summary is a theme as a page shows it.
type Summary struct {
	Theme
	Share        float64 // of all analysed feedback
	Trend        Trend
	RatingImpact *Interval
	Words        []Typical
}

// Typical is feedback that shows what a theme is about.
type Typical struct {
	ID           id.ID
	Number       int64
	Text         string
	CustomerName string
	AccountName  string
}

// ThemeLimit is how many themes a workspace shows.
const ThemeLimit = 1000

// Themes returns the visible themes with feedback or a person's hand in them: the largest area
// first, and in it the largest theme. hidden adds those that people hid.
func Themes(tx *database.Tx, hidden bool) ([]Summary, error) {
	w := tx.Where("").And("merged_into = ''")
	if !hidden {
		w.And("hidden = FALSE")
	}
	w.And("(size > 0 OR label_locked = TRUE OR shaped = TRUE OR locked = TRUE)")
	limit := w.Place(ThemeLimit)
	where, args := w.SQL()
	themes, err := database.List[Theme](tx, `SELECT `+database.Columns[Theme]("")+
		` FROM theme `+where+` ORDER BY size DESC, id LIMIT `+limit, args...)
	if err != nil {
		return nil, err
	}
	area := map[string]int64{}
	for _, t := range themes {
		area[t.Area] += t.Size
	}
	slices.SortStableFunc(themes, func(a, b Theme) int {
		return cmp.Or(cmp.Compare(area[b.Area], area[a.Area]), cmp.Compare(a.Area, b.Area))
	})
	return show(tx, themes)
}

// LoadTheme returns one theme, also one that was merged or hidden.
func LoadTheme(tx *database.Tx, theme id.ID) (Summary, error) {
	t, err := database.Get[Theme](tx, "theme", theme)
	if err != nil {
		return Summary{}, err
	}
	shown, err := show(tx, []Theme{t})
	if err != nil {
		return Summary{}, err
	}
	return shown[0], nil
}

// show adds what a page shows beside the theme itself.
func show(tx *database.Tx, themes []Theme) ([]Summary, error) {
	shown := make([]Summary, len(themes))
	if len(themes) == 0 {
		return shown, nil
	}
	all, err := loadTaxonomy(tx)
	if err != nil {
		return nil, err
	}
	weeks, err := weeksOf(tx, themes)
	if err != nil {
		return nil, err
	}
	words, err := typical(tx, themes)
	if err != nil {
		return nil, err
	}
	trends := make([]*Trend, len(themes))
	for i, t := range themes {
		share := math.Round(1e4*float64(t.Size)/float64(max(1, all.Size))) / 1e4
		shown[i] = Summary{Theme: t, Share: share, Trend: trendOf(weeks[t.ID]),
			RatingImpact: ratingImpact(t.Counts, all.counts())}
		for _, quote := range t.Quotes {
			if w, found := words[quote]; found {
				shown[i].Words = append(shown[i].Words, w)
			}
		}
		trends[i] = &shown[i].Trend
	}
	markSpikes(trends)
	return shown, nil
}

// weeksOf returns the last weeks of each theme, up to the latest week in which anything was
// said: history that was brought in shows its own last weeks.
func weeksOf(tx *database.Tx, themes []Theme) (map[id.ID][]Week, error) {
	last, err := database.List[time.Time](tx, `SELECT week FROM theme_week
		WHERE workspace_id = $1 AND week <= $2 AND count > 0 ORDER BY week DESC LIMIT 1`,
		tx.Workspace, tx.Now)
	if err != nil || len(last) == 0 {
		return nil, err
	}
	first := last[0].AddDate(0, 0, -7*(TrendWeeks-1))
	byTheme := make(map[id.ID][]Week, len(themes))
	for _, t := range themes {
		byTheme[t.ID] = make([]Week, TrendWeeks)
		for i := range TrendWeeks {
			byTheme[t.ID][i].Week = first.AddDate(0, 0, 7*i)
		}
	}
	type row struct {
		ThemeID id.ID
		Week    time.Time
		Count   int64
	}
	w := tx.Where("").And("week >= $ AND week <= $", first, last[0])
	if len(themes) == 1 {
		w.And("theme_id = $", themes[0].ID)
	}
	where, args := w.SQL()
	err = database.Each(tx, func(r row) error {
		if weeks := byTheme[r.ThemeID]; weeks != nil {
			weeks[int(r.Week.Sub(first)/(7*24*time.Hour))].Count = r.Count
		}
		return nil
	}, `SELECT theme_id, week, count FROM theme_week `+where, args...)
	return byTheme, err
}

// typical loads the feedback that themes show.
func typical(tx *database.Tx, themes []Theme) (map[id.ID]Typical, error) {
	var wanted []id.ID
	for _, t := range themes {
		wanted = append(wanted, t.Quotes...)
	}
	found := make(map[id.ID]Typical, len(wanted))
	for part := range slices.Chunk(wanted, 500) {
		w := tx.Where("f").And("f.deleted_at IS NULL")
		database.AndIn(w, "f.id", part)
		where, args := w.SQL()
		err := database.Each(tx, func(t Typical) error {
			found[t.ID] = t
			return nil
		}, `SELECT f.id, f.number, f.text, c.name AS customer_name, a.name AS account_name
			FROM feedback f
			LEFT JOIN customer c ON c.workspace_id = f.workspace_id AND c.id = f.customer_id
			LEFT JOIN account a ON a.workspace_id = f.workspace_id AND a.id = f.account_id `+
			where, args...)
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// Said is a theme of one record, with its name.
type Said struct {
	Assigned
	Label string
	Area  string
}

// ThemesOf returns the themes of a record: those that a person chose, then the likeliest.
func ThemesOf(tx *database.Tx, record id.ID) ([]Said, error) {
	known, err := database.List[id.ID](tx, `SELECT id FROM feedback
		WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NULL`, tx.Workspace, record)
	if err != nil {
		return nil, err
	}
	if len(known) == 0 {
		return nil, fault.Missing("feedback")
	}
	return database.List[Said](tx, `SELECT a.theme_id, a.score, a.assigned_by, t.label, t.area
		FROM theme_assignment a
		JOIN theme t ON t.workspace_id = a.workspace_id AND t.id = a.theme_id
		WHERE a.workspace_id = $1 AND a.feedback_id = $2
		ORDER BY a.assigned_by DESC, a.score DESC, a.theme_id`, tx.Workspace, record)
}
