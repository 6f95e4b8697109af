/** Points and paths of small line charts. */

export interface Box {
  readonly width: number
  readonly height: number
  /** Room kept free on every side, so that dots are not cut. */
  readonly pad: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** Where each value of a series lies; the value axis starts at zero unless values go below. */
export function linePoints(values: readonly number[], box: Box, atLeast = 0): Point[] {
  const top = Math.max(...values, atLeast, 0)
  const bottom = Math.min(...values, 0)
  const extent = top - bottom || 1
  const innerWidth = box.width - 2 * box.pad
  const innerHeight = box.height - 2 * box.pad
  return values.map((value, index) => ({
    x: box.pad + (values.length > 1 ? (index / (values.length - 1)) * innerWidth : innerWidth),
    y: box.pad + (1 - (value - bottom) / extent) * innerHeight,
  }))
}

/** The height at which a value of the same series' axis lies (for a target line). */
export function lineLevel(
  values: readonly number[], box: Box, level: number,
): number {
  const top = Math.max(...values, level, 0)
  const bottom = Math.min(...values, 0)
  return box.pad + (1 - (level - bottom) / (top - bottom || 1)) * (box.height - 2 * box.pad)
}

/** A path through points, with one decimal: enough for a pixel. */
export function linePath(points: readonly Point[]): string {
  return points
    .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`)
    .join('')
}

/** The area between an upper and a lower line, as one closed path. */
export function bandPath(upper: readonly Point[], lower: readonly Point[]): string {
  if (upper.length === 0) return ''
  return `${linePath(upper)}${linePath(lower.toReversed()).replace(/^M/, 'L')}Z`
}
