import { describe, expect, it, vi } from 'vitest'
import { KeyRegistry } from './registry'

function registry(...layers: Record<string, () => void>[]): KeyRegistry {
  const keys = new KeyRegistry()
  for (const layer of layers) {
    keys.add({ current: Object.entries(layer).map(([name, run]) => ({ keys: name, label: name, run })) })
  }
  return keys
}

describe('keys', () => {
  it('run what they mean, and say whether they mean anything', () => {
    const j = vi.fn()
    const keys = registry({ j })
    expect([keys.press('j', 0), keys.press('q', 0)]).toEqual([true, false])
    expect(j).toHaveBeenCalledOnce()
  })
  it('a capital has its own meaning, and else that of its small letter', () => {
    const [j, J, t] = [vi.fn(), vi.fn(), vi.fn()]
    const keys = registry({ j, J, t })
    keys.press('J', 0)
    keys.press('T', 1)
    expect([j, J, t].map((run) => run.mock.calls.length)).toEqual([0, 1, 1])
  })
  it('the layer that came last wins, until it goes', () => {
    const list = vi.fn()
    const panel = vi.fn()
    const keys = registry({ Escape: list })
    const remove = keys.add({ current: [{ keys: 'Escape', label: '', run: panel }] })
    keys.press('Escape', 0)
    remove()
    keys.press('Escape', 1)
    expect([panel.mock.calls.length, list.mock.calls.length]).toEqual([1, 1])
  })
  it('the frame never wins over the page, whichever came first', () => {
    const page = vi.fn()
    const keys = registry({ '/': page })
    keys.add({ current: [{ keys: '/', label: '', run: () => expect.fail() }] }, 'frame')
    keys.press('/', 0)
    expect(page).toHaveBeenCalledOnce()
  })
  it('two in a row', () => {
    const feedback = vi.fn()
    const f = vi.fn()
    const keys = registry({ 'g f': feedback, f })
    keys.press('g', 0)
    keys.press('f', 500)
    expect([feedback.mock.calls.length, f.mock.calls.length]).toEqual([1, 0])
  })
  it('two in a row, too slowly, are two keys', () => {
    const feedback = vi.fn()
    const f = vi.fn()
    const keys = registry({ 'g f': feedback, f })
    keys.press('g', 0)
    keys.press('f', 5000)
    expect([feedback.mock.calls.length, f.mock.calls.length]).toEqual([0, 1])
  })
  it('switched off, only Escape works', () => {
    const j = vi.fn()
    const escape = vi.fn()
    const keys = registry({ j, Escape: escape })
    keys.enabled = false
    expect([keys.press('j', 0), keys.press('Escape', 0)]).toEqual([false, true])
  })
})
