import { describe, expect, it } from 'vitest'
import type { Theme } from '~/api/records'
import { byArea, expected, overlap, ratingSpan } from './areas'

function theme(label: string, area: string, size: number, counts: readonly number[]): Theme {
  return {
    label, area, size, share: size / 100, trend: { p: 1, slope: 0, spike: false, weeks: counts.map((count) => ({ count, week: '' })) },
  } as unknown as Theme
}

describe('themes under areas', () => {
  const areas = byArea([theme('a', 'Mail', 5, [1, 2]), theme('b', 'Search', 30, [3]), theme('c', 'Mail', 9, [4, 5])])
  it('puts the largest first', () => {
    expect(areas.map((area) => [area.name, area.size])).toEqual([['Search', 30], ['Mail', 14]])
    expect(areas[1]?.themes.map((each) => each.label)).toEqual(['c', 'a'])
  })
  it('adds up the weeks of an area', () => expect(areas[1]?.weeks).toEqual([5, 7]))
  it('tells when records say several themes', () => {
    expect(overlap([theme('a', 'Mail', 60, []), theme('b', 'Mail', 40, [])])).toBe(false)
    expect(overlap([theme('a', 'Mail', 60, []), theme('b', 'Mail', 41, [])])).toBe(true)
  })
  it('says what the last week was likely to bring', () => {
    const { mean, low, high } = expected([4, 6, 4, 6, 50])
    expect(mean).toBe(5)
    expect(low).toBeLessThan(4)
    expect(high).toBeGreaterThan(6)
    expect(expected([])).toEqual({ mean: 0, low: 0, high: 0 })
  })
  it('has an axis even without ratings', () => expect(ratingSpan([theme('a', 'Mail', 1, [])])).toBe(0.25))
})
