package flag

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// readGates reads what Throughline adds; a flag that has none of it keeps no gates.
func (c *flagCompiler) readGates(w writtenFlag) {
	g := &gates{off: c.usual}
	if w.Off != nil {
		g.off = c.variant("/offVariant", *w.Off)
	}
	if w.Killed {
		g.killed = "killed"
	}
	g.during = c.window("", w.From, w.Until)
	g.needs = c.readNeeds("/prerequisites", w.Prerequisites)
	c.atMost("/holdouts", len(w.Holdouts))
	c.atMost("/rules", len(w.Rules))
	for i, h := range w.Holdouts {
		g.holdouts = append(g.holdouts, c.readHoldout("/holdouts/"+strconv.Itoa(i), h))
	}
	needs := len(g.needs)
	for i, r := range w.Rules {
		read := c.readRule(i, r)
		read.first = needs
		needs += len(read.needs)
		g.rules = append(g.rules, read)
	}
	c.atMost("/prerequisites", needs)
	if w.Killed || w.From != "" || w.Until != "" || needs+len(g.holdouts)+len(g.rules) > 0 {
		c.gates = g
	}
}

func (c *flagCompiler) atMost(pointer string, n int) {
	if n > maxRules {
		c.fail(pointer, "there are %d, at most %d are allowed", n, maxRules)
	}
}

func (c *flagCompiler) window(pointer, from, until string) window {
	w := window{math.MinInt64, math.MaxInt64}
	if from != "" {
		w.from = c.moment(pointer+"/from", from)
	}
	if until != "" {
		w.until = c.moment(pointer+"/until", until)
	}
	if w.until <= w.from {
		c.fail(pointer+"/until", "is not after from, so that it never holds")
	}
	return w
}

func (c *flagCompiler) moment(pointer, written string) int64 {
	at, err := time.Parse(time.RFC3339, written)
	if err != nil {
		c.fail(pointer, "is %q, expected a moment such as 2027-01-14T09:00:00Z", written)
	}
	return at.Unix()
}

func (c *flagCompiler) readNeeds(pointer string, all []writtenNeed) (needs []need) {
	for i, n := range all {
		at := pointer + "/" + strconv.Itoa(i)
		if n.Flag == "" {
			c.fail(at+"/flag", "is missing")
		}
		if len(n.Variants) == 0 {
			c.fail(at+"/variants", "there are none")
		}
		needs = append(needs, need{n.Flag, n.Variants, "prerequisite " + n.Flag})
	}
	return needs
}

func (c *flagCompiler) readHoldout(at string, h writtenHoldout) holdout {
	if h.Name == "" {
		c.fail(at+"/name", "is missing")
	}
	out := holdout{name: h.Name, record: h.Record, shut: "holdout " + h.Name,
		by: newDivider(h.Name, murmur, c.sources(at+"/by", h.By))}
	if h.Share == nil {
		c.fail(at+"/share", "is missing: how many of a hundred users are kept out")
	} else {
		out.share = c.percent(at+"/share", *h.Share)
	}
	return out
}

func (c *flagCompiler) readRule(i int, w writtenRule) step {
	at := "/rules/" + strconv.Itoa(i)
	r := step{name: w.Name, test: -1, variant: -1, record: w.Record,
		during: c.window(at, w.From, w.Until),
		needs:  c.readNeeds(at+"/prerequisites", w.Prerequisites)}
	if r.name == "" {
		r.name = "rule " + strconv.Itoa(i+1)
	}
	switch strings.TrimSpace(string(w.If)) {
	case "", "null":
	default:
		compiled, err := c.compile(w.If, c.at+at+"/if", 0)
		c.failed(err)
		if err == nil {
			no := c.add(instruction{op: end})
			r.test = int(c.test(compiled, c.add(instruction{op: end, more: 1}), no))
		}
	}
	switch {
	case (w.Variant == nil) == (len(w.Split) == 0):
		c.fail(at, "expected either a variant or a split")
	case w.Variant != nil:
		r.variant = c.variant(at+"/variant", *w.Variant)
		if w.Coverage != nil || w.Steps != nil || w.Layer != nil || w.Sticky != nil {
			c.fail(at, "only a split has coverage, steps, layer or sticky; "+
				"a split of one variant gives it to a share of users")
		}
	default:
		c.readSplit(at, w, &r)
	}
	return r
}

func (c *flagCompiler) readSplit(at string, w writtenRule, r *step) {
	r.by = newDivider(cmp.Or(w.Salt, c.key), c.hashing(at+"/hash", w.Hash),
		c.sources(at+"/by", w.By))
	c.Compiled.splits = c.Compiled.splits || len(w.By) == 0 || w.By[0] == targetingKey
	total := 0.0
	for k, s := range w.Split {
		if s.weight < 0 || s.weight > maxWeight || math.IsNaN(s.weight) {
			c.fail(fmt.Sprintf("%s/split/%d/1", at, k), "is %v, expected a share", s.weight)
		}
		total += s.weight
		r.yields = append(r.yields, c.variant(fmt.Sprintf("%s/split/%d/0", at, k), s.variant))
	}
	if total <= 0 {
		c.fail(at+"/split", "all shares are 0")
	}
	if r.by.hash != murmur {
		if total < 0.99 || total > 1.01 {
			c.fail(at+"/split", "the shares add up to %v; for GrowthBook's hash they must to 1",
				total)
		}
		total = 1 // as GrowthBook does, to the last bit
	}
	start := 0.0
	for _, s := range w.Split {
		r.starts = append(r.starts, start/total)
		r.widths = append(r.widths, s.weight/total)
		start += s.weight
	}
	r.starts = append(r.starts, start/total)
	c.readCoverage(at, w, r)
	if w.Layer != nil {
		r.layer = c.readLayer(at+"/layer", *w.Layer)
	}
	if w.Sticky != nil {
		r.sticky = append(r.sticky, r.by.by...)
		if len(*w.Sticky) > 0 {
			r.sticky = append(r.sticky, c.sources(at+"/sticky", *w.Sticky)...)
		}
	}
}

func (c *flagCompiler) readCoverage(at string, w writtenRule, r *step) {
	switch {
	case w.Coverage != nil && w.Steps != nil:
		c.fail(at, "has coverage and steps, expected one of them")
	case w.Coverage != nil:
		r.coverage = []ramp{{math.MinInt64, c.percent(at+"/coverage", *w.Coverage)}}
	case w.Steps == nil:
		r.coverage = []ramp{{math.MinInt64, 1}}
	}
	for k, s := range w.Steps {
		pointer := fmt.Sprintf("%s/steps/%d", at, k)
		next := ramp{c.moment(pointer+"/from", s.From), c.percent(pointer+"/coverage", s.Coverage)}
		if k > 0 && next.from <= r.coverage[k-1].from {
			c.fail(pointer+"/from", "is not after the step before")
		}
		r.coverage = append(r.coverage, next)
	}
}

func (c *flagCompiler) readLayer(at string, w writtenLayer) *layer {
	l := &layer{name: w.Name, slots: w.Slots, by: newDivider(cmp.Or(w.Salt, w.Name),
		c.hashing(at+"/hash", w.Hash), c.sources(at+"/by", w.By))}
	if w.Name == "" {
		c.fail(at+"/name", "is missing")
	}
	if w.Slots[0] < 0 || w.Slots[1] > LayerSlots || w.Slots[0] >= w.Slots[1] {
		c.fail(at+"/slots", "are %v, expected a first one and one to end before, from 0 to %d",
			w.Slots, LayerSlots)
	}
	l.from, l.to = float64(w.Slots[0])/LayerSlots, float64(w.Slots[1])/LayerSlots
	return l
}

func (c *flagCompiler) hashing(pointer, name string) hashing {
	h, known := hashings[name]
	if !known {
		c.fail(pointer, "is %q, expected murmur3, growthbook1 or growthbook2", name)
	}
	return h
}

// sources are where ids stand; the targeting key when nothing is said.
func (c *flagCompiler) sources(pointer string, written names) (all []source) {
	if len(written) == 0 {
		written = names{targetingKey}
	}
	if len(written) > maxUnits {
		c.fail(pointer, "there are %d, at most %d are allowed", len(written), maxUnits)
	}
	for _, name := range written {
		if name == "" {
			c.fail(pointer, "a name is empty")
		}
		all = append(all, source{name, c.slot(pathTo(name))})
	}
	return all
}
