package cli

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/throughlinehq/throughline/engine/flag"
	"github.com/throughlinehq/throughline/engine/input"
	"github.com/throughlinehq/throughline/engine/stats"
)

// hashMethods answer cases about assigning users, so that another program can be compared.
var hashMethods = map[string]func(raw []byte) (any, error){
	"murmur3_x86_32":    murmurCase,
	"growthbook_v2":     growthBookCase,
	"assignment_counts": assignmentCase,
}

// evaluateCase answers a case of any method that is about experiments.
func evaluateCase(method string, raw []byte) (any, error) {
	if run := hashMethods[method]; run != nil {
		return run(raw)
	}
	return stats.Evaluate(method, raw)
}

// caseMethods lists all of them.
func caseMethods() []string {
	return slices.Sorted(slices.Values(append(slices.Collect(maps.Keys(hashMethods)),
		stats.Methods()...)))
}

func murmurCase(raw []byte) (any, error) {
	var in struct {
		Key  string `json:"key"`
		Seed uint32 `json:"seed" optional:""`
	}
	if err := input.Whole(raw, &in); err != nil {
		return nil, err
	}
	hash := flag.Hash(in.Key, in.Seed)
	out := map[string]any{"hash": hash}
	for _, total := range []int64{100, 10_000, 100_000} {
		out[fmt.Sprintf("bucket_of_%d", total)] = flag.Bucket(hash, total)
	}
	return out, nil
}

// growthBookCase is GrowthBook's hash, version 2, for moving assignments over from it.
func growthBookCase(raw []byte) (any, error) {
	var in struct {
		Seed  string `json:"seed"`
		Value string `json:"value"`
	}
	if err := input.Whole(raw, &in); err != nil {
		return nil, err
	}
	twice := fnv1a(strconv.FormatUint(uint64(fnv1a(in.Seed+in.Value)), 10))
	return map[string]any{"n": float64(twice%10_000) / 10_000}, nil
}

// fnv1a hashes UTF-16 code units, as JavaScript's strings have them; the standard library's
// hashes bytes.
func fnv1a(s string) uint32 {
	h := uint32(2166136261)
	for _, unit := range utf16.Encode([]rune(s)) {
		h = (h ^ uint32(unit)) * 16777619
	}
	return h
}

// mostKeys bounds a count of assignments.
const mostKeys = 10_000_000

// assignmentCase counts how keys such as "salt:{i}, i=0..19999" fall to variants.
func assignmentCase(raw []byte) (any, error) {
	var in struct {
		Format  string    `json:"key_format"`
		Weights []float64 `json:"weights"`
	}
	if err := input.Whole(raw, &in); err != nil {
		return nil, err
	}
	format, numbers, ok := strings.Cut(in.Format, ", i=")
	from, to, ok2 := strings.Cut(numbers, "..")
	first, err := strconv.Atoi(from)
	last, err2 := strconv.Atoi(to)
	if !ok || !ok2 || err != nil || err2 != nil || last < first || last-first >= mostKeys {
		return nil, fmt.Errorf("key_format: %s is not such as salt:{i}, i=0..19999",
			quoted(in.Format))
	}
	total, err := totalWeight(in.Weights)
	if err != nil {
		return nil, err
	}
	counts := make([]float64, len(in.Weights))
	for i := first; i <= last; i++ {
		key := strings.ReplaceAll(format, "{i}", strconv.Itoa(i))
		bucket := flag.Bucket(flag.Hash(key, 0), total)
		for k, w := range in.Weights {
			if bucket -= int64(w); bucket < 0 {
				counts[k]++
				break
			}
		}
	}
	check, err := stats.SampleRatio(counts, in.Weights)
	return map[string]any{"counts": counts, "chi2_p": check.P}, err
}

// totalWeight sums weights that are whole numbers.
func totalWeight(weights []float64) (total int64, err error) {
	for i, w := range weights {
		if w != math.Trunc(w) || w < 0 || w > math.MaxInt32 {
			return 0, fmt.Errorf("weights/%d: %g is not a whole number from 0 to %d", i, w,
				math.MaxInt32)
		}
		total += int64(w)
	}
	if total <= 0 || total > math.MaxInt32 {
		return 0, fmt.Errorf("weights: their sum %d is not from 1 to %d", total, math.MaxInt32)
	}
	return total, nil
}
