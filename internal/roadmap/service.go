package roadmap

import (
	"strings"

	"github.com/throughlinehq/throughline/internal/audit"
	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/lineage"
	"github.com/throughlinehq/throughline/internal/people"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Save stores a solved plan as a proposal.
func Save(tx *database.Tx, s *Solved) (Plan, error) {
	if err := people.Can(tx.Actor, people.Plan); err != nil {
		return Plan{}, err
	}
	p := s.plan
	var err error
	if p.Number, err = tx.Next("plan"); err != nil {
		return p, err
	}
	if err := tx.Insert("plan", &p); err != nil {
		return p, err
	}
	if err := insertItems(tx, p.ID, s.items); err != nil {
		return p, err
	}
	_, err = tx.Exec(`INSERT INTO plan_solution (workspace_id, plan_id, model, solution)
		VALUES ($1, $2, $3, $4)`, tx.Workspace, p.ID, s.model, s.solution)
	if err != nil {
		return p, err
	}
	return p, audit.Log(tx, "proposed", p.ID,
		map[string]any{"items": p.ItemCount, "model": p.ModelHash, "seed": p.Seed})
}

// Rename gives a plan another name.
func Rename(tx *database.Tx, plan id.ID, version int64, name string) error {
	if err := people.Can(tx.Actor, people.Plan); err != nil {
		return err
	}
	p, err := database.GetVersion[Plan](tx, "plan", plan, version)
	if err != nil {
		return err
	}
	p.Name = strings.TrimSpace(name)
	var c fault.Check
	if c.Line("/name", p.Name, 1, 200); c.Err() != nil {
		return c.Err()
	}
	if err := tx.Update("plan", &p); err != nil {
		return err
	}
	return audit.Log(tx, "renamed", p.ID, nil)
}

// Accept makes a proposal the accepted plan, in place of the one before. A Conflict fault says
// that it is no proposal any more, or that a team's capacity is not what it was made for: the
// workspace's writes follow one another, so no plan is accepted over a capacity that is gone.
func Accept(tx *database.Tx, plan id.ID) error {
	if err := people.Can(tx.Actor, people.Plan); err != nil {
		return err
	}
	p, err := database.Get[Plan](tx, "plan", plan)
	if err != nil {
		return err
	}
	if p.State != Proposed {
		return fault.New(fault.Conflict, "Plan %d is %s already.", p.Number, p.State)
	}
	if err := refuseOtherCapacity(tx, p); err != nil {
		return err
	}
	if err := supersede(tx, p); err != nil {
		return err
	}
	now := tx.Now
	p.State, p.AcceptedAt, p.AcceptedBy = Accepted, &now, tx.Actor.ID
	if err := tx.Update("plan", &p); err != nil {
		return err
	}
	items, err := database.List[id.ID](tx, `SELECT e.item_id FROM plan_item e
		JOIN item i ON i.workspace_id = e.workspace_id AND i.id = e.item_id
		AND i.deleted_at IS NULL
		WHERE e.workspace_id = $1 AND e.plan_id = $2 ORDER BY e.place`, tx.Workspace, p.ID)
	if err != nil {
		return err
	}
	if err := lineage.ConnectAll(tx, items, p.ID, lineage.Planned); err != nil {
		return err
	}
	return audit.Log(tx, "accepted", p.ID, map[string]any{"items": p.ItemCount})
}

func refuseOtherCapacity(tx *database.Tx, p Plan) error {
	now := Full{Plan: p}
	now.Load = append([]Load(nil), p.Load...)
	if err := now.weigh(tx); err != nil {
		return err
	}
	for n, l := range now.Load {
		if was := p.Load[n].Capacity; l.Capacity < was-.005 {
			return fault.New(fault.Conflict, "In the week of %s a team has %g person-weeks now, "+
				"not the %g that plan %d was made for. Plan again.", l.Week, l.Capacity, was,
				p.Number)
		}
	}
	return nil
}

// supersede ends the plan that is accepted until now.
func supersede(tx *database.Tx, by Plan) error {
	old, err := accepted(tx)
	if fault.Is(err, fault.NotFound) {
		return nil
	} else if err != nil {
		return err
	}
	old.State = Superseded
	if err := tx.Update("plan", &old); err != nil {
		return err
	}
	return audit.Log(tx, "superseded", old.ID, map[string]any{"by": by.ID})
}
