package flag

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
)

// Imported is what became of the flags of another product.
type Imported struct {
	Definition []byte    // in flagd's format with what Throughline adds
	Left       []Mistake // what cannot be said here, and is not in the definition
	Notes      []Mistake // what is there, and means a little else
}

// FromGrowthBook makes a definition of the payload that GrowthBook's SDKs load. Users keep their
// variants, by GrowthBook's own hash, unless anew asks for this engine's.
func FromGrowthBook(payload []byte, anew bool) (Imported, error) {
	var file struct {
		Features  map[string]gbFeature `json:"features"`
		Encrypted string               `json:"encryptedFeatures"`
		Groups    map[string][]any     `json:"savedGroups"`
		Pages     []json.RawMessage    `json:"experiments"`
	}
	if err := json.Unmarshal(payload, &file); err != nil {
		return Imported{}, Error{{"", err.Error()}}
	}
	switch {
	case file.Encrypted != "" && len(file.Features) == 0:
		return Imported{}, Error{{"/encryptedFeatures",
			"the payload is encrypted; decrypt it before"}}
	case file.Features == nil:
		return Imported{}, Error{{"/features", "there are none"}}
	}
	g := &gbImport{features: file.Features, anew: anew, variants: map[string]*gbVariants{}}
	g.groups = file.Groups
	if len(file.Pages) > 0 {
		g.leave("/experiments", "experiments that change pages by themselves are no flags")
	}
	keys := slices.Sorted(maps.Keys(file.Features))
	for _, key := range keys {
		g.readVariants(key)
	}
	flags := map[string]any{}
	for _, key := range keys {
		flags[key] = g.flag(key)
	}
	if anew && g.divides {
		g.note("/features", "users are divided by murmur3, and so are assigned anew")
	}
	out, err := json.MarshalIndent(map[string]any{"flags": flags}, "", "  ")
	if err != nil {
		return Imported{}, err
	}
	if _, wrong := Compile(out); wrong != nil {
		g.left = append(g.left, wrong.(Error)...)
	}
	return Imported{out, g.left, g.notes}, nil
}

type gbFeature struct {
	Default json.RawMessage   `json:"defaultValue"`
	Rules   []json.RawMessage `json:"rules"`
}

type gbRule struct {
	ID         string            `json:"id"`
	Name       string            `json:"name"`
	Key        string            `json:"key"`
	Condition  map[string]any    `json:"condition"`
	Parents    []gbParent        `json:"parentConditions"`
	Force      json.RawMessage   `json:"force"`
	Variations []json.RawMessage `json:"variations"`
	Weights    []float64         `json:"weights"`
	Coverage   *float64          `json:"coverage"`
	Attribute  string            `json:"hashAttribute"`
	Fallback   string            `json:"fallbackAttribute"`
	Unsticky   bool              `json:"disableStickyBucketing"`
	Seed       string            `json:"seed"`
	Version    int               `json:"hashVersion"`
	Namespace  []any             `json:"namespace"`
}

type gbParent struct {
	ID        string         `json:"id"`
	Condition map[string]any `json:"condition"`
	Gate      bool           `json:"gate"`
}

// gbIgnored are members of a rule that change nothing about who gets what.
var gbIgnored = []string{"meta", "phase", "tracks", "bucketVersion", "minBucketVersion"}

// gbImport is the work on one payload.
type gbImport struct {
	mongo
	features map[string]gbFeature
	variants map[string]*gbVariants
	anew     bool
	divides  bool
	notes    []Mistake
}

func (g *gbImport) note(pointer, format string, args ...any) {
	g.notes = append(g.notes, Mistake{pointer, fmt.Sprintf(format, args...)})
}

// gbVariants names the values of a feature.
type gbVariants struct {
	names  []string
	values []string // as JSON
}

var plainName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$`)

// name is what the variant of a value is called; "" for null, and for what is no value of a flag.
func (v *gbVariants) name(raw json.RawMessage) string {
	var value any
	if json.Unmarshal(raw, &value) != nil {
		return ""
	}
	text, _ := json.Marshal(value) // what was decoded encodes
	if at := slices.Index(v.values, string(text)); at >= 0 {
		return v.names[at]
	}
	name := ""
	switch value := value.(type) {
	case nil, []any:
		return ""
	case bool:
		name = map[bool]string{true: "on", false: "off"}[value]
	case string:
		name = value
	case float64:
		name = strconv.FormatFloat(value, 'f', -1, 64)
	}
	if !plainName.MatchString(name) || slices.Contains(v.names, name) {
		name = fmt.Sprintf("variant-%d", len(v.names)+1)
	}
	v.names, v.values = append(v.names, name), append(v.values, string(text))
	return name
}

// readVariants finds every value that a feature may have.
func (g *gbImport) readVariants(key string) {
	v := &gbVariants{}
	g.variants[key] = v
	v.name(g.features[key].Default)
	for _, raw := range g.features[key].Rules {
		var r gbRule
		if json.Unmarshal(raw, &r) != nil {
			continue // it is told of later
		}
		v.name(r.Force)
		for _, value := range r.Variations {
			v.name(value)
		}
	}
}

func (g *gbImport) flag(key string) map[string]any {
	at, feature, v := "/features/"+escaped(key), g.features[key], g.variants[key]
	variants := map[string]json.RawMessage{}
	for i, name := range v.names {
		variants[name] = json.RawMessage(v.values[i])
	}
	flag := map[string]any{"state": "ENABLED", "variants": variants}
	if usual := v.name(feature.Default); usual != "" {
		flag["defaultVariant"] = usual
	} else if len(feature.Default) > 0 && string(feature.Default) != "null" {
		g.leave(at+"/defaultValue", "a list is no value of a flag; put it into an object")
	}
	if len(variants) == 0 {
		g.leave(at, "has no value but null")
		variants["none"] = json.RawMessage("{}")
	}
	var rules []any
	for i, raw := range feature.Rules {
		rule := g.rule(fmt.Sprintf("%s/rules/%d", at, i), key, raw, flag, i == 0)
		if rule != nil {
			rules = append(rules, rule)
		}
	}
	if rules != nil {
		flag["rules"] = rules
	}
	return flag
}

// rule is a rule as it is said here; nil for one that cannot be, or says nothing.
func (g *gbImport) rule(
	at, key string, raw json.RawMessage, flag map[string]any, first bool,
) map[string]any {
	before := len(g.left)
	r := g.readRule(at, raw)
	rule := map[string]any{}
	if name := cmp.Or(r.Name, r.Key, r.ID); name != "" {
		rule["name"] = name
	}
	if len(r.Condition) > 0 {
		rule["if"] = g.condition(at+"/condition", r.Condition)
	}
	g.parents(at+"/parentConditions", r, rule, flag, first)
	switch {
	case len(r.Force) > 0:
		g.force(at, key, r, rule)
	case len(r.Variations) > 0:
		g.experiment(at, key, r, rule)
	default:
		return nil // such a rule only holds a gate
	}
	if len(g.left) > before {
		return nil
	}
	return rule
}

// readRule decodes a rule and leaves what is not known.
func (g *gbImport) readRule(at string, raw json.RawMessage) (r gbRule) {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil || json.Unmarshal(raw, &r) != nil {
		g.leave(at, "is no rule of GrowthBook's")
		return r
	}
	known := append(membersOf(reflect.TypeFor[gbRule]()), gbIgnored...)
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if !slices.Contains(known, name) {
			g.leave(at+"/"+escaped(name), "cannot be said here")
		}
	}
	if r.Version != 0 && r.Version != 1 && r.Version != 2 {
		g.leave(at+"/hashVersion", "is %d, known are 1 and 2", r.Version)
	}
	return r
}

// parents makes prerequisites: of the flag, where they gate all of it.
func (g *gbImport) parents(at string, r gbRule, rule, flag map[string]any, first bool) {
	var needs, gates []any
	for i, p := range r.Parents {
		pointer := fmt.Sprintf("%s/%d", at, i)
		parent := g.variants[p.ID]
		if parent == nil {
			g.leave(pointer+"/id", "there is no feature %q", p.ID)
			continue
		}
		logic := g.condition(pointer+"/condition", p.Condition)
		var fits []string
		for k, name := range parent.names {
			if meets(logic, parent.values[k]) {
				fits = append(fits, name)
			}
		}
		need := map[string]any{"flag": p.ID, "variants": fits}
		switch {
		case fits == nil:
			g.leave(pointer+"/condition", "no value of %q meets it", p.ID)
		case !p.Gate:
			needs = append(needs, need)
		case first:
			gates = append(gates, need)
			g.note(pointer+"/gate",
				"where it is shut, users get the default value here, and null there")
		default:
			g.leave(pointer+"/gate", "only the first rule can gate the whole flag")
		}
	}
	if needs != nil {
		rule["prerequisites"] = needs
	}
	if gates != nil {
		flag["prerequisites"] = gates
	}
}

// meets reports whether a value meets a condition on "value".
func meets(logic any, value string) bool {
	var decoded any
	raw, err := json.Marshal(logic)
	if err != nil || json.Unmarshal([]byte(value), &decoded) != nil {
		return false
	}
	compiled, err := (&compiler{}).compile(raw, "", 0)
	if err != nil {
		return false
	}
	return compiled.rule(env{context: map[string]any{"value": decoded}}).truthy()
}

// force gives one value, to everybody or to a share. GrowthBook counts the last place of a share
// in, other than for experiments.
func (g *gbImport) force(at, key string, r gbRule, rule map[string]any) {
	name := g.variants[key].name(r.Force)
	if name == "" {
		g.leave(at+"/force", "null and lists are no values of a flag")
	}
	if r.Coverage == nil {
		rule["variant"] = name
		return
	}
	places := map[int]float64{2: 10_000}[r.Version]
	places = cmp.Or(places, 1000)
	share := 0.0
	if c := min(max(*r.Coverage, 0), 1); c > 0 {
		share = min(1, (math.Floor(c*places+1e-9)+1)/places)
	}
	rule["split"] = []any{[]any{name, 1}}
	g.divide(r, rule, cmp.Or(r.Seed, key), share)
}

// divide says by what users are divided.
func (g *gbImport) divide(r gbRule, rule map[string]any, salt string, coverage float64) {
	g.divides = true
	by := []string{cmp.Or(r.Attribute, "id")}
	if r.Fallback != "" && !r.Unsticky {
		by = append(by, r.Fallback)
		rule["sticky"] = []string{r.Fallback}
	}
	rule["by"], rule["salt"] = by, salt
	if !g.anew {
		rule["hash"] = fmt.Sprintf("growthbook%d", cmp.Or(r.Version, 1))
	}
	if coverage < 1 {
		rule["coverage"] = math.Round(coverage*1e9) / 1e7
	}
}

func (g *gbImport) experiment(at, key string, r gbRule, rule map[string]any) {
	n := len(r.Variations)
	if n < 2 {
		g.leave(at+"/variations", "an experiment has at least two")
	}
	weights, total := r.Weights, 0.0
	for _, w := range weights {
		total += w
	}
	if len(weights) != n || total < 0.99 || total > 1.01 {
		weights = slices.Repeat([]float64{1 / float64(n)}, n) // as GrowthBook does
	}
	var split []any
	for i, value := range r.Variations {
		name := g.variants[key].name(value)
		if name == "" {
			g.leave(fmt.Sprintf("%s/variations/%d", at, i),
				"null and lists are no values of a flag")
		}
		split = append(split, []any{name, weights[i]})
	}
	rule["split"], rule["record"] = split, true
	coverage := 1.0
	if r.Coverage != nil {
		coverage = min(max(*r.Coverage, 0), 1)
	}
	g.divide(r, rule, cmp.Or(r.Seed, r.Key, key), coverage)
	if r.Namespace != nil {
		g.namespace(at+"/namespace", r, rule)
	}
}

// namespace makes a layer of a namespace: a name, and from where to where.
func (g *gbImport) namespace(at string, r gbRule, rule map[string]any) {
	if len(r.Namespace) != 3 {
		g.leave(at, "is not a name with a beginning and an end")
		return
	}
	name, isText := r.Namespace[0].(string)
	from, isFrom := r.Namespace[1].(float64)
	to, isTo := r.Namespace[2].(float64)
	slot := func(place float64) int { // the first place that is not before
		return int(math.Ceil(min(max(place, 0), 1)*LayerSlots - 1e-9))
	}
	if !isText || !isFrom || !isTo || slot(from) >= slot(to) {
		g.leave(at, "is not a name with a beginning and an end")
		return
	}
	layer := map[string]any{"name": name, "slots": []int{slot(from), slot(to)}, "by": rule["by"]}
	if !g.anew {
		layer["salt"], layer["hash"] = "__"+name, "growthbook1"
	}
	rule["layer"] = layer
}
