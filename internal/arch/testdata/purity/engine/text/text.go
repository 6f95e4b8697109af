package text

import (
	"context" // want "may not import context"
	"fmt"
	_ "github.com/google/uuid" // want "not on the list"
	_ "golang.org/x/text/unicode/norm"
	_ "log/slog"   // want "may not import log/slog"
	v1 "math/rand" // want "may not import math/rand"
	"math/rand/v2"
	_ "net/http" // want "may not import net/http"
	_ "os/exec"  // want "may not import os/exec"
	clock "time"
)

func now(ctx context.Context) clock.Time {
	fmt.Println(v1.Int(), rand.New(rand.NewPCG(1, 2)).IntN(3)) // want "fmt.Println"
	fmt.Sprint(rand.IntN(3))                                   // want "global source"
	return clock.Now()                                         // want "time.Now in an engine"
}
