package insight

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"

	"github.com/throughlinehq/throughline/engine/text"
	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// reconciliation brings what a discovery found together with the themes that there are.
type reconciliation struct {
	taxonomy Taxonomy
	records  []text.Record
	result   *text.Result

	rows  map[id.ID]row
	ids   map[string]id.ID // of the engine's names: its own for old themes, ours for new ones
	found map[string]text.Theme
}

// store keeps the discovery and returns the theme of each record of the sample.
func (r *reconciliation) store(tx *database.Tx) (map[id.ID]id.ID, error) {
	rows, err := loadRows(tx) // as they are now: people may have gone on meanwhile
	if err != nil {
		return nil, err
	}
	r.rows, r.ids, r.found = map[id.ID]row{}, map[string]id.ID{}, map[string]text.Theme{}
	for _, row := range rows {
		r.rows[row.ID] = row
		r.ids[string(row.ID)] = row.ID
	}
	for _, theme := range r.result.Themes {
		r.found[theme.ID] = theme
	}
	_, err = tx.Exec("UPDATE theme SET node = '' WHERE workspace_id = $1", tx.Workspace)
	if err != nil {
		return nil, err
	}
	if err := r.storeThemes(tx); err != nil {
		return nil, err
	}
	if err := r.storeAliases(tx); err != nil {
		return nil, err
	}
	if err := r.retire(tx); err != nil {
		return nil, err
	}
	if err := r.begin(tx); err != nil {
		return nil, err
	}
	return r.sampled(), audit.Log(tx, "discovered themes", tx.Workspace, map[string]any{
		"records": len(r.records), "themes": len(r.result.Themes)})
}

// begin starts the new epoch and the sweep that sorts everything under its themes.
func (r *reconciliation) begin(tx *database.Tx) error {
	epoch := r.taxonomy.Epoch + 1
	if err := storeBasis(tx, epoch, r.result.Taxonomy); err != nil {
		return err
	}
	if err := ensureTaxonomy(tx); err != nil {
		return err
	}
	named := r.taxonomy.DiscoveredSize
	if r.taxonomy.grown() {
		named = max(1, r.taxonomy.Size)
	}
	_, err := tx.Exec(`UPDATE taxonomy SET epoch = $2, unsorted = 0, sweep_after = '',
		discovered_at = $3, discovered_size = $4 WHERE workspace_id = $1`,
		tx.Workspace, epoch, tx.Now, named)
	return err
}

// storeThemes keeps the themes that have feedback: old ones in their new place, new ones as
// rows of their own.
func (r *reconciliation) storeThemes(tx *database.Tx) error {
	for _, node := range r.result.Taxonomy.Themes {
		theme, found := r.found[node.ID]
		if !found || node.Into != "" || node.Gone {
			continue
		}
		old, known := r.rows[r.ids[node.ID]]
		if !known {
			if err := r.bear(tx, node, theme); err != nil {
				return err
			}
			continue
		}
		t := old.Theme
		r.describe(&t, theme)
		if err := r.place(tx, t, node); err != nil {
			return err
		}
	}
	return nil
}

// bear makes a row of a theme that is new.
func (r *reconciliation) bear(tx *database.Tx, node text.Node, theme text.Theme) error {
	t := Theme{Label: label(theme.Label, "Unnamed"), Area: label(theme.Area, "Other")}
	r.describe(&t, theme)
	if err := tx.Insert("theme", &t); err != nil {
		return err
	}
	r.ids[node.ID] = t.ID
	return r.place(tx, t, node)
}

// label bounds what the engine calls a theme to what a person could have typed.
func label(s, otherwise string) string {
	runes := []rune(s)
	return cmp.Or(string(runes[:min(len(runes), maxLabel)]), otherwise)
}

// describe takes over what the engine says of a theme, except where a person has said it.
func (r *reconciliation) describe(t *Theme, theme text.Theme) {
	t.Keywords, t.Quotes = theme.Keywords, nil
	for _, quote := range theme.Quotes {
		t.Quotes = append(t.Quotes, id.ID(quote))
	}
	if r.taxonomy.grown() && !t.LabelLocked && !t.Locked {
		t.Label = label(theme.Label, t.Label)
	}
	if r.taxonomy.grown() && !t.Placed && !t.Locked {
		t.Area = label(theme.Area, t.Area)
	}
}

// place stores where a theme lies, and what describes it. It is no change that a person could
// miss, so the version stays.
func (r *reconciliation) place(tx *database.Tx, t Theme, node text.Node) error {
	node.ID = string(t.ID)
	raw, err := json.Marshal(node)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE theme SET node = $3, label = $4, area = $5, keywords = $6,
		quotes = $7 WHERE workspace_id = $1 AND id = $2`, tx.Workspace, t.ID, string(raw),
		t.Label, t.Area, t.Keywords, t.Quotes)
	tx.Touch(t.ID)
	return err
}

// storeAliases keeps the places of new groups whose feedback all stays in a theme that a person
// shaped, a merged one above all: what comes to lie there later belongs to that theme, too.
func (r *reconciliation) storeAliases(tx *database.Tx) error {
	votes := r.voteAliases()
	for _, node := range r.result.Taxonomy.Themes {
		if len(votes[node.ID]) == 0 {
			continue
		}
		into := r.live(mostVotes(votes[node.ID]))
		if into == "" {
			continue
		}
		t := Theme{Label: label(node.Label, "Unnamed"), Area: label(node.Area, "Other"),
			MergedInto: into, Keywords: node.Keywords}
		if spare, found := r.spare(into); found {
			t = spare
		} else if err := tx.Insert("theme", &t); err != nil {
			return err
		}
		r.ids[node.ID], r.rows[t.ID] = t.ID, row{Theme: t}
		if err := r.place(tx, t, node); err != nil {
			return err
		}
	}
	return nil
}

// spare finds a theme that was merged into another and has no place yet.
func (r *reconciliation) spare(into id.ID) (Theme, bool) {
	for _, theme := range slices.Sorted(maps.Keys(r.rows)) {
		if r.rows[theme].MergedInto == into && !r.taken(theme) {
			return r.rows[theme].Theme, true
		}
	}
	return Theme{}, false
}

// taken reports a theme whose row stands for a group of this discovery already.
func (r *reconciliation) taken(theme id.ID) bool {
	for name, at := range r.ids {
		if at == theme && name != string(theme) {
			return true
		}
	}
	return false
}

// voteAliases finds, for the groups that kept none of their feedback, the themes it stayed in.
func (r *reconciliation) voteAliases() map[string]map[string]int {
	empty := map[string]bool{}
	for _, node := range r.result.Taxonomy.Themes {
		_, found := r.found[node.ID]
		_, old := r.rows[r.ids[node.ID]]
		if !found && !old && node.Into == "" && len(node.Centroid) > 0 {
			empty[node.ID] = true
		}
	}
	votes := map[string]map[string]int{}
	if len(empty) == 0 {
		return votes
	}
	for i, record := range r.records {
		stays := r.result.Records[i].Theme
		if row, old := r.rows[r.ids[stays]]; !old || !(row.Shaped || row.Locked) {
			continue
		}
		best := r.result.Taxonomy.Assign(text.Record{Text: record.Text})
		if len(best) > 0 && empty[best[0].Theme] {
			if votes[best[0].Theme] == nil {
				votes[best[0].Theme] = map[string]int{}
			}
			votes[best[0].Theme][stays]++
		}
	}
	return votes
}

func mostVotes(votes map[string]int) string {
	best := ""
	for _, theme := range slices.Sorted(maps.Keys(votes)) {
		if best == "" || votes[theme] > votes[best] {
			best = theme
		}
	}
	return best
}

// live follows the engine's name of a theme to the row that it stands for; "" when there is
// none.
func (r *reconciliation) live(name string) id.ID {
	row, old := r.rows[r.ids[name]]
	if !old {
		return r.ids[name] // born just now
	}
	if row.MergedInto != "" {
		return row.MergedInto
	}
	return row.ID
}

// retire merges themes that no group continues into those that took their feedback, unless a
// person had a hand in them.
func (r *reconciliation) retire(tx *database.Tx) error {
	for _, node := range r.result.Taxonomy.Themes {
		old, known := r.rows[r.ids[node.ID]]
		if !known || node.Into == "" || old.MergedInto != "" || old.Shaped || old.Locked ||
			old.LabelLocked || old.Placed {
			continue
		}
		into := r.live(r.result.Taxonomy.Resolve(node.Into))
		if into == "" || into == old.ID {
			continue
		}
		t, err := database.Get[Theme](tx, "theme", old.ID)
		if err != nil {
			return err
		}
		if err := absorb(tx, t, into); err != nil {
			return err
		}
	}
	return nil
}

// sampled is the theme of each record of the sample, "" for one like no other.
func (r *reconciliation) sampled() map[id.ID]id.ID {
	found := make(map[id.ID]id.ID, len(r.records))
	for i, record := range r.records {
		found[id.ID(record.ID)] = r.ids[r.result.Records[i].Theme]
	}
	return found
}
