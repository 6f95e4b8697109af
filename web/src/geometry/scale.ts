/** Linear scales and their ticks. */

export interface Scale {
  readonly from: number
  readonly to: number
  readonly width: number
}

/** The x of a value; a scale of no extent puts everything in the middle. */
export function place(scale: Scale, value: number): number {
  const extent = scale.to - scale.from
  if (extent === 0) return scale.width / 2
  return ((value - scale.from) / extent) * scale.width
}

/** As `place`, but never outside the drawing. */
export function placeInside(scale: Scale, value: number): number {
  return Math.min(scale.width, Math.max(0, place(scale, value)))
}

/** A round step (1, 2 or 5 times a power of ten) that gives about `count` ticks over the extent. */
export function roundStep(extent: number, count: number): number {
  if (!(extent > 0)) return 1
  const rough = extent / Math.max(1, count)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].find((each) => each * power >= rough * 0.999) ?? 10
  return step * power
}

/** Round values from `from` to `to`, both included where they are round. */
export function ticks(from: number, to: number, count: number): number[] {
  const step = roundStep(to - from, count)
  const first = Math.ceil(from / step - 1e-9)
  const last = Math.floor(to / step + 1e-9)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
    const value = (first + index) * step
    return Number(value.toPrecision(12))
  })
}

/** The least round number that is not below the value: where an axis may end. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1
  const step = roundStep(value, 4)
  return Number((Math.ceil(value / step - 1e-9) * step).toPrecision(12))
}
