import { describe, expect, it } from 'vitest'
import { sentences, toCodePoints, toUnits } from './codePoints'

describe('code points', () => {
  const text = 'a😀b😀'
  it.each([[0, 0], [1, 1], [3, 2], [4, 3], [6, 4], [99, 4]])('unit %d is point %d', (unit, point) => {
    expect(toCodePoints(text, unit)).toBe(point)
  })
  it('and back', () => {
    for (let point = 0; point <= 4; point++) expect(toCodePoints(text, toUnits(text, point))).toBe(point)
  })
  it('survive half a pair', () => expect(toCodePoints('\ud83d', 1)).toBe(1))
})

describe('sentences', () => {
  it('are spans without space at their ends', () => {
    const text = 'Hello, five of us.  Two answered!\n\nThanks'
    expect(sentences(text, 'en').map(({ start, end }) => text.slice(start, end)))
      .toEqual(['Hello, five of us.', 'Two answered!', 'Thanks'])
  })
  it('of nothing are none', () => expect(sentences('  ', '')).toEqual([]))
})
