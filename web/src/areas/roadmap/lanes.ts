import type { Plan, PlanItem, Team } from '~/api/records'
import {
  addDays, assignLanes, barBox, dayNumber, dayX, weekStart, type BarBox, type Timeline,
} from '~/geometry/timeline'

export const loadHeight = 40
export const barHeight = 28
export const barPitch = 36
const lanePad = 10

export interface Bar {
  readonly item: PlanItem
  readonly box: BarBox
  readonly y: number
}

export interface Week {
  readonly week: string
  readonly x: number
  readonly width: number
  /** Share of the capacity that is used; above 1 is too much. */
  readonly load: number
  readonly capacity: number
  readonly used: number
}

export interface Lane {
  readonly id: string
  readonly name: string
  readonly y: number
  readonly height: number
  readonly bars: readonly Bar[]
  readonly weeks: readonly Week[]
  readonly over: number
}

/** The days that a plan is drawn over: from the week before it to after its last P85. */
export function planTimeline(plan: Plan, pxPerDay: number): Timeline {
  const last = plan.items.reduce((late, item) => (item.p85 > late ? item.p85 : late), addDays(plan.start, 28))
  return { from: addDays(weekStart(plan.start), -7), to: addDays(weekStart(last), 14), pxPerDay }
}

/** A lane for each team with its load above its bars; items without a team come last. */
export function planLanes(plan: Plan, teams: readonly Team[], line: Timeline, noTeam: string): Lane[] {
  const named = [...teams.map((team) => ({ id: team.id, name: team.name })), { id: '', name: noTeam }]
  const lanes: Lane[] = []
  let y = 0
  for (const { id, name } of named) {
    const known = (item: PlanItem) => (teams.some((team) => team.id === item.team_id) ? item.team_id : '')
    const items = plan.items.filter((item) => known(item) === id)
    if (items.length === 0 && id === '') continue
    const rows = assignLanes(items.map((item) => ({
      id: item.item_id, start: item.start, p50: item.p50, p85: labelEnd(item, line),
    })))
    const depth = Math.max(1, ...[...rows.values()].map((row) => row + 1))
    const bars = items.map((item) => ({
      item, box: barBox(line, { id: item.item_id, start: item.start, p50: item.p50, p85: item.p85 }),
      y: y + loadHeight + lanePad + (rows.get(item.item_id) ?? 0) * barPitch,
    }))
    const weeks = plan.load.filter((load) => load.team_id === id).map((load) => ({
      week: load.week, x: dayX(line, load.week), width: 7 * line.pxPerDay - 1, capacity: load.capacity,
      used: load.used, load: load.capacity > 0 ? load.used / load.capacity : load.used > 0 ? 2 : 0,
    }))
    const height = loadHeight + lanePad * 2 + depth * barPitch
    lanes.push({ id, name, y, height, bars, weeks, over: weeks.filter((week) => week.load > 1.001).length })
    y += height
  }
  return lanes
}

/** The day at which the bar or its title ends, whichever is later: titles must not overlap. */
function labelEnd(item: PlanItem, line: Timeline): string {
  const width = 44 + item.title.length * 7.2
  const end = addDays(item.start, Math.ceil(width / line.pxPerDay))
  return end > item.p85 ? end : item.p85
}

/** Why an item starts when it does: its own cause, then that of what it waits for, and so on. */
export function causes(plan: Plan, id: string): PlanItem[] {
  const chain: PlanItem[] = []
  for (let at: string | undefined = id; at && chain.length < 12;) {
    const item: PlanItem | undefined = plan.items.find((each) => each.item_id === at)
    if (!item || chain.includes(item)) break
    chain.push(item)
    at = item.cause_item_id
  }
  return chain
}

/** Days by which the plan misses the due date; 0 where it does not. */
export function daysLate(item: PlanItem): number {
  return item.due ? Math.max(0, dayNumber(item.finish) - dayNumber(item.due)) : 0
}

/** Planned late, or more likely late than not. */
export function atRisk(item: PlanItem): boolean {
  return daysLate(item) > 0 || (item.late_probability ?? 0) > 0.5
}

/** Why it starts when it does; of what is late, what makes it so. */
export function reason(item: PlanItem): string {
  return atRisk(item) && item.why ? item.why : item.cause
}
