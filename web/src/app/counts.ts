import { useQuery } from '@tanstack/react-query'
import { facetsQuery } from '~/areas/feedback/queries'

/** The counts that the navigation shows, by the name in its table. */
export function usePlaceCounts(): Readonly<Record<string, number>> {
  const feedback = useQuery({ ...facetsQuery({}), select: (facets) => facets.total }).data
  return {
    ...(feedback === undefined ? {} : { feedback }),
  }
}
