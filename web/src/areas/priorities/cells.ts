import type { Schemas } from '~/api/records'
import { integer } from '~/text/format'

export type Given = Schemas['InputView']
export type Typed = number | null | { readonly p10: number; readonly p90: number }

/** A value as a cell shows it: one number, or a range. */
export function cellText(given: Given | undefined): string {
  if (!given) return ''
  if (given.p10 === given.p90) return integer(given.p10)
  return `${integer(given.p10)}–${integer(given.p90)}`
}

const number = String.raw`\d+(?:[.,]\d+)?`
const range = new RegExp(`^(${number})(?:\\s*(?:-|–|to|\\.\\.)\\s*(${number}))?(\\s*%)?$`)

/** What was typed into a cell: "5", "80-200", "80 %"; nothing clears it; undefined is no value. */
export function readCell(typed: string): Typed | undefined {
  // A comma before three digits groups thousands, as the cell itself shows them.
  const text = typed.trim().replace(/(\d),(?=\d{3}(?:\D|$))/g, '$1')
  if (text === '') return null
  const match = range.exec(text)
  if (!match?.[1]) return undefined
  const scale = match[3] ? 100 : 1
  const low = Number(match[1].replace(',', '.')) / scale
  if (match[2] === undefined) return low
  const high = Number(match[2].replace(',', '.')) / scale
  return low <= high ? { p10: low, p90: high } : undefined
}

/** A block of cells as spreadsheets copy it. */
export function readBlock(text: string): string[][] {
  return text.replace(/\r/g, '').replace(/\n$/, '').split('\n').map((line) => line.split('\t'))
}

export interface At {
  readonly row: number
  readonly col: number
}

/** Where an arrow key leads, staying inside the table. */
export function step(at: At, key: string, size: { readonly rows: number; readonly cols: number }): At {
  const moves: Readonly<Record<string, readonly [number, number]>> = {
    ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -size.cols], End: [0, size.cols],
  }
  const [down, right] = moves[key] ?? [0, 0]
  const inside = (value: number, most: number) => Math.min(most - 1, Math.max(0, value))
  return { row: inside(at.row + down, size.rows), col: inside(at.col + right, size.cols) }
}
