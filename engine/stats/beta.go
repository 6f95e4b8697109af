package stats

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// beta is a Beta distribution whose density and chances stay exact for large counts, where the
// library's take the difference of large logarithms and end a fraction too early.
type beta struct{ distuv.Beta }

// largeCounts is from where on the library is not used.
const largeCounts = 1e4

func (b beta) large() bool {
	return min(b.Alpha, b.Beta.Beta) > 20 && b.Alpha+b.Beta.Beta > largeCounts
}

// Prob is the density at x.
func (b beta) Prob(x float64) float64 {
	if !b.large() {
		return b.Beta.Prob(x)
	}
	if x <= 0 || x >= 1 {
		return 0
	}
	return b.power(x, 1-x) / (x * (1 - x))
}

// CDF is the chance to lie below x.
func (b beta) CDF(x float64) float64 {
	switch {
	case !b.large():
		return b.Beta.CDF(x)
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x < (b.Alpha+1)/(b.Alpha+b.Beta.Beta+2):
		return b.power(x, 1-x) / b.Alpha * fraction(b.Alpha, b.Beta.Beta, x)
	}
	return 1 - b.power(x, 1-x)/b.Beta.Beta*fraction(b.Beta.Beta, b.Alpha, 1-x)
}

// power is x^alpha y^beta / B(alpha, beta) with y = 1-x, by the deviance from the mean (Loader
// 2000).
func (b beta) power(x, y float64) float64 {
	p, q := b.Alpha, b.Beta.Beta
	n := p + q
	return math.Sqrt(p*q/(2*math.Pi*n)) * math.Exp(stirling(n)-stirling(p)-stirling(q)-
		deviance(p, n*x)-deviance(q, n*y))
}

// stirling is what Stirling's formula lacks of the logarithm of n!, for n above 20.
func stirling(n float64) float64 {
	m := n * n
	return (1./12 - (1./360-(1./1260-1./1680/m)/m)/m) / n
}

// deviance is x ln(x/mean) + mean - x.
func deviance(x, mean float64) float64 {
	d := (x - mean) / (x + mean)
	if math.Abs(d) > .1 {
		return x*math.Log(x/mean) + mean - x
	}
	sum, term := (x-mean)*d, 2*x*d
	for k := 3.; ; k += 2 {
		term *= d * d
		next := sum + term/k
		if next == sum {
			return sum
		}
		sum = next
	}
}

// fraction is the continued fraction of the incomplete beta function (Lentz's way). It takes about
// as many steps as the square root of the larger count.
func fraction(a, b, x float64) float64 {
	const least = 1e-300
	kept := func(v float64) float64 {
		if math.Abs(v) < least {
			return least
		}
		return v
	}
	c, d := 1.0, 1/kept(1-(a+b)*x/(a+1))
	h := d
	for m := 1.; m < 1e6; m++ {
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		d = 1 / kept(1+even*d)
		c = kept(1 + even/c)
		h *= d * c
		d = 1 / kept(1+odd*d)
		c = kept(1 + odd/c)
		h *= d * c
		if math.Abs(d*c-1) < 1e-15 {
			break
		}
	}
	return h
}
