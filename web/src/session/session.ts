import { queryOptions, useSuspenseQuery, type QueryClient } from '@tanstack/react-query'
import { answer, api } from '~/api/client'
import type { Me } from '~/api/records'

/** Who is signed in, into which workspace, and what they may do. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => answer(api.GET('/api/v1/me')),
  staleTime: 5 * 60_000,
})

export function useMe(): Me {
  return useSuspenseQuery(meQuery).data
}

/** Whether the person's roles include this; the server decides again on every request. */
export function useMay(verb: string): boolean {
  return useMe().verbs.includes(verb)
}

/** After signing in or changing workspace nothing that was read before holds. */
export function enter(client: QueryClient, me: Me): void {
  client.clear()
  client.setQueryData(meQuery.queryKey, me)
}
