package ofrep

import (
	"fmt"
	"net/http"
	"time"

	"github.com/throughlinehq/throughline/internal/flag"
)

const (
	streamPath = Prefix + "v1/events"

	// maxStreams is how many clients may listen to one process; each holds a connection.
	maxStreams = 20_000
	// keepAlive is how often a quiet stream sends a sign of life, so that proxies keep it open.
	keepAlive = 25 * time.Second
)

// stream tells a client when its flags may be something else. It tells so at the beginning,
// too, unless the client says by Last-Event-ID that it knows: what changed between its last
// answer and now would be lost otherwise. It ends when the key or the token does.
func (s *Server) stream(w http.ResponseWriter, r *http.Request) {
	token := r.URL.Query().Get("token")
	workspace, ours := flag.TokenWorkspace(token)
	flusher, can := w.(http.Flusher)
	if !ours || !can {
		unknown(w)
		return
	}
	defer s.streams.Add(-1)
	if s.streams.Add(1) > maxStreams {
		w.Header().Set("Retry-After", "60")
		(&refusal{status: http.StatusTooManyRequests,
			Details: "Too many clients are listening; try again later."}).write(w)
		return
	}
	news, cancel := s.hub.Subscribe(workspace) // before reading, so that nothing is missed
	defer cancel()
	known := r.Header.Get("Last-Event-ID")
	look := time.NewTicker(fresh) // another process may change flags as well
	defer look.Stop()
	spoke := s.cache.db.Now()
	for first := true; ; first = false {
		rules, err := s.cache.rules(r.Context(), workspace)
		if err != nil {
			return // the client connects anew
		}
		now := s.cache.db.Now()
		client := rules.Listener(token, now)
		if client == nil {
			if first {
				unknown(w)
			}
			return
		}
		alive := first || now.Sub(spoke) >= keepAlive
		if line := say(&known, client.Place.Tag(now), alive); line != "" {
			w.Header().Set("Content-Type", "text/event-stream")
			if _, err := w.Write([]byte(line)); err != nil {
				return
			}
			flusher.Flush()
			spoke = now
		}
		select {
		case <-r.Context().Done():
			return
		case _, open := <-news:
			if !open {
				return
			}
		case <-look.C:
		}
	}
}

// say is what a client must hear: that there is something new, or a sign of life.
func say(known *string, tag string, alive bool) string {
	switch {
	case *known != tag:
		*known = tag
		return fmt.Sprintf("id: %s\nevent: message\n"+
			"data: {\"type\":\"refetchEvaluation\",\"etag\":\"%[1]s\"}\n\n", tag)
	case alive:
		return ": still here\n\n"
	}
	return ""
}
