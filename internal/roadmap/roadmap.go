package roadmap

import (
	"time"

	"github.com/throughlinehq/throughline/internal/backlog"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Weeks from this week on in which an item must start to be in a bucket.
const (
	nowWeeks  = 2
	nextWeeks = 12
)

// View is the accepted plan as it is looked at.
type View struct {
	Plan             *Full // nil while none is accepted
	Now, Next, Later []Shown
}

// Look returns the accepted plan, and its open items by when they begin: now is what is in
// progress or starts within two weeks, next what starts within the twelve after them.
func Look(tx *database.Tx) (View, error) {
	p, err := accepted(tx)
	if fault.Is(err, fault.NotFound) {
		return View{}, nil
	} else if err != nil {
		return View{}, err
	}
	full := Full{Plan: p}
	if full.Items, err = shown(tx, p.ID); err != nil {
		return View{}, err
	}
	if err := full.weigh(tx); err != nil {
		return View{}, err
	}
	v := View{Plan: &full}
	v.sort(tx.Now)
	return v, nil
}

// sort puts the open items into their buckets.
func (v *View) sort(at time.Time) {
	here := calendar{mondayOf(at)}
	now, next := here.monday(nowWeeks), here.monday(nowWeeks+nextWeeks)
	for _, i := range v.Plan.Items {
		switch status := backlog.Status(i.Status); {
		case status == backlog.Accepted, status == backlog.Released, status == backlog.Dropped:
		case status == backlog.InProgress, status == backlog.InReview, i.Start < now:
			v.Now = append(v.Now, i)
		case i.Start < next:
			v.Next = append(v.Next, i)
		default:
			v.Later = append(v.Later, i)
		}
	}
}
