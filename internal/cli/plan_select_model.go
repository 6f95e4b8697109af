package cli

import (
	"encoding/json"
	"fmt"

	"github.com/throughlinehq/throughline/engine/selection"
	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// selectModel is a release problem as JSON.
type selectModel struct {
	Budgets      map[string]float64 `json:"budgets"`
	Requirements []struct {
		ID    string   `json:"id"`
		Name  string   `json:"name"`
		Cost  costs    `json:"cost"`
		Value float64  `json:"value"`
		Needs []string `json:"needs"`
	} `json:"requirements"`
	Customers []struct {
		ID     string   `json:"id"`
		Name   string   `json:"name"`
		Profit float64  `json:"profit"`
		Wants  []string `json:"wants"`
	} `json:"customers"`
	Rules []selectRule `json:"rules"`
}

type selectRule struct {
	Kind  string   `json:"kind"` // requires, excludes, at_most_one or together
	Items []string `json:"items"`
}

// costs is a number, which counts for the first budget, or a number for each.
type costs map[string]float64

// UnmarshalJSON reads either.
func (c *costs) UnmarshalJSON(raw []byte) error {
	var one float64
	if json.Unmarshal(raw, &one) == nil {
		*c = costs{"": one}
		return nil
	}
	var each map[string]float64
	if err := json.Unmarshal(raw, &each); err != nil {
		return fmt.Errorf("a cost is a number or one number for each budget, not %.40s", raw)
	}
	*c = each
	return nil
}

// file turns names into positions.
func (m selectModel) file() (*selectFile, error) {
	f := &selectFile{problem: &selection.Problem{}, budgets: sortedKeys(m.Budgets)}
	for _, name := range f.budgets {
		b := m.Budgets[name]
		if b < 0 || b > selection.MaxAmount {
			return nil, fault.New(fault.Invalid, "budgets: %q is %g; write a number from 0 to %g.",
				name, b, selection.MaxAmount)
		}
		f.problem.Budgets = append(f.problem.Budgets, b)
	}
	if len(f.budgets) == 0 {
		f.budgets, f.problem.Budgets = []string{"cost"}, []float64{0}
	}
	at := map[string]int{}
	for i, r := range m.Requirements {
		if _, twice := at[r.ID]; twice || r.ID == "" {
			return nil, fault.New(fault.Invalid,
				"requirements/%d: the id %q is empty or used twice.", i, r.ID)
		}
		at[r.ID] = i
		f.requirements = append(f.requirements, r.ID)
	}
	if err := m.addRequirements(f, at); err != nil {
		return nil, err
	}
	for i, c := range m.Customers {
		wants, err := places(at, c.Wants, fmt.Sprintf("customers/%d/wants", i))
		if err != nil {
			return nil, err
		}
		f.customers = append(f.customers, c.ID)
		f.problem.Customers = append(f.problem.Customers,
			selection.Customer{Profit: c.Profit, Wants: wants})
	}
	for i, rule := range m.Rules {
		if err := rule.add(f.problem, at, fmt.Sprintf("rules/%d", i)); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func (m selectModel) addRequirements(f *selectFile, at map[string]int) error {
	budget := map[string]int{"": 0}
	for k, name := range f.budgets {
		budget[name] = k
	}
	for i, r := range m.Requirements {
		needs, err := places(at, r.Needs, fmt.Sprintf("requirements/%d/needs", i))
		if err != nil {
			return err
		}
		cost := make([]float64, len(f.budgets))
		for _, name := range sortedKeys(r.Cost) {
			k, known := budget[name]
			if !known {
				return fault.New(fault.Invalid, "requirements/%d/cost: there is no budget %q.", i,
					name)
			}
			cost[k] += r.Cost[name]
		}
		f.problem.Requirements = append(f.problem.Requirements,
			selection.Requirement{Cost: cost, Value: r.Value, Needs: needs})
	}
	return nil
}

func places(at map[string]int, names []string, where string) ([]int, error) {
	list := make([]int, len(names))
	for k, name := range names {
		i, known := at[name]
		if !known {
			return nil, fault.New(fault.Invalid, "%s: there is no requirement %q.", where, name)
		}
		list[k] = i
	}
	return list, nil
}

func (r selectRule) add(p *selection.Problem, at map[string]int, where string) error {
	items, err := places(at, r.Items, where)
	if err != nil {
		return err
	}
	if len(items) < 2 {
		return fault.New(fault.Invalid, "%s: a rule names two requirements or more.", where)
	}
	switch r.Kind {
	case "requires":
		first := &p.Requirements[items[0]]
		first.Needs = append(first.Needs, items[1:]...)
	case "excludes", "at_most_one":
		p.AtMostOne = append(p.AtMostOne, items)
	case "together":
		p.Together = append(p.Together, items)
	default:
		return fault.New(fault.Invalid, "%s: the kind is %q, expected requires, excludes, "+
			"at_most_one or together.", where, r.Kind)
	}
	return nil
}

// check finds what a choice breaks; the choice names customers and requirements as the file does.
func (f *selectFile) check(s selected) []string {
	index := func(names []any) map[string]int {
		at := map[string]int{}
		for i, name := range names {
			at[fmt.Sprint(name)] = i
		}
		return at
	}
	c := selection.Choice{Profit: s.Profit}
	requirements, customers := index(f.requirements), index(f.customers)
	for _, name := range s.Requirements {
		i, known := requirements[fmt.Sprint(name)]
		if !known {
			return []string{fmt.Sprintf("there is no requirement %v", name)}
		}
		c.Requirements = append(c.Requirements, i)
	}
	for _, name := range s.Customers {
		i, known := customers[fmt.Sprint(name)]
		if !known {
			return []string{fmt.Sprintf("there is no customer %v", name)}
		}
		c.Customers = append(c.Customers, i)
	}
	cost, ok := f.costOf(s.Cost)
	if !ok {
		return []string{"the cost is neither a number nor one for each budget"}
	}
	c.Cost = cost
	return selection.Check(f.problem, c, selection.Names{Requirements: textsOf(f.requirements),
		Customers: textsOf(f.customers), Budgets: f.budgets})
}

// costOf reads what a choice says that it costs, by budget; saying nothing is fine.
func (f *selectFile) costOf(said any) (cost []float64, ok bool) {
	switch said := said.(type) {
	case nil:
		return nil, true
	case float64:
		return []float64{said}, len(f.budgets) == 1
	case map[string]any:
		for _, name := range f.budgets {
			spent, there := said[name].(float64)
			if !there {
				return nil, false
			}
			cost = append(cost, spent)
		}
		return cost, true
	}
	return nil, false
}

func textsOf(names []any) []string {
	texts := make([]string, len(names))
	for i, name := range names {
		texts[i] = fmt.Sprint(name)
	}
	return texts
}
