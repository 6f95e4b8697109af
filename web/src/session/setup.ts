import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '~/api/client'

/** Whether this installation has no workspace yet. */
export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: () => answer(api.GET('/api/v1/setup')),
  staleTime: Infinity,
})
