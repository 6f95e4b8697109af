import type { Schemas } from '~/api/records'
import { weekStart } from '~/geometry/timeline'

type Exception = Schemas['ExceptionView']

/** Weeks of another capacity, one a line: "2027-12-27: 1". */
export function writeExceptions(list: readonly Exception[]): string {
  return list.map((each) => `${each.week}: ${each.capacity}`).join('\n')
}

/** What was typed, each day taken for its week; null where a line cannot be read. */
export function readExceptions(text: string): Exception[] | null {
  const found: Exception[] = []
  for (const line of text.split('\n').map((each) => each.trim()).filter(Boolean)) {
    const match = /^(\d{4}-\d{2}-\d{2})\s*:\s*(\d+(?:[.,]\d+)?)$/.exec(line)
    if (!match?.[1] || !match[2] || Number.isNaN(Date.parse(match[1]))) return null
    found.push({ week: weekStart(match[1]), capacity: Number(match[2].replace(',', '.')) })
  }
  return found
}
