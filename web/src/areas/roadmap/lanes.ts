import type { Plan, PlanItem, Team } from '~/api/records'
import {
  addDays, assignLanes, barBox, dayNumber, dayX, weekStart, type BarBox, type Timeline,
} from '~/geometry/timeline'
import { withDates } from '~/text/format'

export const loadHeight = 40
export const barHeight = 28
const barPitch = 36
const lanePad = 10

export interface Bar {
  readonly item: PlanItem
  readonly box: BarBox
  readonly y: number
  /** Whether the title fits onto the solid part; else it stands behind the bar, on plain ground. */
  readonly titleInside: boolean
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

/** The days that a plan is drawn over: the week before it, its last title, and the whole width. */
export function planTimeline(plan: Plan, pxPerDay: number, minWidth = 0): Timeline {
  const from = addDays(weekStart(plan.start), -7)
  const line = { from, to: addDays(from, 35), pxPerDay }
  const ends = plan.items.map((item) => titleEnd(item, line))
  const last = ends.reduce((late, end) => (end > late ? end : late), line.to)
  const full = addDays(from, Math.ceil(minWidth / pxPerDay))
  return { ...line, to: full > last ? full : addDays(weekStart(last), 7) }
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
      id: item.item_id, start: item.start, p50: item.p50, p85: titleEnd(item, line),
    })))
    const depth = Math.max(1, ...[...rows.values()].map((row) => row + 1))
    const bars = items.map((item) => ({
      item, box: barBox(line, { id: item.item_id, start: item.start, p50: item.p50, p85: item.p85 }),
      y: y + loadHeight + lanePad + (rows.get(item.item_id) ?? 0) * barPitch,
      titleInside: titleInside(item, line),
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

/** About how wide the title is, with its number and the signs before it. */
function titleWidth(item: PlanItem): number {
  return 56 + item.title.length * 7.2
}

function titleInside(item: PlanItem, line: Timeline): boolean {
  return titleWidth(item) <= dayX(line, item.p50) - dayX(line, item.start)
}

/** The day at which the bar, and a title behind it, ends: titles must not overlap. */
function titleEnd(item: PlanItem, line: Timeline): string {
  const end = item.p85 > item.p50 ? item.p85 : item.p50
  return titleInside(item, line) ? end : addDays(end, Math.ceil(titleWidth(item) / line.pxPerDay))
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
  return withDates(atRisk(item) && item.why ? item.why : item.cause)
}
