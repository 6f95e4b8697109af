package insight

import (
	"time"

	"github.com/throughlinehq/throughline/internal/kit/fault"
	"github.com/throughlinehq/throughline/internal/platform/database"
)

// Taxonomy says how far the analysis of a workspace is.
type Taxonomy struct {
	Epoch         int64 // counts discoveries; 0: there was none yet
	Unsorted      int64 // analysed without a theme since the last discovery
	SweepAfter    *string
	DiscoveredAt  *time.Time
	Size          int64
	RatingCount   int64
	RatingSum     float64
	RatingSquares float64
}

func (t Taxonomy) counts() Counts {
	return Counts{Size: t.Size, RatingCount: t.RatingCount, RatingSum: t.RatingSum,
		RatingSquares: t.RatingSquares}
}

// loadTaxonomy returns the workspace's taxonomy; the zero value where there is none.
func loadTaxonomy(tx *database.Tx) (Taxonomy, error) {
	t, err := database.One[Taxonomy](tx, `SELECT `+database.Columns[Taxonomy]("")+`
		FROM taxonomy WHERE workspace_id = $1`, tx.Workspace)
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return t, err
}
