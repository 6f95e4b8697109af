import { describe, expect, it } from 'vitest'
import { readExceptions, writeExceptions } from './exceptions'

describe('weeks of another capacity', () => {
  it('are read as they are written, each day as its week', () => {
    const list = [{ week: '2027-12-27', capacity: 1.5 }]
    expect(readExceptions(writeExceptions(list))).toEqual(list)
    expect(readExceptions('2027-12-29: 0,5')).toEqual([{ week: '2027-12-27', capacity: 0.5 }])
    expect(readExceptions(' \n')).toEqual([])
  })
  it('are refused where a line says nothing that can be read', () => {
    for (const text of ['Christmas', '2027-13-40: 1', '2027-12-27 1', '2027-12-27: -1']) {
      expect(readExceptions(text)).toBeNull()
    }
  })
})
