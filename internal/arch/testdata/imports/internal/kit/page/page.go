package page

import (
	_ "github.com/throughlinehq/throughline/internal/kit/id"
	_ "github.com/throughlinehq/throughline/internal/platform/database" // want "internal/kit may not look up to internal/platform"
)
