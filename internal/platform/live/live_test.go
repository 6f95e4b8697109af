package live_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/throughlinehq/throughline/internal/kit/id"
	"github.com/throughlinehq/throughline/internal/platform/database/databasetest"
	"github.com/throughlinehq/throughline/internal/platform/live"
)

func TestNewsStaysInItsWorkspace(t *testing.T) {
	var hub live.Hub
	a, endA := hub.Subscribe("workspace_a")
	b, endB := hub.Subscribe("workspace_b")
	hub.Publish("workspace_a", []id.ID{"item_1", "item_2"})
	if got := <-a; fmt.Sprint(got) != "[item_1 item_2]" {
		t.Errorf("heard %v", got)
	}
	endA()
	endA()
	hub.Publish("workspace_a", []id.ID{"item_3"})
	if _, open := <-a; open {
		t.Error("news after the end")
	}
	endB()
	if got, open := <-b; open {
		t.Errorf("B heard %v of A", got)
	}
	if n := hub.Subscribers(); n != 0 {
		t.Errorf("%d subscriptions left over", n)
	}
}

// TestR6 lets one reader sleep: it is cut off, and the others hear everything.
func TestR6SlowReaderIsCutOff(t *testing.T) {
	var hub live.Hub
	slow, end := hub.Subscribe("workspace_a")
	defer end()
	quick, endQuick := hub.Subscribe("workspace_a")
	defer endQuick()
	const published = 1000
	for i := range published {
		hub.Publish("workspace_a", []id.ID{id.ID(fmt.Sprint(i))})
		if got := <-quick; got[0] != id.ID(fmt.Sprint(i)) {
			t.Fatalf("heard %v as number %d", got, i)
		}
	}
	kept := 0
	for range slow { // ends, because the hub closed it
		kept++
	}
	if kept >= 100 || hub.Subscribers() != 1 {
		t.Errorf("slow reader kept %d pieces, %d subscriptions", kept, hub.Subscribers())
	}
}

func TestSubscribersComeAndGoAtOnce(t *testing.T) {
	var hub live.Hub
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			news, end := hub.Subscribe("workspace_a")
			hub.Publish("workspace_a", []id.ID{id.ID(fmt.Sprint(i))})
			<-news
			if i%7 == 0 {
				hub.Reset()
			}
			end()
		})
	}
	wg.Wait()
	if n := hub.Subscribers(); n != 0 {
		t.Errorf("%d subscriptions left over", n)
	}
}

func TestBridgeCarriesNewsToOtherProcessesOnly(t *testing.T) {
	url := databasetest.Postgres(t)
	heard := make(chan string, 1000)
	begin := func(name string) *live.Bridge {
		b := live.NewBridge(url, slog.New(slog.DiscardHandler),
			func(workspace id.ID, touched []id.ID) {
				heard <- fmt.Sprint(name, " ", workspace, " ", len(touched), " ", touched[0])
			}, func() {})
		ctx, end := context.WithCancel(context.Background())
		var running sync.WaitGroup
		running.Go(func() { b.Run(ctx) })
		t.Cleanup(func() { end(); running.Wait() })
		return b
	}
	one, two := begin("one"), begin("two")
	// Before both listen, news may pass unheard: knock until each heard the other.
	for seen := map[string]bool{}; len(seen) < 2; {
		one.Publish("workspace_a", []id.ID{"knock"})
		two.Publish("workspace_a", []id.ID{"knock"})
		select {
		case line := <-heard:
			seen[line] = true
		case <-time.Tick(10 * time.Millisecond):
		}
	}
	many := make([]id.ID, 150)
	for i := range many {
		many[i] = id.ID(fmt.Sprint("item_", i))
	}
	one.Publish("workspace_b", many)
	var got []string
	for len(got) < 2 {
		if line := <-heard; line != "one workspace_a 1 knock" && line != "two workspace_a 1 knock" {
			got = append(got, line)
		}
	}
	if fmt.Sprint(got) != "[two workspace_b 100 item_0 two workspace_b 50 item_100]" {
		t.Errorf("heard %v", got)
	}
}
