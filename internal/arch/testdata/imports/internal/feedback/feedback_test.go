package feedback

import (
	_ "github.com/throughlinehq/throughline/internal/flow" // want "may not look up"
	_ "github.com/throughlinehq/throughline/internal/market"
	_ "github.com/throughlinehq/throughline/internal/platform/database/databasetest"
)
