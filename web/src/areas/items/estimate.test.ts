import { describe, expect, it } from 'vitest'
import { estimateText, readEstimate } from './estimate'

describe('an estimate', () => {
  it('is read with either decimal sign', () => {
    expect(readEstimate(['0,5', '1', '2.5'])).toEqual({ p10: 0.5, p50: 1, p90: 2.5 })
  })
  it('is cleared by nothing', () => expect(readEstimate(['', ' ', ''])).toBeNull())
  it('must rise and lie above nought', () => {
    for (const typed of [['2', '1', '3'], ['0', '1', '2'], ['1', '', '2'], ['a', '1', '2']] as const) {
      expect(readEstimate(typed)).toBeUndefined()
    }
  })
  it('is one number where it is certain', () => {
    expect(estimateText({ p10: 2, p50: 2, p90: 2 })).toBe('2')
    expect(estimateText({ p10: 1, p50: 2, p90: 4 })).toBe('1 to 4, likely 2')
    expect(estimateText(undefined)).toBe('not estimated')
  })
})
