import { describe, expect, it } from 'vitest'
import {
  addDays, arrowPath, assignLanes, barBox, dayX, monthMarks, timelineWidth, weekMarks, weekStart, xDay,
} from './timeline'

const line = { from: '2027-01-11', to: '2027-03-08', pxPerDay: 10 }

describe('days', () => {
  it.each([
    ['2027-01-14', '2027-01-11'], ['2027-01-11', '2027-01-11'], ['2027-01-17', '2027-01-11'],
    ['1969-12-31', '1969-12-29'],
  ])('the week of %s starts on %s', (day, monday) => expect(weekStart(day)).toBe(monday))
  it('a day and its x are each other’s inverse, over a change of clocks too', () => {
    const year = { from: '2027-01-01', to: '2028-01-01', pxPerDay: 3 }
    for (let day = year.from; day < year.to; day = addDays(day, 1)) {
      expect(xDay(year, dayX(year, day))).toBe(day)
    }
  })
  it('has a width', () => expect(timelineWidth(line)).toBe(560))
})

describe('marks', () => {
  it('weeks lie on Mondays', () => {
    expect(weekMarks(line).slice(0, 3).map((mark) => [mark.day, mark.x])).toEqual([
      ['2027-01-11', 0], ['2027-01-18', 70], ['2027-01-25', 140],
    ])
    expect(weekMarks({ ...line, from: '2027-01-13' })[0]?.day).toBe('2027-01-18')
  })
  it('months lie on their first day, and the first one at the edge', () => {
    expect(monthMarks(line).map((mark) => mark.day)).toEqual(['2027-01-11', '2027-02-01', '2027-03-01'])
  })
})

describe('bars', () => {
  const span = { id: 'a', start: '2027-01-18', p50: '2027-02-01', p85: '2027-02-08' }
  it('are solid to P50 and hatched to P85', () => {
    expect(barBox(line, span)).toEqual({ x: 70, solid: 140, hatched: 70 })
  })
  it('stay visible when they take no time', () => {
    expect(barBox(line, { ...span, p50: span.start, p85: span.start })).toEqual({ x: 70, solid: 4, hatched: 0 })
  })
  it('take the first free lane and never overlap', () => {
    const lanes = assignLanes([
      span, { ...span, id: 'b', start: '2027-01-20' }, { ...span, id: 'c', start: '2027-02-10', p50: '2027-02-12', p85: '2027-02-14' },
    ])
    expect([...lanes]).toEqual([['a', 0], ['b', 1], ['c', 0]])
  })
  it('are joined by arrows in right angles', () => {
    expect(arrowPath({ x: 0, y: 10 }, { x: 100, y: 10 })).toBe('M0 10H100')
    expect(arrowPath({ x: 0, y: 10 }, { x: 100, y: 50 })).toBe('M0 10H92V50H100')
    expect(arrowPath({ x: 50, y: 10 }, { x: 40, y: 50 })).toBe('M50 10H58V30H32V50H40')
  })
})
