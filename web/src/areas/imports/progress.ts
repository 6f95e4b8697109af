/** The fields that a column may fill, in the order in which people think of them. */
export const fields = [
  'text', 'said_at', 'rating', 'language', 'url', 'external_id', 'customer_name', 'customer_email',
  'customer_title', 'customer_external_id', 'account_name', 'account_domain', 'account_segment',
  'account_plan', 'account_arr', 'account_external_id',
] as const
export type Field = (typeof fields)[number]

/** The mapping with a column given to a field; a column fills one field, a field has one column. */
export function mapColumn(
  mapping: Readonly<Record<string, string>>, column: string, field: Field | '',
): Record<string, string> {
  const rest = Object.entries(mapping).filter(([name, of]) => of !== column && name !== field)
  return Object.fromEntries(field ? [...rest, [field, column]] : rest)
}

export function fieldOf(mapping: Readonly<Record<string, string>>, column: string): Field | '' {
  const found = Object.entries(mapping).find(([, of]) => of === column)?.[0]
  return fields.find((field) => field === found) ?? ''
}

/** Where an import stands on its way, as the thread above it shows. */
export const stages = ['upload', 'map', 'check', 'import', 'result'] as const

/** The states an import goes through; one that this page does not know is shown as it is. */
export type ImportState =
  | 'uploaded' | 'checking' | 'checked' | 'running' | 'done' | 'cancelled' | 'failed' | 'undone'

const reached: Readonly<Record<ImportState, number>> = {
  uploaded: 1, checking: 2, checked: 2, running: 3, done: 4, cancelled: 4, failed: 4, undone: 4,
}

export function stageReached(state: string): number {
  return reached[state as ImportState] ?? 0
}

export function isMoving(state: string): boolean {
  return state === 'checking' || state === 'running'
}

export interface Sample {
  readonly at: number
  readonly done: number
}

/** Seconds that are left at the speed seen so far; null before there is anything to judge by. */
export function secondsLeft(first: Sample, last: Sample, total: number): number | null {
  const seconds = (last.at - first.at) / 1000
  const rows = last.done - first.done
  if (seconds < 1 || rows <= 0 || total <= last.done) return null
  return Math.ceil((total - last.done) / (rows / seconds))
}
