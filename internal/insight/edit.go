package insight

import (
	"slices"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/lineage"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Create makes a theme by hand. It takes feedback that people sort under it, and what is like
// that afterwards.
func Create(tx *database.Tx, label, area string) (Theme, error) {
	if err := people.Can(tx.Actor, people.WriteInsight); err != nil {
		return Theme{}, err
	}
	var c fault.Check
	c.Line("/label", label, 1, maxLabel)
	c.Line("/area", area, 1, maxLabel)
	if err := c.Err(); err != nil {
		return Theme{}, err
	}
	return create(tx, label, area)
}

func create(tx *database.Tx, label, area string) (Theme, error) {
	t := Theme{Label: label, Area: area, LabelLocked: true, Placed: true, Shaped: true}
	if err := tx.Insert("theme", &t); err != nil {
		return t, err
	}
	return t, note(tx, Edit{Kind: Made, ThemeID: t.ID})
}

// Change renames, moves, locks or hides a theme.
func Change(tx *database.Tx, theme id.ID, version int64, p Patch) (Theme, error) {
	t, err := editable(tx, theme, version)
	if err != nil {
		return t, err
	}
	kinds, err := t.apply(p)
	if err != nil || len(kinds) == 0 {
		return t, err
	}
	if err := tx.Update("theme", &t); err != nil {
		return t, err
	}
	for _, kind := range kinds {
		if err := note(tx, Edit{Kind: kind, ThemeID: t.ID}); err != nil {
			return t, err
		}
	}
	return t, nil
}

// editable loads a theme that a person wants to change. Version 0 takes any version.
func editable(tx *database.Tx, theme id.ID, version int64) (Theme, error) {
	if err := people.Can(tx.Actor, people.WriteInsight); err != nil {
		return Theme{}, err
	}
	t, err := database.Get[Theme](tx, "theme", theme)
	if err != nil {
		return t, err
	}
	if t.MergedInto != "" {
		return t, fault.New(fault.Conflict,
			"This theme was merged into %s. Change that one instead.", t.MergedInto)
	}
	if version != 0 && t.Version != version {
		return t, fault.New(fault.Stale,
			"This theme is at version %d now, you changed version %d. Read it again.",
			t.Version, version)
	}
	return t, nil
}

// Merge makes one theme part of another, for ever: its feedback, its opportunities and whatever
// is found like it later go there. It returns the theme that grew.
func Merge(tx *database.Tx, theme, into id.ID) (Theme, error) {
	from, err := editable(tx, theme, 0)
	if err != nil {
		return from, err
	}
	target, err := liveTheme(tx, into, "/into")
	if err != nil {
		return target, err
	}
	if target.ID == from.ID {
		return target, fault.At("/into", "must be another theme")
	}
	target.Shaped = true
	if err := tx.Update("theme", &target); err != nil {
		return target, err
	}
	if err := absorb(tx, from, target.ID); err != nil {
		return target, err
	}
	edit := Edit{Kind: Merged, ThemeID: from.ID, Detail: Correction{Into: target.ID}}
	if err := note(tx, edit); err != nil {
		return target, err
	}
	return database.Get[Theme](tx, "theme", target.ID)
}

// absorb moves everything of a theme to another one.
func absorb(tx *database.Tx, from Theme, into id.ID) error {
	from.MergedInto, from.Counts = into, Counts{}
	if err := tx.Update("theme", &from); err != nil {
		return err
	}
	for _, statement := range []string{
		`UPDATE theme_assignment SET theme_id = $3 WHERE workspace_id = $1 AND theme_id = $2
			AND NOT EXISTS (SELECT 1 FROM theme_assignment twin WHERE twin.workspace_id = $1
				AND twin.feedback_id = theme_assignment.feedback_id AND twin.theme_id = $3)`,
		`UPDATE theme SET merged_into = $3 WHERE workspace_id = $1 AND merged_into = $2`,
	} {
		if _, err := tx.Exec(statement, tx.Workspace, from.ID, into); err != nil {
			return err
		}
	}
	_, err := tx.Exec(`DELETE FROM theme_assignment WHERE workspace_id = $1 AND theme_id = $2`,
		tx.Workspace, from.ID)
	if err != nil {
		return err
	}
	if err := lineage.Redirect(tx, from.ID, into); err != nil {
		return err
	}
	if err := Recount(tx, from.ID); err != nil {
		return err
	}
	return Recount(tx, into)
}

// MaxSplit is how many records one split can take out of a theme.
const MaxSplit = 1000

// Split takes records out of a theme into a new one, in the same area. What is like them later
// follows them there.
func Split(tx *database.Tx, theme id.ID, records []id.ID, label string) (Theme, error) {
	from, err := editable(tx, theme, 0)
	if err != nil {
		return from, err
	}
	var c fault.Check
	c.Line("/label", label, 1, maxLabel)
	c.That(len(records) > 0 && len(records) <= MaxSplit, "/feedback_ids",
		"must name 1 to %d records", MaxSplit)
	if err := c.Err(); err != nil {
		return from, err
	}
	before, err := assignments(tx, records)
	if err != nil {
		return from, err
	}
	for i, record := range records {
		c.That(has(before[record], from.ID), place("/feedback_ids", i), "does not say this theme")
	}
	if err := c.Err(); err != nil {
		return from, err
	}
	from.Shaped = true
	if err := tx.Update("theme", &from); err != nil {
		return from, err
	}
	made, err := create(tx, label, from.Area)
	if err != nil {
		return made, err
	}
	sets := map[id.ID][]Assigned{}
	for _, record := range records {
		sets[record] = []Assigned{{made.ID, 1, ByPerson}}
		for _, a := range before[record] {
			if a.ThemeID != from.ID {
				sets[record] = append(sets[record], a) // nobody said anything about it
			}
		}
	}
	if err := correct(tx, records, sets); err != nil {
		return made, err
	}
	edit := Edit{Kind: Divided, ThemeID: from.ID, Detail: Correction{Into: made.ID}}
	if err := note(tx, edit); err != nil {
		return made, err
	}
	return database.Get[Theme](tx, "theme", made.ID)
}

func has(list []Assigned, theme id.ID) bool {
	return slices.ContainsFunc(list, func(a Assigned) bool { return a.ThemeID == theme })
}

// Correct says which themes a record has: these and no others, whatever later runs find.
func Correct(tx *database.Tx, record id.ID, themes []id.ID) error {
	if err := people.Can(tx.Actor, people.WriteInsight); err != nil {
		return err
	}
	if len(themes) > MaxThemes {
		return fault.At("/theme_ids", "must name at most %d themes", MaxThemes)
	}
	var live []id.ID
	var set []Assigned
	for i, theme := range themes {
		t, err := liveTheme(tx, theme, place("/theme_ids", i))
		if err != nil {
			return err
		}
		if !slices.Contains(live, t.ID) {
			live = append(live, t.ID)
			set = append(set, Assigned{t.ID, 1, ByPerson})
		}
	}
	if err := correct(tx, []id.ID{record}, map[id.ID][]Assigned{record: set}); err != nil {
		return err
	}
	return audit.Log(tx, string(Corrected), record, map[string]any{"themes": live})
}

// MaxThemes is how many themes one record can have.
const MaxThemes = 10

// correct gives records the themes that a person chose, and writes that down for later runs.
func correct(tx *database.Tx, records []id.ID, sets map[id.ID][]Assigned) error {
	found, err := wordsOf(tx, records)
	if err != nil {
		return err
	}
	if len(found) < len(sets) {
		return fault.Missing("feedback")
	}
	before, err := assignments(tx, records)
	if err != nil {
		return err
	}
	var changes []change
	for _, w := range found {
		c := change{words: w, before: before[w.ID], after: sets[w.ID]}
		edit := Edit{Kind: Corrected, FeedbackID: w.ID}
		for _, a := range c.after {
			edit.Detail.Themes = append(edit.Detail.Themes, a.ThemeID)
		}
		for _, a := range c.before {
			if !has(c.after, a.ThemeID) {
				edit.Detail.Rejected = append(edit.Detail.Rejected, a.ThemeID)
			}
		}
		changes = append(changes, c)
		if err := keep(tx, edit); err != nil {
			return err
		}
	}
	return assign(tx, changes)
}

// note keeps an edit of a theme and tells the audit.
func note(tx *database.Tx, e Edit) error {
	if err := keep(tx, e); err != nil {
		return err
	}
	detail := map[string]any{}
	if e.Detail.Into != "" {
		detail["into"] = e.Detail.Into
	}
	return audit.Log(tx, string(e.Kind), e.ThemeID, detail)
}

func keep(tx *database.Tx, e Edit) error {
	e.ID, e.At, e.ActorID = tx.NewID("edit"), tx.Now, tx.Actor.ID
	return tx.Insert("theme_edit", e)
}
