import { describe, expect, it } from 'vitest'
import { fieldOf, mapColumn, secondsLeft, stageReached } from './progress'

describe('mapping', () => {
  const mapping = { text: 'Review', rating: 'Stars' }
  it('gives a column to a field', () => {
    expect(mapColumn(mapping, 'When', 'said_at')).toEqual({ ...mapping, said_at: 'When' })
  })
  it('takes the column from the field it filled before', () => {
    expect(mapColumn(mapping, 'Stars', 'text')).toEqual({ text: 'Stars' })
  })
  it('leaves a column out', () => expect(mapColumn(mapping, 'Stars', '')).toEqual({ text: 'Review' }))
  it('is read back', () => {
    expect([fieldOf(mapping, 'Review'), fieldOf(mapping, 'Other')]).toEqual(['text', ''])
  })
})

describe('progress', () => {
  it('estimates from the speed seen', () => {
    expect(secondsLeft({ at: 0, done: 0 }, { at: 10_000, done: 1000 }, 4000)).toBe(30)
  })
  it('says nothing too early, nor of what stands still or is over', () => {
    expect(secondsLeft({ at: 0, done: 0 }, { at: 500, done: 100 }, 4000)).toBeNull()
    expect(secondsLeft({ at: 0, done: 5 }, { at: 9000, done: 5 }, 4000)).toBeNull()
    expect(secondsLeft({ at: 0, done: 0 }, { at: 9000, done: 4000 }, 4000)).toBeNull()
  })
  it('knows how far an import came', () => {
    expect([stageReached('uploaded'), stageReached('checked'), stageReached('done')]).toEqual([1, 2, 4])
  })
})
