package insight

import (
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Taxonomy says how far the analysis of a workspace is.
type Taxonomy struct {
	Epoch          int64   // counts discoveries; 0: there was none yet
	Unsorted       int64   // analysed without a theme since the last discovery
	SweepAfter     *string // sorting everything anew has come this far; nil: done
	DiscoveredAt   *time.Time
	DiscoveredSize int64 // what was analysed when the themes were last named
	Size           int64 // kept, of everything analysed, like the three below
	RatingCount    int64
	RatingSum      float64
	RatingSquares  float64
}

func (t Taxonomy) counts() Counts {
	return Counts{Size: t.Size, RatingCount: t.RatingCount, RatingSum: t.RatingSum,
		RatingSquares: t.RatingSquares}
}

const (
	firstDiscovery = 50  // records that the first discovery waits for
	nextDiscovery  = 500 // records without a theme that the next one waits for
	outgrown       = 3   // how much more feedback makes the themes of a small start out of date
)

// due reports that new themes should be looked for.
func (t Taxonomy) due() bool {
	if t.Epoch == 0 {
		return t.Size >= firstDiscovery
	}
	return t.Unsorted > nextDiscovery || t.Size >= max(nextDiscovery, outgrown*t.DiscoveredSize)
}

// grown reports that themes and areas were named when there was less than half as much to go
// by, so that the engine may name again what no person has named.
func (t Taxonomy) grown() bool { return t.Size >= 2*t.DiscoveredSize }

// loadTaxonomy returns the workspace's taxonomy; the zero value where there is none.
func loadTaxonomy(tx *database.Tx) (Taxonomy, error) {
	t, err := database.One[Taxonomy](tx, `SELECT `+database.Columns[Taxonomy]("")+`
		FROM taxonomy WHERE workspace_id = $1`, tx.Workspace)
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return t, err
}

// ensureTaxonomy makes the workspace's row where there is none yet.
func ensureTaxonomy(tx *database.Tx) error {
	_, err := tx.Exec(`INSERT INTO taxonomy (workspace_id, epoch, unsorted, discovered_size,
		size, rating_count, rating_sum, rating_squares) VALUES ($1, 0, 0, 0, 0, 0, 0, 0)
		ON CONFLICT (workspace_id) DO NOTHING`, tx.Workspace)
	return err
}

// addTotals keeps what all analysed feedback together says.
func addTotals(tx *database.Tx, by Counts, unsorted int64) error {
	if by == (Counts{}) && unsorted == 0 {
		return nil
	}
	if err := ensureTaxonomy(tx); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE taxonomy SET size = size + $2, rating_count = rating_count + $3,
		rating_sum = rating_sum + $4, rating_squares = rating_squares + $5,
		unsorted = unsorted + $6 WHERE workspace_id = $1`,
		tx.Workspace, by.Size, by.RatingCount, by.RatingSum, by.RatingSquares, unsorted)
	return err
}
