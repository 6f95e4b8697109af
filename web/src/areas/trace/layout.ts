import type { Trace } from '~/api/records'
import { daysBetween } from '~/text/format'

export type Step = Trace['steps'][number]

/** Whole days between steps that exist, so that a wait can be seen; null where one is missing. */
export function waits(steps: readonly Step[]): (number | null)[] {
  return steps.map((step, index) => {
    const before = steps[index - 1]
    if (!before?.at || !step.at || before.step === 'words') return null
    const days = daysBetween(before.at, step.at)
    return days >= 0 ? days : null
  })
}

/** The customers of the trace as sources of the river; those of unknown source join in one. */
export function tributaries(trace: Trace): { id: string; label: string; count: number }[] {
  const shown = trace.sources.map((source) => ({
    id: source.name, label: source.name, count: source.count,
  }))
  const known = shown.reduce((sum, source) => sum + source.count, 0)
  const rest = Math.max(0, trace.customers - known)
  return rest > 0 ? [...shown, { id: 'others', label: '…', count: rest }] : shown
}

/** From which step on customers have it: the release, where there is one. */
export function shippedFrom(steps: readonly Step[]): number {
  return steps.findIndex((step) => step.step === 'release' && !step.missing)
}

/** What to do about a missing step, as the id of a text. */
export function adviceFor(step: Step['step']): `trace.todo.${Step['step']}` {
  return `trace.todo.${step}`
}
