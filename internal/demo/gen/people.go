package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// account is an invented company.
type account struct {
	key, name, segment, plan, domain string
	arrCents                         int64
}

// customer is an invented person; nameless ones are nicknames from an app store.
type customer struct {
	key, name, email, account string
}

// makeAccounts invents companies, none twice. Larger plans are rarer and pay more.
func makeAccounts(draw *rand.Rand, n int) []account {
	var list []account
	for _, i := range draw.Perm(len(places) * len(trades))[:n] {
		place, t := places[i%len(places)], trades[i/len(places)]
		name := place + " " + t.word
		p := plans[pick(draw, planWeights)]
		arr := p.least + draw.Int64N(p.most-p.least+1)
		list = append(list, account{
			key: fmt.Sprintf("A%03d", len(list)+1), name: name, segment: t.segment, plan: p.name,
			domain: strings.ToLower(strings.ReplaceAll(name, " ", "")) + ".example",
			// Prices are whole tens of euros.
			arrCents: arr / 10 * 10 * 100,
		})
	}
	return list
}

// makeCustomers invents three to nine people in each company and as many again without one.
func makeCustomers(draw *rand.Rand, accounts []account) []customer {
	taken := map[string]bool{}
	var list []customer
	person := func() (first, last string) {
		for {
			first = firstNames[draw.IntN(len(firstNames))]
			last = lastNames[draw.IntN(len(lastNames))]
			if !taken[first+last] {
				taken[first+last] = true
				return first, last
			}
		}
	}
	add := func(name, email, account string) {
		list = append(list, customer{fmt.Sprintf("C%04d", len(list)+1), name, email, account})
	}
	for _, a := range accounts {
		for range 3 + draw.IntN(7) {
			first, last := person()
			add(first+" "+last, strings.ToLower(first+"."+last)+"@"+a.domain, a.key)
		}
	}
	for range 300 {
		first, last := person()
		add(first+" "+last, strings.ToLower(first+"."+last)+"@post.example", "")
	}
	for i := range 400 {
		nick := nickWords[draw.IntN(len(nickWords))] + nickWords[draw.IntN(len(nickWords))]
		add(nick+strconv.Itoa(10+i), "", "")
	}
	return list
}

// pick draws an index with the given weights.
func pick(draw *rand.Rand, weights []int) int {
	total := 0
	for _, w := range weights {
		total += w
	}
	n := draw.IntN(total)
	for i, w := range weights {
		if n < w {
			return i
		}
		n -= w
	}
	panic("weights add up to their total")
}

func accountLines(accounts []account) [][]string {
	lines := [][]string{{"account", "name", "segment", "plan", "arr_cents"}}
	for _, a := range accounts {
		lines = append(lines, []string{a.key, a.name, a.segment, a.plan,
			strconv.FormatInt(a.arrCents, 10)})
	}
	return lines
}

func customerLines(customers []customer) [][]string {
	lines := [][]string{{"customer", "name", "email", "account"}}
	for _, c := range customers {
		lines = append(lines, []string{c.key, c.name, c.email, c.account})
	}
	return lines
}
