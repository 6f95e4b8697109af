package roadmap

import (
	"fmt"

	"github.com/throughlinehq/throughline/internal/kit/id"
)

// Change is an item whose dates differ between two plans. An item that only one of them holds
// has no dates in the other.
type Change struct {
	ItemID     id.ID
	Key        string
	Title      string
	FromStart  string
	FromFinish string
	ToStart    string
	ToFinish   string
	Why        string
}

// changes lists what is otherwise in a new plan, in its order; what it lacks comes last.
func changes(before, after Full) []Change {
	old := map[id.ID]Shown{}
	for _, i := range before.Items {
		old[i.ItemID] = i
	}
	var found []Change
	for _, i := range after.Items {
		was, known := old[i.ItemID]
		delete(old, i.ItemID)
		switch {
		case !known:
			found = append(found, Change{i.ItemID, i.Key, i.Title, "", "", i.Start, i.Finish,
				"It was not planned before."})
		case was.Start != i.Start || was.Finish != i.Finish:
			found = append(found, Change{i.ItemID, i.Key, i.Title, was.Start, was.Finish,
				i.Start, i.Finish, whyMoved(was, i)})
		}
	}
	reasons := map[id.ID]string{}
	for _, n := range after.Unscheduled {
		reasons[n.ItemID] = n.Reason
	}
	for _, i := range before.Items {
		if _, left := old[i.ItemID]; left {
			why := reasons[i.ItemID]
			if why == "" {
				why = "It is " + statusWords(i.Status) + " and not in this plan."
			}
			found = append(found, Change{i.ItemID, i.Key, i.Title, i.Start, i.Finish, "", "", why})
		}
	}
	return found
}

// whyMoved names what of an item itself changed, or else what holds it up now.
func whyMoved(was, is Shown) string {
	switch {
	case is.TeamID != was.TeamID:
		return "Another team does it now. " + is.Cause
	case is.Effort != was.Effort:
		return fmt.Sprintf("Its estimate went from %g to %g person-weeks. %s", was.Effort,
			is.Effort, is.Cause)
	case is.Locked != was.Locked && was.Locked:
		return "It is no longer locked. " + is.Cause
	case is.CostOfDelay != was.CostOfDelay && is.CauseKind != "lock":
		return fmt.Sprintf("Waiting for it costs %.0f a week instead of %.0f. %s",
			is.CostOfDelay, was.CostOfDelay, is.Cause)
	}
	return is.Cause
}
