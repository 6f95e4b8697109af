import { describe, expect, it } from 'vitest'
import { perCustomerHeight, river } from './river'

const box = { width: 1316, height: 208, sourceX: 104, bandX: 234, bandEndX: 1108, mouthX: 1168 }
const input = {
  sources: [
    { id: 'desk', label: 'Support desk', count: 19 }, { id: 'survey', label: 'Survey', count: 11 },
    { id: 'calls', label: 'Sales calls', count: 7 }, { id: 'stores', label: 'App stores', count: 4 },
    { id: 'none', label: 'Portal', count: 0 },
  ],
  told: 38, notReached: 3, steps: ['theme', 'opportunity', 'score', 'plan'], shippedFrom: 2,
}

describe('river', () => {
  const drawn = river(input, box)
  it('leaves out sources from which nobody asked', () => expect(drawn.inflows).toHaveLength(4))
  it('joins sources into a band as wide as all who asked', () => {
    const heights = drawn.inflows.reduce((sum, flow) => sum + flow.height, 0)
    expect(heights).toBeCloseTo(drawn.bottom - drawn.top)
    expect(drawn.bottom - drawn.top).toBeCloseTo(41 * drawn.perCustomer)
  })
  it('parts into told and not reached without losing anybody', () => {
    expect(drawn.outflows.map((flow) => flow.count)).toEqual([38, 3])
    const heights = drawn.outflows.reduce((sum, flow) => sum + flow.height, 0)
    expect(heights).toBeCloseTo(drawn.bottom - drawn.top)
  })
  it('stays inside its height', () => {
    for (const flow of [...drawn.inflows, ...drawn.outflows]) {
      expect(flow.y).toBeGreaterThanOrEqual(0)
      expect(flow.y + flow.height).toBeLessThanOrEqual(box.height)
    }
  })
  it('grows darker where customers have it', () => {
    expect(drawn.shippedX).toBe(drawn.dots[2]?.x)
    expect(river({ ...input, shippedFrom: -1 }, box).shippedX).toBeNull()
  })
  it('draws nothing for nobody', () => {
    const empty = river({ ...input, sources: [], told: 0, notReached: 0 }, box)
    expect([empty.inflows, empty.outflows]).toEqual([[], []])
  })
  it('never makes one customer a wall, nor a thousand too tall', () => {
    expect(perCustomerHeight([1], 208)).toBe(12)
    expect(perCustomerHeight([1000, 400], 208) * 1400).toBeLessThanOrEqual(208)
  })
})
