package pii

import "strings"

// scan finds everything of a fixed form in one pass.
func scan(text string) []found {
	var hits []found
	for i := 0; i < len(text); {
		hit, ok := at(text, i)
		if ok {
			hits = append(hits, hit)
			i = hit.to
			continue
		}
		i++
	}
	return hits
}

// at looks for a span that starts at byte i, or, for an e-mail address, is recognised there.
func at(text string, i int) (found, bool) {
	c := text[i]
	switch {
	case c == '@':
		return email(text, i)
	case i > 0 && wordByte(text[i-1]):
		return found{}, false
	case letter(c):
		if hit, ok := link(text, i); ok {
			return hit, true
		}
		if hit, ok := iban(text, i); ok {
			return hit, true
		}
		return ip6(text, i)
	case digit(c), c == '+', c == '(', c == ':':
		if hit, ok := ip4(text, i); ok {
			return hit, true
		}
		if hit, ok := ip6(text, i); ok {
			return hit, true
		}
		return number(text, i)
	}
	return found{}, false
}

const longestAddress = 128

func email(text string, i int) (found, bool) {
	from := i
	for from > 0 && i-from < longestAddress && localByte(text[from-1]) {
		from--
	}
	to := i + 1
	for to < len(text) && to-i < longestAddress && hostByte(text[to]) {
		to++
	}
	for to > i+1 && !letter(text[to-1]) {
		to--
	}
	dot := i + 1 + strings.LastIndexByte(text[i+1:to], '.')
	ok := from < i && dot > i+1 && to-dot > 2
	return found{Email, from, to}, ok
}

func localByte(c byte) bool {
	return letter(c) || digit(c) || strings.IndexByte("._%+-", c) >= 0
}

func hostByte(c byte) bool { return letter(c) || digit(c) || c == '.' || c == '-' }

func link(text string, i int) (found, bool) {
	rest := text[i:]
	start := 0
	for _, prefix := range []string{"https://", "http://", "www."} {
		if len(rest) > len(prefix) && strings.EqualFold(rest[:len(prefix)], prefix) {
			start = len(prefix)
			break
		}
	}
	if start == 0 {
		return found{}, false
	}
	end := start
	for end < len(rest) && rest[end] > ' ' && strings.IndexByte("<>\"", rest[end]) < 0 {
		end++
	}
	end = start + len(strings.TrimRight(rest[start:end], ".,;:!?)'"))
	return found{URL, i, i + end}, end > start+3
}

// iban finds two letters, two digits and 11 to 30 more letters or digits, perhaps in groups of
// four, whose checksum is right.
func iban(text string, i int) (found, bool) {
	if i+4 > len(text) || !ibanHead(text[i:i+4]) {
		return found{}, false
	}
	var code []byte
	to := i
	for k := i; k < len(text) && len(code) < 34; k++ {
		c := text[k]
		if c == ' ' && len(code)%4 == 0 {
			continue
		}
		if !letter(c) && !digit(c) {
			break
		}
		code = append(code, c)
		if len(code) >= 15 && boundary(text, k+1) && validIBAN(code) {
			to = k + 1
		}
	}
	return found{IBAN, i, to}, to > i
}

func ibanHead(s string) bool {
	return letter(s[0]) && letter(s[1]) && digit(s[2]) && digit(s[3])
}

func validIBAN(code []byte) bool {
	remainder := 0
	for k := range code {
		c := code[(k+4)%len(code)]
		if digit(c) {
			remainder = (remainder*10 + int(c-'0')) % 97
			continue
		}
		remainder = (remainder*100 + int(c|0x20-'a') + 10) % 97
	}
	return remainder == 1
}

func ip4(text string, i int) (found, bool) {
	k := i
	for part := range 4 {
		value, digits := 0, 0
		for k < len(text) && digit(text[k]) && digits < 4 {
			value, digits, k = value*10+int(text[k]-'0'), digits+1, k+1
		}
		if digits == 0 || digits > 3 || value > 255 {
			return found{}, false
		}
		if part < 3 {
			if k >= len(text) || text[k] != '.' {
				return found{}, false
			}
			k++
		}
	}
	more := k+1 < len(text) && text[k] == '.' && digit(text[k+1])
	return found{IP, i, k}, boundary(text, k) && !more
}

// ip6 finds eight groups of hexadecimal digits, or fewer with one "::".
func ip6(text string, i int) (found, bool) {
	k, groups, digits, double := i, 0, 0, 0
	for k < len(text) && (hex(text[k]) || text[k] == ':') {
		switch {
		case text[k] != ':':
			if digits++; digits == 1 {
				groups++
			}
			if digits > 4 {
				return found{}, false
			}
		case k > i && text[k-1] == ':':
			double++
			digits = 0
		default:
			digits = 0
		}
		k++
	}
	whole := groups == 8 && double == 0 || groups >= 2 && groups < 8 && double == 1
	return found{IP, i, k}, whole && boundary(text, k)
}

func hex(c byte) bool { return digit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }
