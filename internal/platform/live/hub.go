// Package live tells open pages which records changed. A [Hub] passes the news on within one
// process; a [Bridge] carries it between the processes of one PostgreSQL installation. News
// is only ever a hint to read again: whoever was too slow to take it is cut off, and starts
// afresh when it connects anew.
package live

import (
	"sync"

	"github.com/throughlinehq/throughline/internal/kit/id"
)

// buffered is how many pieces of news a subscriber may leave unread before it is cut off.
const buffered = 16

// Hub passes news from writers to the subscribers of the same workspace. The zero value is
// ready; safe for concurrent use.
type Hub struct {
	mu          sync.Mutex
	subscribers map[id.ID]map[chan []id.ID]struct{}
}

// Publish tells the workspace's subscribers that the records changed. It never waits for
// anybody: a subscriber whose buffer is full is cut off.
func (h *Hub) Publish(workspace id.ID, touched []id.ID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for news := range h.subscribers[workspace] {
		select {
		case news <- touched:
		default:
			h.drop(workspace, news)
		}
	}
}

// Subscribe returns a channel on which the workspace's news arrives, and a function that ends
// it, which may be called more than once. The hub closes the channel when the subscriber was
// too slow, or when news may have been missed: read everything again then.
func (h *Hub) Subscribe(workspace id.ID) (news <-chan []id.ID, cancel func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.subscribers == nil {
		h.subscribers = map[id.ID]map[chan []id.ID]struct{}{}
	}
	if h.subscribers[workspace] == nil {
		h.subscribers[workspace] = map[chan []id.ID]struct{}{}
	}
	channel := make(chan []id.ID, buffered)
	h.subscribers[workspace][channel] = struct{}{}
	return channel, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.drop(workspace, channel)
	}
}

// Reset cuts every subscriber off: news may have been missed.
func (h *Hub) Reset() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for workspace, channels := range h.subscribers {
		for news := range channels {
			h.drop(workspace, news)
		}
	}
}

// Subscribers counts the open subscriptions.
func (h *Hub) Subscribers() (n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, channels := range h.subscribers {
		n += len(channels)
	}
	return n
}

func (h *Hub) drop(workspace id.ID, news chan []id.ID) {
	if _, open := h.subscribers[workspace][news]; !open {
		return
	}
	close(news)
	delete(h.subscribers[workspace], news)
	if len(h.subscribers[workspace]) == 0 {
		delete(h.subscribers, workspace)
	}
}
