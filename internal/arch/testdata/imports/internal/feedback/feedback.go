package feedback

import (
	_ "github.com/throughlinehq/throughline/engine/text"
	_ "github.com/throughlinehq/throughline/internal/flow" // want "may not look up"
	_ "github.com/throughlinehq/throughline/internal/kit/id"
	_ "github.com/throughlinehq/throughline/internal/lost"                           // want "is in no room"
	_ "github.com/throughlinehq/throughline/internal/market"                         // want "are equals"
	_ "github.com/throughlinehq/throughline/internal/platform/database/databasetest" // want "for tests only"
)
