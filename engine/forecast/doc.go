// Package forecast answers "how many by then?" and "when will these be done?" from the dates on
// which past items were finished, and says how often such answers have held.
//
// Past days are drawn again, as is usual; but the pace of a team drifts, and drawing days alone
// promises far too much. So each run also carries a drift, as strong as the pace was seen to
// drift over the same distance in the series' own past. Backtest repeats the forecast from every
// past week and counts how often each stated level held.
package forecast
