import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { answer, api } from '~/api/client'
import { usePaged } from '~/api/usePaged'
import type { FeedbackFilter } from './search'

const pageSize = 100

/** Lists go into the query as plain arrays; the address holds them read-only. */
function queryOf(filter: FeedbackFilter) {
  return {
    ...filter,
    ...Object.fromEntries(
      Object.entries(filter).map(([name, value]) => [name, Array.isArray(value) ? [...value] : value]),
    ),
  } as Record<string, never>
}

export function useFeedbackList(filter: FeedbackFilter) {
  return usePaged(['feedback', 'list', filter], (cursor) => answer(api.GET('/api/v1/feedback', {
    params: { query: { ...queryOf(filter), limit: pageSize, cursor } },
  })))
}

export function facetsQuery(filter: FeedbackFilter) {
  return queryOptions({
    queryKey: ['feedback', 'facets', filter],
    queryFn: () => answer(api.GET('/api/v1/feedback/facets', { params: { query: queryOf(filter) } })),
    placeholderData: keepPreviousData,
  })
}

export function feedbackQuery(id: string) {
  return queryOptions({
    queryKey: ['feedback', 'record', id],
    queryFn: () => answer(api.GET('/api/v1/feedback/{id}', { params: { path: { id } } })),
  })
}

export function feedbackThemesQuery(id: string) {
  return queryOptions({
    queryKey: ['feedback', 'themes', id],
    queryFn: () => answer(api.GET('/api/v1/feedback/{id}/themes', { params: { path: { id } } })),
  })
}

export function feedbackQuotesQuery(id: string) {
  return queryOptions({
    queryKey: ['feedback', 'quotes', id],
    queryFn: () => answer(api.GET('/api/v1/feedback/{id}/quotes', { params: { path: { id } } })),
  })
}

export function suggestionsQuery(id: string) {
  return queryOptions({
    queryKey: ['feedback', 'suggestions', id],
    queryFn: () => answer(api.GET('/api/v1/feedback/{id}/suggestions', { params: { path: { id } } })),
    staleTime: 60_000,
  })
}

export const sourcesQuery = queryOptions({
  queryKey: ['source'],
  queryFn: () => answer(api.GET('/api/v1/sources')),
  staleTime: 5 * 60_000,
})

/** The kind of each source, for its icon. */
export function useSourceKinds(): ReadonlyMap<string, string> {
  const sources = useQuery(sourcesQuery).data?.records
  return useMemo(() => new Map(sources?.map((source) => [source.id, source.kind])), [sources])
}

export function customerQuery(id: string) {
  return queryOptions({
    queryKey: ['customer', 'record', id],
    queryFn: () => answer(api.GET('/api/v1/customers/{id}', { params: { path: { id } } })),
    staleTime: 60_000,
  })
}

/** The line that a record is on, both ways. */
export function traceQuery(kind: string, id: string) {
  return queryOptions({
    queryKey: ['trace', kind, id],
    queryFn: () => answer(
      api.GET('/api/v1/trace/{kind}/{id}', { params: { path: { kind, id } } }),
    ),
  })
}
