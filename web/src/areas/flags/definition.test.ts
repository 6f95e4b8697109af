import { describe, expect, it } from 'vitest'
import { firstDefinition, mistakesIn, readDefinition, written } from './definition'

describe('definitions', () => {
  it('are read as they are written', () => {
    const { value } = readDefinition(firstDefinition)
    expect(readDefinition(written(value)).value).toEqual(value)
  })
  it('that are no JSON have a mistake', () => {
    expect(readDefinition('{"a": }').mistake?.detail).toMatch(/JSON/)
  })
  it('show the mistakes that are theirs, with the place', () => {
    expect(mistakesIn({ key: 'taken', definition: 'is null', 'definition/targeting/if/0': 'unknown' })).toEqual([
      { at: '', detail: 'is null' }, { at: 'targeting/if/0', detail: 'unknown' },
    ])
  })
})
