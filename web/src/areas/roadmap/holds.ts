import type { Plan, PlanItem } from '~/api/records'
import { weekStart } from '~/geometry/timeline'

/** Starts that the next proposal is to hold items to, by item. */
export type Holds = ReadonlyMap<string, string>

/** Holds an item to the week of a start; without one, lets go of it. */
export type OnHold = (item: PlanItem, start: string | undefined) => void

/** What has begun cannot be held to a start. */
export function canHold(item: PlanItem): boolean {
  return item.status !== 'in_progress'
}

/** The week a day names as a hold: its Monday, and none before the plan begins. */
export function heldWeek(plan: Plan, day: string): string {
  const first = weekStart(plan.start)
  const week = weekStart(day)
  return week < first ? first : week
}

/** The holds with one more, or with one less where no start is given. */
export function withHold(holds: Holds, item: string, start: string | undefined): Holds {
  const next = new Map(holds)
  if (start) next.set(item, start)
  else next.delete(item)
  return next
}
