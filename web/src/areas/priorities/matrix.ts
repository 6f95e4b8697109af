import type { Priorities } from '~/api/records'

export interface Dot {
  readonly id: string
  readonly key: string
  readonly title: string
  readonly effort: number
  readonly low: number
  readonly high: number
  readonly value: number
  readonly top: boolean
}

/** Items as value against effort: what a score would be if effort were no matter. */
export function dots(order: Priorities): Dot[] {
  return order.items.flatMap((each) => {
    const effort = each.inputs['effort'] ?? each.suggested['effort']
    if (each.score === undefined || !effort || !(effort.p50 > 0)) return []
    return [{
      id: each.item.id, key: each.item.key, title: each.item.title, effort: effort.p50, low: effort.p10,
      high: effort.p90, value: each.score * effort.p50, top: (each.rank ?? Infinity) <= order.top,
    }]
  })
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const high = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? high) + high) / 2
}

/** Place on a scale of powers, as values and efforts differ by factors. */
export function logPlace(value: number, from: number, to: number, length: number): number {
  if (!(value > 0) || !(from > 0) || to <= from) return length / 2
  const share = (Math.log(value) - Math.log(from)) / (Math.log(to) - Math.log(from))
  return Math.min(length, Math.max(0, share * length))
}

interface Spot {
  readonly x: number
  readonly y: number
}

/** Whether the name of a dot goes below it, because another name stands where its own would. */
export function labelledBelow(spot: Spot, others: readonly Spot[]): boolean {
  return others.some((other) => other !== spot && Math.abs(other.x - spot.x) < 28
    && spot.y >= other.y && spot.y - other.y < 20)
}
