package people

import "testing"

func TestAU1Spent(t *testing.T) {}

func TestAU1Listed(t *testing.T) {} // want "not in the row of AU1"

func TestAU3New(t *testing.T) {} // want "not in the row of AU3"

func TestCD3(t *testing.T) {}
