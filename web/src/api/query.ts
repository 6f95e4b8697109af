import { QueryCache, QueryClient } from '@tanstack/react-query'
import { toProblem } from './problem'

/**
 * The one cache. Keys start with the kind of record (`['feedback', ...]`), so that a live event
 * about a kind finds every query that shows it.
 */
export function newQueryClient(onSignedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (toProblem(error).status === 401) onSignedOut()
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        // The sender already repeats what a lost connection broke.
        retry: false,
        refetchOnWindowFocus: true,
        // Asked also when the browser believes itself offline: then the page says so.
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  })
}
