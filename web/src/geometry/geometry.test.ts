import { describe, expect, it } from 'vitest'
import { bandPath, lineLevel, linePath, linePoints } from './line'
import { cutText, wholeWords } from './marks'
import { place, placeInside, roundStep, roundUp, ticks } from './scale'

describe('scale', () => {
  const scale = { from: 0, to: 2000, width: 100 }
  it('places values, inside where asked', () => {
    expect(place(scale, 1000)).toBe(50)
    expect(placeInside(scale, 5000)).toBe(100)
    expect(placeInside(scale, -1)).toBe(0)
    expect(place({ from: 3, to: 3, width: 80 }, 3)).toBe(40)
  })
  it.each([
    [10, 5, 2], [1, 4, 0.5], [2350, 4, 1000], [0, 5, 1], [0.07, 3, 0.05],
  ])('a step for %d in about %d ticks is %d', (extent, count, step) => {
    expect(roundStep(extent, count)).toBeCloseTo(step)
  })
  it('ticks are round and inside', () => {
    expect(ticks(0, 2350, 4)).toEqual([0, 1000, 2000])
    expect(ticks(-0.25, 0.25, 3)).toEqual([-0.2, 0, 0.2])
  })
  it('an axis ends at a round number', () => {
    expect(roundUp(1834)).toBe(2000)
    expect(roundUp(0)).toBe(1)
  })
})

describe('line', () => {
  const box = { width: 110, height: 60, pad: 5 }
  it('spreads values over the box', () => {
    expect(linePoints([0, 5, 10], box)).toEqual([{ x: 5, y: 55 }, { x: 55, y: 30 }, { x: 105, y: 5 }])
  })
  it('keeps a flat series and a single value drawable', () => {
    expect(linePoints([0, 0], box)[1]).toEqual({ x: 105, y: 55 })
    expect(linePoints([3], box)).toEqual([{ x: 105, y: 5 }])
  })
  it('makes room for a target above the series', () => {
    expect(lineLevel([0, 5], box, 10)).toBe(5)
    expect(linePoints([0, 5], box, 10)[1]?.y).toBe(30)
  })
  it('draws paths', () => {
    const points = [{ x: 0, y: 1 }, { x: 2, y: 3 }]
    expect(linePath(points)).toBe('M0.0 1.0L2.0 3.0')
    expect(bandPath(points, points)).toBe('M0.0 1.0L2.0 3.0L2.0 3.0L0.0 1.0Z')
    expect(bandPath([], [])).toBe('')
  })
})

describe('marks', () => {
  const text = 'Two of us answered. Nobody can see who.'
  it('cuts at spans, overlapping ones too, and loses nothing', () => {
    const pieces = cutText(text, [
      { id: 'a', start: 4, end: 18 }, { id: 'b', start: 10, end: 25 }, { id: 'out', start: 90, end: 99 },
    ])
    expect(pieces.map((piece) => piece.text).join('')).toBe(text)
    expect(pieces.map((piece) => piece.ids)).toEqual([[], ['a'], ['a', 'b'], ['b'], []])
  })
  it('an unmarked text is one piece', () => {
    expect(cutText('abc', [])).toEqual([{ text: 'abc', start: 0, ids: [] }])
  })
  it.each([
    [22, 33, 'Nobody can see'], [33, 22, 'Nobody can see'], [19, 20, null], [0, 3, 'Two'],
    [36, 99, 'who.'],
  ])('a selection from %d to %d becomes whole words', (start, end, want) => {
    const span = wholeWords(text, start, end)
    expect(span && text.slice(span.start, span.end)).toBe(want)
  })
})
