package planpage

import (
	"embed"
	"fmt"
	"html/template"
	"math"
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

// axis is a scale from Low to High in Parts equal steps of a round number.
type axis struct {
	Low, High float64
	Ticks     []tick
}

// newAxis rounds a range outwards to four to eight steps of 1, 2 or 5 times a power of ten; whole
// says that there is nothing between whole numbers.
func newAxis(low, high float64, whole bool) axis {
	step := math.Pow10(int(math.Floor(math.Log10(max(1e-9, high-low) / 4))))
	for _, by := range []float64{5, 2} {
		if step*by <= (high-low)/4 {
			step *= by
			break
		}
	}
	if whole {
		step = max(1, step)
	}
	first, last := math.Floor(low/step+1e-9), math.Ceil(high/step-1e-9)
	last = max(last, first+1)
	a := axis{Low: first * step, High: last * step}
	for n := first; n <= last; n++ {
		a.Ticks = append(a.Ticks, tick{(n - first) / (last - first),
			strconv.FormatFloat(n*step, 'g', 6, 64)})
	}
	return a
}

// Grid is the share of the axis between two ticks.
func (a axis) Grid() float64 { return 1 / float64(max(1, len(a.Ticks)-1)) }

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
