package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestClientsBehindProxies(t *testing.T) {
	trusted, err := parseProxies([]string{"10.0.0.0/8", "::1"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ peer, forwarded, want string }{
		{"10.1.1.1:99", "203.0.113.7", "203.0.113.7:0"},
		{"10.1.1.1:99", "1.2.3.4, 203.0.113.7, 10.9.9.9", "203.0.113.7:0"}, // 1.2.3.4 is made up
		{"[::1]:99", "2001:db8::1", "[2001:db8::1]:0"},
		{"[::ffff:10.1.1.1]:99", "203.0.113.7", "203.0.113.7:0"},
		{"198.51.100.1:99", "203.0.113.7", "198.51.100.1:99"}, // anybody may send the header
		{"10.1.1.1:99", "", "10.1.1.1:99"},
		{"10.1.1.1:99", "unknown", "10.1.1.1:99"},
	} {
		got := ""
		handler := behindProxies(trusted, http.HandlerFunc(func(_ http.ResponseWriter,
			r *http.Request) {
			got = r.RemoteAddr
		}))
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.peer
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		handler.ServeHTTP(httptest.NewRecorder(), r)
		if got != c.want {
			t.Errorf("%s says %q: %s, want %s", c.peer, c.forwarded, got, c.want)
		}
	}
	if _, err := parseProxies([]string{"proxy.example.org"}); err == nil {
		t.Error("a name is taken for a network")
	}
}
