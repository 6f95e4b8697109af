/** Cutting a text at marked spans. Offsets count UTF-16 units, as the browser does. */

export interface MarkSpan {
  readonly id: string
  readonly start: number
  readonly end: number
}

export interface Piece {
  readonly text: string
  readonly start: number
  /** The spans that cover this piece, in the order given. */
  readonly ids: readonly string[]
}

/** The text in pieces, each covered by the same spans throughout; joined they are the text again. */
export function cutText(text: string, spans: readonly MarkSpan[]): Piece[] {
  const inside = spans
    .map((span) => ({ ...span, start: clamp(span.start, text), end: clamp(span.end, text) }))
    .filter((span) => span.end > span.start)
  const cuts = new Set([0, text.length])
  for (const span of inside) cuts.add(span.start).add(span.end)
  const sorted = [...cuts].sort((a, b) => a - b)
  return sorted.slice(0, -1).map((start, index) => {
    const end = sorted[index + 1] ?? text.length
    const ids = inside.filter((span) => span.start <= start && span.end >= end).map((span) => span.id)
    return { text: text.slice(start, end), start, ids }
  })
}

function clamp(at: number, text: string): number {
  return Math.min(text.length, Math.max(0, at))
}

/** A selection made whole words, without space at its ends; null where nothing is left. */
export function wholeWords(
  text: string, start: number, end: number,
): { readonly start: number; readonly end: number } | null {
  let from = clamp(Math.min(start, end), text)
  let to = clamp(Math.max(start, end), text)
  while (from < to && /\s/.test(text.charAt(from))) from++
  while (to > from && /\s/.test(text.charAt(to - 1))) to--
  if (from >= to) return null
  while (from > 0 && isWord(text.charAt(from - 1)) && isWord(text.charAt(from))) from--
  while (to < text.length && isWord(text.charAt(to)) && isWord(text.charAt(to - 1))) to++
  return { start: from, end: to }
}

function isWord(char: string): boolean {
  return /[\p{L}\p{N}'’@_-]/u.test(char)
}
