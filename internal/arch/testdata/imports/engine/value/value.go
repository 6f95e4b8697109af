package value

import (
	_ "github.com/throughlinehq/throughline/engine/stats"
	_ "github.com/throughlinehq/throughline/engine/text"     // want "stand alone"
	_ "github.com/throughlinehq/throughline/internal/kit/id" // want "may not need internal packages"
)
