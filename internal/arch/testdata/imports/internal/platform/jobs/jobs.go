package jobs

import (
	_ "github.com/throughlinehq/throughline/internal/platform/database"
	_ "github.com/throughlinehq/throughline/internal/platform/mail" // want "stand alone"
)
