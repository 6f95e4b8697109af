package pii

import "strings"

// number finds a run of digits with separators and tells what it is: a social security number, a
// payment card or a telephone number.
func number(text string, i int) (found, bool) {
	digits, to := digitRun(text, i)
	if len(digits) < 7 || !boundary(text, to) && phoneEnd(text, to) == to {
		return found{}, false
	}
	raw := text[i:to]
	switch {
	case ssn(raw, digits):
		return found{SSN, i, to}, true
	case len(digits) >= 12 && len(digits) <= 19 && luhn(digits) && digit(raw[0]):
		return found{Card, i, to}, true
	case phone(raw, digits):
		return found{Phone, i, phoneEnd(text, to)}, true
	}
	return found{}, false
}

// digitRun collects digits joined by at most two of the characters " ()-./" and ends on a digit.
func digitRun(text string, i int) (string, int) {
	var digits []byte
	to, gap := i, 0
	for k := i; k < len(text) && gap <= 2 && len(digits) <= 20; k++ {
		switch c := text[k]; {
		case digit(c):
			digits, to, gap = append(digits, c), k+1, 0
		case c == '+' && k == i, strings.IndexByte(" ()-./", c) >= 0:
			if len(digits) > 0 {
				gap++
			}
		default:
			return string(digits), to
		}
	}
	return string(digits), to
}

func ssn(raw, digits string) bool {
	if len(digits) != 9 || digits[:3] == "000" || digits[:3] == "666" || digits[0] == '9' {
		return false
	}
	return len(raw) == 11 && (raw[3] == '-' && raw[6] == '-' || raw[3] == ' ' && raw[6] == ' ')
}

// luhn is the check of ISO/IEC 7812.
func luhn(digits string) bool {
	sum := 0
	for k := range len(digits) {
		d := int(digits[len(digits)-1-k] - '0')
		if k%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0 && strings.Trim(digits, digits[:1]) != ""
}

// phone accepts 7 to 15 digits that start with + or 0 or a bracket, or stand in two or more
// groups as telephone numbers do; a plain decimal number, a date and an amount are none.
func phone(raw, digits string) bool {
	if len(digits) > 15 || isDate(raw) {
		return false
	}
	if raw[0] == '+' || raw[0] == '(' || strings.HasPrefix(digits, "00") {
		return len(digits) >= 7
	}
	return grouped(raw, digits)
}

// grouped judges digits without a mark of a telephone number by how they stand together.
func grouped(raw, digits string) bool {
	groups := digitGroups(raw)
	if len(groups) == 1 {
		return len(digits) >= 9 && len(digits) <= 11 || digits[0] == '0' && len(digits) >= 8
	}
	if strings.Contains(raw, ".") && len(groups) == 2 || len(groups) > 6 {
		return false
	}
	short := 0
	for _, group := range groups {
		if len(group) < 2 {
			short++
		}
	}
	return short <= 1 && len(digits) >= 7
}

func digitGroups(raw string) []string {
	return strings.FieldsFunc(raw, func(r rune) bool { return r < '0' || r > '9' })
}

func isDate(raw string) bool {
	groups := digitGroups(raw)
	if len(groups) != 3 || strings.ContainsAny(raw, "+()") {
		return false
	}
	a, b, c := len(groups[0]), len(groups[1]), len(groups[2])
	return a == 4 && b <= 2 && c <= 2 || a <= 2 && b <= 2 && c == 4
}

// phoneEnd takes an extension such as "x123" or "ext. 123" into the span.
func phoneEnd(text string, to int) int {
	rest := text[to:]
	for _, mark := range []string{"x", " x", " ext. ", " ext "} {
		if !strings.HasPrefix(rest, mark) {
			continue
		}
		end := len(mark)
		for end < len(rest) && digit(rest[end]) && end < len(mark)+6 {
			end++
		}
		if end > len(mark) {
			return to + end
		}
	}
	return to
}
