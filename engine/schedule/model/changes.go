package model

// Change is one item whose dates differ between two plans; a plan that lacks the item has -1.
type Change struct {
	ID         string `json:"id"`
	FromStart  int    `json:"from_start"`
	FromFinish int    `json:"from_finish"`
	ToStart    int    `json:"to_start"`
	ToFinish   int    `json:"to_finish"`
}

// Changes lists what moved between two plans, in the order of the new one; items that only the
// old one has come last.
func Changes(before, after Plan) []Change {
	old := make(map[string]Planned, len(before.Items))
	for _, p := range before.Items {
		old[p.ID] = p
	}
	var found []Change
	for _, p := range after.Items {
		o, known := old[p.ID]
		delete(old, p.ID)
		switch {
		case !known:
			found = append(found, Change{p.ID, -1, -1, p.Start, p.Finish})
		case o.Start != p.Start || o.Finish != p.Finish:
			found = append(found, Change{p.ID, o.Start, o.Finish, p.Start, p.Finish})
		}
	}
	for _, p := range before.Items {
		if o, left := old[p.ID]; left {
			found = append(found, Change{p.ID, o.Start, o.Finish, -1, -1})
		}
	}
	return found
}
