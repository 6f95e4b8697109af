package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)

// benchClients ask at once for each processor, each over a connection that it keeps.
const benchClients = 8

var benchClient = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1000}}

// BenchmarkFlagsServed asks the real program for flags over HTTP, as an OpenFeature client does,
// and prints the processor time that the server spends on an evaluation.
//
//	go test ./cmd/throughline -run '^$' -bench FlagsServed -benchtime 20000x
func BenchmarkFlagsServed(b *testing.B) {
	databasetest.EachDurable(b, func(b *testing.B, url string) {
		s := newServed(b, url)
		s.start()
		key := s.flags(100)
		for _, c := range []struct{ name, path string }{
			{"no evaluation", "/healthz"}, // what any request costs here
			{"one", "/ofrep/v1/evaluate/flags/flag-7"},
			{"a hundred", "/ofrep/v1/evaluate/flags"},
		} {
			b.Run(c.name, func(b *testing.B) {
				before := s.processorTime()
				b.SetParallelism(benchClients)
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						s.evaluate(key, c.path)
					}
				})
				spent := s.processorTime() - before
				b.ReportMetric(spent.Seconds()*1000/float64(b.N), "cpu-ms")
			})
		}
		s.stop()
	})
}

// flags makes flags of ten rules each, on in an environment, and returns a key for it.
func (s *served) flags(n int) (key string) {
	s.Helper()
	make := func(method, path, body string) (made struct{ ID, Secret string }) {
		if !s.call(method, path, strings.NewReader(body), &made) {
			s.FailNow()
		}
		return made
	}
	place := make("POST", "/environments", `{"key":"production","name":"Production"}`)
	var rules strings.Builder
	for r := range 10 {
		fmt.Fprintf(&rules, `{"==":[{"var":"plan"},"plan-%d"]},"on",`, r)
	}
	for i := range n {
		flag := make("POST", "/flags", fmt.Sprintf(`{"key":"flag-%d","definition":{
			"variants":{"on":true,"off":false},"targeting":{"if":[%s
			{"fractional":[["on",10],["off",90]]}]}}}`, i, rules.String()))
		s.ifMatch = `"1"`
		make("PUT", "/flags/"+flag.ID+"/environments/"+place.ID, `{"enabled":true}`)
		s.ifMatch = ""
	}
	return make("POST", "/environments/"+place.ID+"/keys", `{"name":"bench"}`).Secret
}

func (s *served) evaluate(key, path string) {
	method := http.MethodPost
	if path == "/healthz" {
		method = http.MethodGet
	}
	request, err := http.NewRequest(method, s.address+path,
		strings.NewReader(`{"context":{"targetingKey":"user-1","plan":"free","country":"NO"}}`))
	if err != nil {
		s.Error(err)
		return
	}
	request.Header.Set("Authorization", "Bearer "+key)
	response, err := benchClient.Do(request)
	if err != nil {
		s.Error(err)
		return
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		s.Errorf("%d %s %v", response.StatusCode, body, err)
	}
}
