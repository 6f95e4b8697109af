package jobs

import "time"

// SkipKeeping makes the runner one that does not renew its leases: as good as dead.
func (r *Runner) SkipKeeping() { r.look = time.Hour }
