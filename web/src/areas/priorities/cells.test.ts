import { describe, expect, it } from 'vitest'
import { cellText, readBlock, readCell, step } from './cells'

describe('a cell of the priority table', () => {
  it('takes a number, a range and a percentage', () => {
    expect(readCell('5')).toBe(5)
    expect(readCell(' 0,5 ')).toBe(0.5)
    expect(readCell('80-200')).toEqual({ p10: 80, p90: 200 })
    expect(readCell('80 – 200')).toEqual({ p10: 80, p90: 200 })
    expect(readCell('1,200–2,400')).toEqual({ p10: 1200, p90: 2400 })
    expect(readCell('70-90 %')).toEqual({ p10: 0.7, p90: 0.9 })
  })
  it('is cleared by nothing', () => expect(readCell('  ')).toBeNull())
  it('refuses words, negative numbers and ranges that fall', () => {
    for (const typed of ['high', '-3', '9-2', '1-2-3']) expect(readCell(typed)).toBeUndefined()
  })
  it('reads back what it shows', () => {
    expect(readCell(cellText({ p10: 1200, p50: 1500, p90: 2400 }))).toEqual({ p10: 1200, p90: 2400 })
    expect(readCell(cellText({ p10: 3, p50: 3, p90: 3 }))).toBe(3)
  })
  it('takes a block from a spreadsheet', () => {
    expect(readBlock('1\t2\r\n3\t4\r\n')).toEqual([['1', '2'], ['3', '4']])
  })
  it('stays inside the table', () => {
    const size = { rows: 2, cols: 3 }
    expect(step({ row: 0, col: 0 }, 'ArrowUp', size)).toEqual({ row: 0, col: 0 })
    expect(step({ row: 1, col: 1 }, 'End', size)).toEqual({ row: 1, col: 2 })
    expect(step({ row: 0, col: 2 }, 'ArrowDown', size)).toEqual({ row: 1, col: 2 })
  })
})
