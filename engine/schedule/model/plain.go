package model

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"
)

// Plain says everything in one way: dates as units, a value or a range of the cost of delay as
// money per unit, what is left of an item beside its state. The model itself stays as it is.
func (m Model) Plain() (Model, error) {
	if _, err := m.Calendar.begin(); m.Calendar.Start != "" && err != nil {
		return m, err
	}
	m.Items, m.Milestones = slices.Clone(m.Items), slices.Clone(m.Milestones)
	for i := range m.Items {
		if err := m.Items[i].plain(m.Calendar); err != nil {
			return m, fmt.Errorf("item %s: %w", Quoted(m.Items[i].ID), err)
		}
	}
	for i := range m.Milestones {
		s := &m.Milestones[i]
		var err error
		if s.Due, err = s.Due.plain(m.Calendar); err != nil {
			return m, fmt.Errorf("milestone %s: %w", Quoted(s.ID), err)
		}
	}
	return m, nil
}

func (i *Item) plain(c Calendar) (err error) {
	if i.Due, err = i.Due.plain(c); err != nil {
		return err
	}
	if i.Value != nil {
		if i.Delay != (Delay{}) {
			return errors.New("has a value and a cost of delay; they say the same, drop one")
		}
		i.Delay, i.Value = Delay{PerWeek: *i.Value}, nil
	}
	if err := i.Delay.plain(); err != nil {
		return err
	}
	if i.State.Remaining != nil {
		if i.Remaining != nil {
			return errors.New("says twice how much remains")
		}
		i.Remaining, i.State.Remaining = i.State.Remaining, nil
	}
	if i.Demands, err = plainDemands(i.Demands); err != nil {
		return err
	}
	i.Modes = slices.Clone(i.Modes)
	for k := range i.Modes {
		if i.Modes[k].Demands, err = plainDemands(i.Modes[k].Demands); err != nil {
			return err
		}
	}
	return nil
}

// plain takes the mean of a range, which is what waiting costs in the long run.
func (d *Delay) plain() error {
	if d.P10 == 0 && d.P90 == 0 {
		return nil
	}
	if !(d.P10 >= 0 && d.P10 <= d.P90 && d.P90 <= math.MaxFloat64) || d.PerWeek != 0 {
		return fmt.Errorf("cost of delay from %g to %g beside %g, expected 0 <= p10 <= p90 and no "+
			"per_week", d.P10, d.P90, d.PerWeek)
	}
	d.PerWeek = (d.P10 + d.P90) / 2
	if d.P10 > 0 { // log-normal
		const z90 = 1.2815515655446004
		sigma := math.Log(d.P90/d.P10) / 2 / z90
		d.PerWeek = math.Exp((math.Log(d.P10)+math.Log(d.P90))/2 + sigma*sigma/2)
	}
	d.P10, d.P90 = 0, 0
	return nil
}

func plainDemands(demands []Demand) ([]Demand, error) {
	demands = slices.Clone(demands)
	for k := range demands {
		d := &demands[k]
		if d.Most == 0 {
			continue
		}
		if d.MaxParallel != 0 {
			return nil, errors.New("has max_parallel and maxParallel; they say the same, drop one")
		}
		d.MaxParallel, d.Most = d.Most, 0
	}
	return demands, nil
}

func (c Calendar) begin() (time.Time, error) {
	start, err := time.Parse(time.DateOnly, c.Start)
	if err != nil {
		return start, fmt.Errorf("calendar: start %s, expected a date such as 2027-01-04",
			Quoted(c.Start))
	}
	return start, nil
}

// plain turns a date into the unit by which the work has to be done: its last working day is not
// after the date. Weeks are worked in on their first five days.
func (d *Due) plain(c Calendar) (*Due, error) {
	if d == nil || d.Date == (Date{}) {
		return d, nil
	}
	due := *d
	due.Date = Date{}
	if due.At != 0 {
		return nil, errors.New("is due at a unit and at a date; drop one")
	}
	if d.Date.Day == "" {
		due.At = d.Date.Unit
		return &due, nil
	}
	day, err := time.Parse(time.DateOnly, d.Date.Day)
	if err != nil {
		return nil, fmt.Errorf("is due on %s, expected a date such as 2027-01-04 or a unit",
			Quoted(d.Date.Day))
	}
	if c.Start == "" {
		return nil, errors.New("is due on a date, which needs the calendar's start")
	}
	start, err := c.begin()
	if err != nil {
		return nil, err
	}
	days := int(day.Sub(start) / (24 * time.Hour))
	switch {
	case days < 0:
		due.At = 0
	case c.Unit == "day":
		due.At = days + 1
	case c.Unit == "halfday":
		due.At = 2 * (days + 1)
	default:
		due.At = (days + 3) / 7
	}
	return &due, nil
}
