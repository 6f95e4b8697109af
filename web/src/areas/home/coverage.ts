import type { Coverage } from '~/api/records'

export interface CoverageBar {
  readonly key: string
  readonly x: number
  readonly width: number
  /** Top of the filled part, and how much above it was lost at this step. */
  readonly y: number
  readonly height: number
  readonly lost: number
  readonly share: number
  readonly last: boolean
}

interface Box {
  readonly width: number
  readonly height: number
  readonly gap: number
}

/** A bar for each step: what is still joined there, and above it, hatched, what that step lost. */
export function coverageBars(steps: Coverage['steps'], box: Box): CoverageBar[] {
  if (steps.length === 0) return []
  const width = (box.width - box.gap * (steps.length - 1)) / steps.length
  let before = 1
  return steps.map((step, index) => {
    const share = Math.min(step.share, before)
    const height = share * box.height
    const bar = {
      key: step.step, x: index * (width + box.gap), width, y: box.height - height, height,
      lost: (before - share) * box.height, share: step.share, last: index === steps.length - 1,
    }
    before = share
    return bar
  })
}

/** How many items break first at each step, the step that breaks most first. */
export function largestBreak(
  broken: Coverage['broken'],
): { readonly missing: string; readonly count: number } | null {
  const counts = new Map<string, number>()
  for (const { missing } of broken) counts.set(missing, (counts.get(missing) ?? 0) + 1)
  const [first] = [...counts].sort((a, b) => b[1] - a[1])
  return first ? { missing: first[0], count: first[1] } : null
}
