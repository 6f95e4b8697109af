package planpage

import (
	"fmt"
	"math"
	"strings"

	"github.com/throughlinehq/throughline/engine/experiment"
)

// lookChart draws the looks of a metric against the boundary, in the units of its picture.
type lookChart struct {
	Name, Said                                string
	X, Y                                      []tick
	Middle                                    float64
	Upper, Lower, Better, Worse, Path         string
	Bounds                                    []lookPoint
	Points                                    []lookPoint
	Rows                                      [][]string
	left, right, top, bottom, most, mostUsers float64
}

type lookPoint struct {
	X, Y    float64
	Said    string
	Crossed bool
}

// The first bounds of some plans lie so far out that the rest would be flat.
const leastZ, farthestZ = 3.5, 7.0

func newLookChart(r experiment.Readout, m experiment.Outcome) lookChart {
	c := lookChart{Name: m.Name, left: 48, right: 744, top: 20, bottom: 264, most: leastZ,
		mostUsers: float64(r.Plan.Users)}
	for _, b := range r.Boundary {
		c.most = min(farthestZ, max(c.most, 1.1*float64(b.Z)))
	}
	for _, l := range m.Looks {
		c.most = min(farthestZ, max(c.most, 1.1*math.Abs(l.Z)))
		c.mostUsers = max(c.mostUsers, float64(l.Users))
	}
	c.axes()
	c.boundary(r.Boundary)
	c.walk(m, r.Plan.Difference == "relative")
	c.Said = fmt.Sprintf("%s: %s of the looks reached, shown: %s", m.Name,
		counted(len(m.Looks), "look"), m.Shown)
	return c
}

func tenth(x float64) float64 { return math.Round(10*x) / 10 }

func (c *lookChart) x(users float64) float64 {
	return tenth(c.left + (c.right-c.left)*users/c.mostUsers)
}

func (c *lookChart) y(z float64) float64 {
	share := (max(-c.most, min(c.most, z)) + c.most) / (2 * c.most)
	return tenth(c.bottom - (c.bottom-c.top)*share)
}

func (c *lookChart) axes() {
	c.Middle = c.y(0)
	for z := -math.Floor(c.most/2) * 2; z <= c.most; z += 2 {
		c.Y = append(c.Y, tick{c.y(z), strings.Replace(fmt.Sprintf("%g", z), "-", "−", 1)})
	}
	for quarter := range 5 {
		users := math.Round(c.mostUsers * float64(quarter) / 4)
		c.X = append(c.X, tick{c.x(users), money(users)})
	}
}

// boundary joins the bounds of all looks; what lies beyond is filled.
func (c *lookChart) boundary(bounds []experiment.Boundary) {
	var upper, lower strings.Builder
	for k, b := range bounds {
		x, z := c.x(float64(b.Users)), float64(b.Z)
		join := "L"
		if k == 0 {
			join = "M"
		}
		fmt.Fprintf(&upper, "%s%g %g", join, x, c.y(z))
		fmt.Fprintf(&lower, "%s%g %g", join, x, c.y(-z))
		if z < c.most {
			c.Bounds = append(c.Bounds, lookPoint{X: x, Y: c.y(z)}, lookPoint{X: x, Y: c.y(-z)})
		}
	}
	c.Upper, c.Lower = upper.String(), lower.String()
	from, to := c.x(float64(bounds[0].Users)), c.x(float64(bounds[len(bounds)-1].Users))
	c.Better = fmt.Sprintf("%sV%gH%gZ", c.Upper, c.top, from)
	c.Worse = fmt.Sprintf("%sV%gH%gZ", c.Lower, c.bottom, from)
	if len(bounds) == 1 { // one look is a line at its place, not an area
		c.Upper = fmt.Sprintf("M%g %gV%g", to, c.top, c.y(float64(bounds[0].Z)))
		c.Lower = fmt.Sprintf("M%g %gV%g", to, c.bottom, c.y(-float64(bounds[0].Z)))
	}
}

// walk joins what the looks came to.
func (c *lookChart) walk(m experiment.Outcome, relative bool) {
	var path strings.Builder
	for _, l := range m.Looks {
		row := []string{money(float64(l.Users)), "", "", "", "", l.Empty}
		if l.Empty == "" {
			low, high := size(float64(l.CI[0]), relative), size(float64(l.CI[1]), relative)
			row = []string{row[0], size(l.Effect, relative), low + " to " + high,
				fmt.Sprintf("%.2f", l.Z), fmt.Sprintf("%.2f", l.Bound), ""}
			point := lookPoint{c.x(float64(l.Users)), c.y(l.Z), fmt.Sprintf("%s: z %.2f of %.2f",
				users(l.Users), l.Z, l.Bound), l.Crossed}
			if l.Crossed {
				row[5] = "crossed"
			}
			join := "L"
			if len(c.Points) == 0 {
				join = "M"
			}
			fmt.Fprintf(&path, "%s%g %g", join, point.X, point.Y)
			c.Points = append(c.Points, point)
		}
		c.Rows = append(c.Rows, row)
	}
	c.Path = path.String()
}
