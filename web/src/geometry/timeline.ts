/** Where days lie on a timeline, and which lane a bar takes. Days are ISO dates without a clock. */

const dayMs = 86_400_000

export type Day = string

export function dayNumber(day: Day): number {
  const [year = 1970, month = 1, date = 1] = day.slice(0, 10).split('-').map(Number)
  return Math.round(Date.UTC(year, month - 1, date) / dayMs)
}

export function dayOf(number: number): Day {
  return new Date(number * dayMs).toISOString().slice(0, 10)
}

export function addDays(day: Day, days: number): Day {
  return dayOf(dayNumber(day) + days)
}

/** The Monday of the day's week. */
export function weekStart(day: Day): Day {
  const number = dayNumber(day)
  // 1 January 1970 was a Thursday.
  return dayOf(number - ((((number + 3) % 7) + 7) % 7))
}

export interface Timeline {
  /** First day shown. */
  readonly from: Day
  /** Day after the last one shown. */
  readonly to: Day
  readonly pxPerDay: number
}

export function timelineWidth(line: Timeline): number {
  return (dayNumber(line.to) - dayNumber(line.from)) * line.pxPerDay
}

export function dayX(line: Timeline, day: Day): number {
  return (dayNumber(day) - dayNumber(line.from)) * line.pxPerDay
}

export function xDay(line: Timeline, x: number): Day {
  return dayOf(dayNumber(line.from) + Math.round(x / line.pxPerDay))
}

export interface Mark {
  readonly day: Day
  readonly x: number
  readonly label: string
}

/** Week marks, each on its Monday, labelled with the day of the month. */
export function weekMarks(line: Timeline): Mark[] {
  const marks: Mark[] = []
  let day = weekStart(line.from)
  if (dayNumber(day) < dayNumber(line.from)) day = addDays(day, 7)
  for (; dayNumber(day) < dayNumber(line.to); day = addDays(day, 7)) {
    marks.push({ day, x: dayX(line, day), label: String(Number(day.slice(8, 10))) })
  }
  return marks
}

/** Month marks: the first of each month, and the first day shown. */
export function monthMarks(line: Timeline): Mark[] {
  const marks: Mark[] = [{ day: line.from, x: 0, label: line.from.slice(0, 7) }]
  const [year = 1970, month = 1] = line.from.split('-').map(Number)
  for (let step = 0; ; step++) {
    const first = new Date(Date.UTC(year, month + step, 1)).toISOString().slice(0, 10)
    if (dayNumber(first) >= dayNumber(line.to)) return marks
    marks.push({ day: first, x: dayX(line, first), label: first.slice(0, 7) })
  }
}

export interface Span {
  readonly id: string
  readonly start: Day
  /** The day by which it is done with a chance of one half. */
  readonly p50: Day
  /** The day by which it is done with a chance of 85%. */
  readonly p85: Day
}

export interface BarBox {
  readonly x: number
  readonly solid: number
  readonly hatched: number
}

/** A forecast bar: solid to P50, hatched to P85, and never thinner than can be seen. */
export function barBox(line: Timeline, span: Span): BarBox {
  const x = dayX(line, span.start)
  const solid = Math.max(4, dayX(line, span.p50) - x)
  const hatched = Math.max(0, dayX(line, span.p85) - x - solid)
  return { x, solid, hatched }
}

/** The first lane in which each bar fits without touching another; the order given is kept. */
export function assignLanes(spans: readonly Span[], gapDays = 1): Map<string, number> {
  const lanes: number[] = []
  const byId = new Map<string, number>()
  const sorted = [...spans].sort(
    (a, b) => dayNumber(a.start) - dayNumber(b.start) || a.id.localeCompare(b.id),
  )
  for (const span of sorted) {
    const start = dayNumber(span.start)
    const end = Math.max(dayNumber(span.p85), dayNumber(span.p50), start + 1)
    let lane = lanes.findIndex((freeFrom) => freeFrom <= start)
    if (lane < 0) lane = lanes.push(0) - 1
    lanes[lane] = end + gapDays
    byId.set(span.id, lane)
  }
  return byId
}

/** A dependency arrow from the end of one bar to the start of another, in right angles. */
export function arrowPath(
  from: { readonly x: number; readonly y: number }, to: { readonly x: number; readonly y: number },
): string {
  const bend = to.x - from.x >= 16 ? to.x - 8 : from.x + 8
  if (Math.abs(from.y - to.y) < 1) return `M${from.x} ${from.y}H${to.x}`
  if (to.x - from.x >= 16) return `M${from.x} ${from.y}H${bend}V${to.y}H${to.x}`
  const between = (from.y + to.y) / 2
  return `M${from.x} ${from.y}H${bend}V${between}H${to.x - 8}V${to.y}H${to.x}`
}
