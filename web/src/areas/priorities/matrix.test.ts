import { describe, expect, it } from 'vitest'
import { labelledBelow, logPlace, median } from './matrix'

describe('value against effort', () => {
  it('is cut at the median', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 2, 3])).toBe(2.5)
    expect(median([])).toBe(0)
  })
  it('places by factors, never outside', () => {
    expect(logPlace(10, 1, 100, 200)).toBeCloseTo(100)
    expect(logPlace(1000, 1, 100, 200)).toBe(200)
    expect(logPlace(0, 1, 100, 200)).toBe(100)
  })
  it('puts a name below where another stands above', () => {
    const [high, low, far] = [{ x: 50, y: 20 }, { x: 52, y: 30 }, { x: 120, y: 30 }]
    const all = [high, low, far]
    expect(all.map((spot) => labelledBelow(spot, all))).toEqual([false, true, false])
  })
})
