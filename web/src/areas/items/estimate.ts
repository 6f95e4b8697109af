import type { Schemas } from '~/api/records'
import { integer } from '~/text/format'
import { t } from '~/text/text'

export type Estimate = Schemas['EstimateView']

/** An effort in words: a range, or one number where it is certain. */
export function estimateText(estimate: Estimate | undefined): string {
  if (!estimate) return t('item.estimateUnknown')
  if (estimate.p10 === estimate.p90) return integer(estimate.p50)
  return t('item.estimateRange', {
    p10: integer(estimate.p10), p50: integer(estimate.p50), p90: integer(estimate.p90),
  })
}

/** What was typed as an estimate; null clears it, undefined says that it cannot be one. */
export function readEstimate(typed: readonly [string, string, string]): Estimate | null | undefined {
  if (typed.every((each) => each.trim() === '')) return null
  const [p10, p50, p90] = typed.map((each) => Number(each.trim().replace(',', '.')))
  if (p10 === undefined || p50 === undefined || p90 === undefined) return undefined
  const rising = p10 > 0 && p10 <= p50 && p50 <= p90 && Number.isFinite(p90)
  return rising ? { p10, p50, p90 } : undefined
}
