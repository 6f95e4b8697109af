import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '~/api/client'

/** What needs this person, how whole the line is, and what changed. */
export const homeQuery = queryOptions({
  queryKey: ['home'],
  queryFn: () => answer(api.GET('/api/v1/home')),
})
