package rank

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// spread calls a function for 0 to n-1 on all processors. Each worker gets a function of its own
// from start, with its own scratch space; results must go to places that belong to the index, so
// that they do not depend on who did what.
func spread(n int, start func() func(int)) {
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			work := start()
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				work(i)
			}
		})
	}
	group.Wait()
}
