package egress

import (
	"io"
	"net/http"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
)

// Limits bound one exchange; zero fields take the defaults.
type Limits struct {
	Timeout   time.Duration // of the whole exchange, reading included; 15 s
	Body      int64         // bytes of the answer, unpacked; 1 MiB
	Redirects int           // that are followed; none
}

// Client returns an HTTP client whose every request passes the guard. Reading more of an
// answer than the limit fails with a TooLarge fault.
func (g *Guard) Client(l Limits) *http.Client {
	if l.Timeout <= 0 {
		l.Timeout = 15 * time.Second
	}
	if l.Body <= 0 {
		l.Body = 1 << 20
	}
	transport := &http.Transport{ // no proxy: it would resolve names by itself
		DialContext:            g.dial,
		TLSHandshakeTimeout:    10 * time.Second,
		ResponseHeaderTimeout:  l.Timeout,
		MaxResponseHeaderBytes: 64 << 10,
		MaxIdleConnsPerHost:    2,
		IdleConnTimeout:        30 * time.Second,
		ForceAttemptHTTP2:      true,
	}
	return &http.Client{
		Timeout:       l.Timeout,
		Transport:     &door{transport, l.Body},
		CheckRedirect: redirects(l.Redirects),
	}
}

// redirects follows at most n redirects, and none from https to http.
func redirects(n int) func(*http.Request, []*http.Request) error {
	return func(next *http.Request, before []*http.Request) error {
		if n == 0 {
			return http.ErrUseLastResponse // the caller sees the 3xx, which is no success
		}
		if len(before) > n {
			return refuse("more than %d redirects", n)
		}
		if before[len(before)-1].URL.Scheme == "https" && next.URL.Scheme != "https" {
			return refuse("a redirect from https to %s", next.URL.Redacted())
		}
		return nil
	}
}

// door checks each request, also those that follow a redirect, and bounds each answer.
type door struct {
	transport *http.Transport
	most      int64
}

// RoundTrip implements http.RoundTripper.
func (d *door) RoundTrip(request *http.Request) (*http.Response, error) {
	if err := checkURL(request.URL); err != nil {
		if request.Body != nil {
			request.Body.Close()
		}
		return nil, err
	}
	answer, err := d.transport.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	answer.Body = &bounded{answer.Body, d.most}
	return answer, nil
}

// CloseIdleConnections lets http.Client.CloseIdleConnections reach the transport.
func (d *door) CloseIdleConnections() { d.transport.CloseIdleConnections() }

var errTooLarge = fault.New(fault.TooLarge, "The answer is larger than allowed.")

// bounded is a body that fails once more than left bytes are read.
type bounded struct {
	io.ReadCloser
	left int64
}

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, errTooLarge
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return n - 1, errTooLarge
	}
	return n, err
}
