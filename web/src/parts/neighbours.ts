/** What a panel is told of the list that its record is opened from. */
export interface Beside<T> {
  /** The record as the list has it, before it is read by itself. */
  readonly known: T | undefined
  readonly onNext: (() => void) | undefined
  readonly onPrevious: (() => void) | undefined
}

/** Where the open record stands in a list, or -1, and the ways to those before and after it. */
export function neighbours<T extends { readonly id: string }>(
  records: readonly T[], opened: string | undefined, open: (id: string) => void,
): { readonly at: number; readonly beside: Beside<T> } {
  const at = records.findIndex((record) => record.id === opened)
  const way = (to: T | undefined) => (at >= 0 && to ? () => open(to.id) : undefined)
  return { at, beside: { known: records[at], onNext: way(records[at + 1]), onPrevious: way(records[at - 1]) } }
}
