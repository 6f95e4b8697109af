package planpage

import (
	"embed"
	"fmt"
	"html/template"
	"strconv"
	"strings"
)

//go:embed *.html
var files embed.FS

var pages = template.Must(template.New("").Funcs(template.FuncMap{
	"pct": func(share float64) template.CSS {
		return template.CSS(strconv.FormatFloat(100*share, 'f', 2, 64) + "%")
	},
	"x": func(share float64) string { return strconv.FormatFloat(1000*share, 'f', 1, 64) },
}).ParseFS(files, "*.html"))

// tick is a mark on an axis, at a share of its length.
type tick struct {
	At   float64
	Text string
}

// ticks marks the quarters of a length of whole units.
func ticks(end int) []tick {
	var list []tick
	for quarter := range 5 {
		at := float64(quarter) / 4
		list = append(list, tick{at, strconv.FormatFloat(at*float64(end), 'g', 4, 64)})
	}
	return list
}

// money writes whole units with thousands apart.
func money(v float64) string {
	digits := strconv.FormatFloat(v, 'f', 0, 64)
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && digits[i-1] != '-' && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// steps draws values, one for each unit, as a line of steps; most is the height of the picture. A
// closed line goes down to the ground at both ends.
func steps(values []float64, most float64, closed bool) string {
	var b strings.Builder
	height := func(v float64) string { return strconv.FormatFloat(100-96*v/most, 'f', 1, 64) }
	for unit, v := range values {
		switch {
		case unit == 0 && closed:
			fmt.Fprintf(&b, "M0 100V%s", height(v))
		case unit == 0:
			fmt.Fprintf(&b, "M0 %s", height(v))
		case v != values[unit-1]:
			fmt.Fprintf(&b, "H%dV%s", unit, height(v))
		}
	}
	if len(values) > 0 {
		fmt.Fprintf(&b, "H%d", len(values))
	}
	if closed {
		b.WriteString("V100Z")
	}
	return b.String()
}
