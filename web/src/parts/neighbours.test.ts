import { describe, expect, it } from 'vitest'
import { neighbours } from './neighbours'

const records = [{ id: 'a' }, { id: 'b' }, { id: 'c' }]

describe('the neighbours of an open record', () => {
  it('lead to the records beside it, as far as there are any', () => {
    const opened: string[] = []
    const of = (id: string | undefined) => neighbours(records, id, (next) => opened.push(next)).beside
    of('b').onPrevious?.()
    of('b').onNext?.()
    expect(opened).toEqual(['a', 'c'])
    expect(of('a').onPrevious).toBeUndefined()
    expect(of('c').onNext).toBeUndefined()
    expect(of('c').known).toEqual({ id: 'c' })
    expect(neighbours(records, 'c', () => {}).at).toBe(2)
  })
  it('are none where the record is not in the list', () => {
    for (const id of ['x', undefined]) {
      const found = neighbours(records, id, () => {})
      expect(found).toEqual({
        at: -1, beside: { known: undefined, onNext: undefined, onPrevious: undefined },
      })
    }
  })
})
