import type { Theme } from '~/api/records'

export interface Area {
  readonly name: string
  readonly size: number
  readonly share: number
  readonly weeks: readonly number[]
  readonly themes: readonly Theme[]
}

/** Themes under their areas, the largest first in both. */
export function byArea(themes: readonly Theme[]): Area[] {
  const found = new Map<string, Theme[]>()
  for (const theme of themes) {
    const list = found.get(theme.area)
    if (list) list.push(theme)
    else found.set(theme.area, [theme])
  }
  return [...found]
    .map(([name, list]) => ({
      name, themes: [...list].sort((a, b) => b.size - a.size || a.label.localeCompare(b.label)),
      size: sum(list.map((theme) => theme.size)), share: sum(list.map((theme) => theme.share)),
      weeks: sumWeeks(list.map((theme) => theme.trend.weeks.map((week) => week.count))),
    }))
    .sort((a, b) => b.size - a.size || a.name.localeCompare(b.name))
}

/** Whether some records say several themes: then their shares add up to more than all there is. */
export function overlap(themes: readonly Theme[]): boolean {
  return sum(themes.map((theme) => theme.share)) > 1.001 // each was rounded
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function sumWeeks(series: readonly (readonly number[])[]): number[] {
  const length = Math.max(0, ...series.map((each) => each.length))
  return Array.from({ length }, (_, week) => sum(series.map((each) => each[week] ?? 0)))
}

/** What a week was likely to bring: the mean of the weeks before the last, and where 95% lie. */
export function expected(weeks: readonly number[]): { readonly mean: number; readonly low: number; readonly high: number } {
  const before = weeks.slice(0, -1)
  const mean = before.length > 0 ? sum(before) / before.length : 0
  const spread = before.length > 1
    ? Math.sqrt(sum(before.map((week) => (week - mean) ** 2)) / (before.length - 1)) : 0
  return { mean, low: Math.max(0, mean - 1.96 * spread), high: mean + 1.96 * spread }
}

/** The extent of the rating axis: as far as the widest interval, to either side. */
export function ratingSpan(themes: readonly Theme[]): number {
  return Math.max(0.25, ...themes.flatMap((theme) => (
    theme.rating_impact ? [Math.abs(theme.rating_impact.low), Math.abs(theme.rating_impact.high)] : []
  )))
}
