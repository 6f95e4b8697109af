/** What the explorer shows, as its address says it. Everything a filter does is in the address. */

export const facetNames = ['status', 'theme', 'sentiment', 'kind', 'segment', 'source', 'language'] as const
export type FacetName = (typeof facetNames)[number]

export type FeedbackSearch = {
  readonly [name in FacetName]?: readonly string[]
} & {
  readonly text?: string
  readonly customer?: readonly string[]
  readonly account?: readonly string[]
  readonly import?: readonly string[]
  readonly since?: string
  readonly until?: string
  readonly arr_at_least?: number
  /** The record that is open beside the list. */
  readonly open?: string
  /** The form for a new record is open. */
  readonly add?: boolean
}

const lists = [...facetNames, 'customer', 'account', 'import'] as const
const texts = ['text', 'since', 'until', 'open'] as const

function readList(value: unknown): readonly string[] | undefined {
  const values = (Array.isArray(value) ? value : [value])
    .filter((each): each is string => typeof each === 'string' && each !== '')
  return values.length > 0 ? values : undefined
}

/** Reads an address; what does not belong is dropped, so that an old link still opens. */
export function readFeedbackSearch(raw: Record<string, unknown>): FeedbackSearch {
  const search: Record<string, unknown> = {}
  for (const name of lists) search[name] = readList(raw[name])
  for (const name of texts) {
    const value = raw[name]
    search[name] = typeof value === 'string' && value !== '' ? value : undefined
  }
  const least = Number(raw['arr_at_least'])
  search['arr_at_least'] = least > 0 ? least : undefined
  search['add'] = raw['add'] === true ? true : undefined
  return Object.fromEntries(
    Object.entries(search).filter(([, value]) => value !== undefined),
  ) as FeedbackSearch
}

/** The part of the address that chooses records: what list and counts are asked with. */
export type FeedbackFilter = Omit<FeedbackSearch, 'open' | 'add'>

export function filterOf(search: FeedbackSearch): FeedbackFilter {
  const { open: _open, add: _add, ...filter } = search
  return filter
}

export function isFiltered(filter: FeedbackFilter): boolean {
  return Object.keys(filter).length > 0
}

/** The address after a facet's value was switched on or off. */
export function toggleFacet(search: FeedbackSearch, name: FacetName, value: string): FeedbackSearch {
  const chosen = search[name] ?? []
  const next = chosen.includes(value)
    ? chosen.filter((each) => each !== value)
    : [...chosen, value]
  return readFeedbackSearch({ ...search, [name]: next, open: undefined })
}
