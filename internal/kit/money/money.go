// Package money holds amounts as whole minor units (cents) of a currency, never as floats.
package money

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Money is an amount in minor units of an ISO 4217 currency with two decimals.
type Money struct {
	Minor    int64
	Currency string
}

// String writes the amount with its currency: "EUR 1234.50".
func (m Money) String() string {
	sign, minor := "", m.Minor
	if minor < 0 {
		sign, minor = "-", -minor
	}
	return fmt.Sprintf("%s %s%d.%02d", m.Currency, sign, minor/100, minor%100)
}

// ParseMinor reads a decimal amount ("18400", "1,234.50", "€99") as minor units. It reports
// false for text that is not an amount, or one beyond 64 bits.
func ParseMinor(s string) (int64, bool) {
	s = strings.Trim(strings.TrimSpace(s), "€$£ ")
	s = strings.NewReplacer(",", "", " ", "", "\u00a0", "", "'", "").Replace(s)
	value, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(value) || math.Abs(value) > 9e14 {
		return 0, false
	}
	return int64(math.Round(value * 100)), true
}
