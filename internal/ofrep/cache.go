package ofrep

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/throughlinehq/throughline/internal/flag"
	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/kit/scope"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// fresh is how long rules are believed without asking whether another process changed them.
const fresh = time.Second

// cache holds the rules of workspaces whose clients ask.
type cache struct {
	db   *database.DB
	mu   sync.Mutex
	held map[id.ID]*held
}

// held is what is known of one workspace.
type held struct {
	changes atomic.Int64 // of which this process heard

	mu     sync.Mutex // one loads, the others wait for it
	rules  *flag.Rules
	loaded int64 // how many changes the rules know of
	until  time.Time
}

// rules returns the workspace's rules as they are now.
func (c *cache) rules(ctx context.Context, workspace id.ID) (*flag.Rules, error) {
	h := c.of(workspace)
	h.mu.Lock()
	defer h.mu.Unlock()
	changes, now := h.changes.Load(), c.db.Now()
	if h.rules != nil && h.loaded == changes && now.Before(h.until) {
		return h.rules, nil
	}
	err := c.db.Read(ctx, scope.ForSystem(workspace, "flags"), func(tx *database.Tx) error {
		rules, err := flag.Load(tx, h.rules)
		if err == nil {
			h.rules, h.loaded, h.until = rules, changes, now.Add(fresh)
		}
		return err
	})
	if err == nil && !h.rules.Used() {
		c.drop(workspace) // made-up workspaces must not fill the memory
	}
	return h.rules, err
}

func (c *cache) of(workspace id.ID) *held {
	c.mu.Lock()
	defer c.mu.Unlock()
	h := c.held[workspace]
	if h == nil {
		h = new(held)
		c.held[workspace] = h
	}
	return h
}

func (c *cache) drop(workspace id.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.held, workspace)
}

// changed says that the workspace's rules may be others now. It never waits for a load.
func (c *cache) changed(workspace id.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if h := c.held[workspace]; h != nil {
		h.changes.Add(1)
	}
}
