/** The server counts characters as code points, the browser as UTF-16 units. */

/** Code points before this unit. */
export function toCodePoints(text: string, unit: number): number {
  let points = 0
  for (let at = 0; at < Math.min(unit, text.length); at++) {
    const code = text.charCodeAt(at)
    const pairFollows = code >= 0xd800 && code <= 0xdbff && isLow(text.charCodeAt(at + 1))
    if (pairFollows) at++
    points++
  }
  return points
}

/** Units before this code point. */
export function toUnits(text: string, point: number): number {
  let unit = 0
  for (let passed = 0; passed < point && unit < text.length; passed++) {
    unit += (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1
  }
  return unit
}

function isLow(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff
}

/** The sentences of a text as spans, in the reader's sense; without a segmenter, the whole text. */
export function sentences(
  text: string, language: string,
): { readonly start: number; readonly end: number }[] {
  const segmenter = new Intl.Segmenter(language || 'en', { granularity: 'sentence' })
  return [...segmenter.segment(text)]
    .map(({ segment, index }) => {
      const lead = segment.length - segment.trimStart().length
      return { start: index + lead, end: index + segment.trimEnd().length }
    })
    .filter((span) => span.end > span.start)
}
