/**
 * The river of the trace: on the left the sources whose customers asked, joining into one band
 * whose width is the number of customers, on the right parting into told and not reached.
 */

export interface Tributary {
  readonly id: string
  readonly label: string
  readonly count: number
}

export interface RiverInput {
  readonly sources: readonly Tributary[]
  readonly told: number
  readonly notReached: number
  /** Names of the steps between the quotes and the told-back, in order. */
  readonly steps: readonly string[]
  /** Index of the step from which customers have it; -1 where nothing has shipped. */
  readonly shippedFrom: number
}

export interface RiverBox {
  readonly width: number
  readonly height: number
  /** Where sources end and where the band begins and ends. */
  readonly sourceX: number
  readonly bandX: number
  readonly bandEndX: number
  readonly mouthX: number
}

export interface Flow {
  readonly id: string
  readonly label: string
  readonly count: number
  readonly path: string
  /** The bar at the flow's outer end. */
  readonly y: number
  readonly height: number
}

export interface StepDot {
  readonly name: string
  readonly x: number
}

export interface River {
  readonly perCustomer: number
  readonly top: number
  readonly bottom: number
  readonly middle: number
  readonly inflows: readonly Flow[]
  readonly outflows: readonly Flow[]
  readonly dots: readonly StepDot[]
  readonly shippedX: number | null
}

const gap = 18
const mouthGap = 30
const thinnest = 2

/** Heights of parts that must add up to the band, none too thin to be seen. */
function partHeights(counts: readonly number[], perCustomer: number): number[] {
  return counts.map((count) => (count > 0 ? Math.max(thinnest, count * perCustomer) : 0))
}

function ribbon(
  from: { readonly x: number; readonly y: number }, to: { readonly x: number; readonly y: number },
  heights: { readonly from: number; readonly to: number },
): string {
  const bend = (from.x + to.x) / 2
  const points = [
    `M${from.x} ${round(from.y)}`,
    `C${bend} ${round(from.y)} ${bend} ${round(to.y)} ${to.x} ${round(to.y)}`,
    `V${round(to.y + heights.to)}`,
    `C${bend} ${round(to.y + heights.to)} ${bend} ${round(from.y + heights.from)}`,
    `${from.x} ${round(from.y + heights.from)}Z`,
  ]
  return points.join(' ')
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

/** Pixels per customer, so that the sources with their gaps fill the height and no more. */
export function perCustomerHeight(counts: readonly number[], height: number, most = 12): number {
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return 0
  const room = Math.max(height * 0.4, height - 12 - gap * Math.max(0, counts.length - 1))
  return Math.min(most, room / total, (height * 0.62) / total)
}

export function river(input: RiverInput, box: RiverBox): River {
  const sources = input.sources.filter((source) => source.count > 0)
  const total = sources.reduce((sum, source) => sum + source.count, 0)
  const perCustomer = perCustomerHeight(sources.map((source) => source.count), box.height)
  const bandHeight = total * perCustomer
  const middle = box.height / 2
  const top = middle - bandHeight / 2
  return {
    perCustomer, top, bottom: top + bandHeight, middle,
    inflows: inflows(sources, { perCustomer, top, bandHeight }, box),
    outflows: outflows(input, { perCustomer, top, bandHeight }, box),
    dots: stepDots(input.steps, box),
    shippedX: input.shippedFrom < 0 ? null : (stepDots(input.steps, box)[input.shippedFrom]?.x ?? null),
  }
}

interface Band {
  readonly perCustomer: number
  readonly top: number
  readonly bandHeight: number
}

function inflows(sources: readonly Tributary[], band: Band, box: RiverBox): Flow[] {
  const heights = partHeights(sources.map((source) => source.count), band.perCustomer)
  const outerHeight = heights.reduce((sum, height) => sum + height, 0)
    + gap * Math.max(0, sources.length - 1)
  let outer = (box.height - outerHeight) / 2
  let inner = band.top
  return sources.map((source, index) => {
    const height = heights[index] ?? 0
    const share = source.count * band.perCustomer
    const path = ribbon(
      { x: box.sourceX, y: outer }, { x: box.bandX, y: inner }, { from: height, to: share },
    )
    const flow = { ...source, path, y: outer, height }
    outer += height + gap
    inner += share
    return flow
  })
}

function outflows(input: RiverInput, band: Band, box: RiverBox): Flow[] {
  const ends = [
    { id: 'told', label: 'told', count: input.told },
    { id: 'notReached', label: 'notReached', count: input.notReached },
  ].filter((end) => end.count > 0)
  const heights = partHeights(ends.map((end) => end.count), band.perCustomer)
  let outer = band.top - (ends.length > 1 ? 10 : 0)
  let inner = band.top
  return ends.map((end, index) => {
    const height = heights[index] ?? 0
    const share = end.count * band.perCustomer
    const path = ribbon(
      { x: box.bandEndX, y: inner }, { x: box.mouthX, y: outer }, { from: share, to: height },
    )
    const flow = { ...end, path, y: outer, height }
    outer += height + mouthGap
    inner += share
    return flow
  })
}

function stepDots(steps: readonly string[], box: RiverBox): StepDot[] {
  const pitch = steps.length > 1 ? (box.bandEndX - box.bandX) / steps.length : 0
  return steps.map((name, index) => ({ name, x: round(box.bandX + pitch * index) }))
}
