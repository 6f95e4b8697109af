package flag

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Export writes the flags of an environment as one definition in flagd's format, with the segments
// as its $evaluators. An evaluator that only one flag has is called by that flag's key and its
// own: "checkout/returning".
func Export(tx *database.Tx, e Environment) ([]byte, error) {
	segments, err := sharedOf(tx)
	if err != nil {
		return nil, err
	}
	all, err := allFlags(tx)
	if err != nil {
		return nil, err
	}
	evaluators, flags := map[string]any{}, map[string]any{}
	for key, rule := range segments {
		evaluators[key] = rule
	}
	for _, f := range all {
		if flags[f.Key], err = exported(f, e, evaluators); err != nil {
			return nil, err
		}
	}
	out := map[string]any{"$schema": "https://flagd.dev/schema/v0/flags.json", "flags": flags}
	if len(evaluators) > 0 {
		out["$evaluators"] = evaluators
	}
	return json.MarshalIndent(out, "", "  ")
}

// exported is a flag's definition with its state; its own evaluators go to the others.
func exported(f Flag, e Environment, evaluators map[string]any) (map[string]any, error) {
	var members map[string]any
	decoder := json.NewDecoder(bytes.NewReader([]byte(f.Definition)))
	decoder.UseNumber() // as they were written
	if err := decoder.Decode(&members); err != nil {
		return nil, err
	}
	own, _ := members["$evaluators"].(map[string]any)
	delete(members, "$evaluators")
	prefix := f.Key + "/"
	for _, name := range []string{"targeting", "rules"} {
		rename(members[name], own, prefix)
	}
	for _, name := range slices.Sorted(maps.Keys(own)) {
		rename(own[name], own, prefix)
		evaluators[prefix+name] = own[name]
	}
	members["state"] = "DISABLED"
	if f.On(e.ID) {
		members["state"] = "ENABLED"
	}
	return members, nil
}

// rename has references to a flag's own evaluators name them as they are called beside others.
func rename(rule any, own map[string]any, prefix string) {
	switch r := rule.(type) {
	case []any:
		for _, each := range r {
			rename(each, own, prefix)
		}
	case map[string]any:
		for name, args := range r {
			target, is := args.(string)
			if _, ours := own[target]; name == "$ref" && is && ours {
				r[name] = prefix + target
			} else {
				rename(args, own, prefix)
			}
		}
	}
}
