import { keepPreviousData, useInfiniteQuery, type QueryKey } from '@tanstack/react-query'
import { useMemo } from 'react'

export interface Page<T> {
  readonly records: readonly T[]
  readonly next_cursor?: string
}

export interface Paged<T> {
  readonly records: readonly T[]
  readonly pending: boolean
  readonly error: unknown
  readonly retry: () => void
  /** Reads the next page; undefined on the last one. */
  readonly more: (() => void) | undefined
  readonly loadingMore: boolean
}

/** A list that the server gives page by page. */
export function usePaged<T>(
  queryKey: QueryKey, read: (cursor: string | undefined) => Promise<Page<T>>,
): Paged<T> {
  const query = useInfiniteQuery({
    queryKey, queryFn: ({ pageParam }) => read(pageParam || undefined), initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor, placeholderData: keepPreviousData,
  })
  const records = useMemo(() => query.data?.pages.flatMap((page) => page.records) ?? [], [query.data])
  return {
    records, pending: query.isPending, error: query.error,
    retry: () => void query.refetch(),
    more: query.hasNextPage ? () => {
      if (!query.isFetchingNextPage) void query.fetchNextPage()
    } : undefined,
    loadingMore: query.isFetchingNextPage,
  }
}
