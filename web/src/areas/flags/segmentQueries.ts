import { queryOptions, useMutation } from '@tanstack/react-query'
import { answer, api, ifMatch } from '~/api/client'
import type { Schemas, Segment } from '~/api/records'
import { useRemoval } from '~/parts/useRemoval'
import { useAgain } from './queries'

export interface SegmentSearch {
  readonly open?: string | undefined
  readonly add?: boolean | undefined
}

export function readSegmentSearch(raw: Record<string, unknown>): SegmentSearch {
  return { open: typeof raw['open'] === 'string' ? raw['open'] : undefined, add: raw['add'] === true ? true : undefined }
}

export function segmentQuery(id: string) {
  return queryOptions({
    queryKey: ['segment', 'record', id],
    queryFn: () => answer(api.GET('/api/v1/segments/{id}', { params: { path: { id } } })),
  })
}

/** Its mistakes stand beside the definition, so they make no toast. */
export function useChangeSegment(segment: Segment) {
  return useMutation({
    mutationFn: (body: Schemas['Segment-updateRequest']) => answer(api.PATCH('/api/v1/segments/{id}', {
      params: { path: { id: segment.id }, header: ifMatch(segment.version) }, body,
    })),
    onSettled: useAgain('segment'),
  })
}

export function useRemoveSegment(onRemoved: () => void) {
  return useRemoval({
    remove: ({ id, version }: Segment) => api.DELETE('/api/v1/segments/{id}', {
      params: { path: { id }, header: ifMatch(version) },
    }),
    named: ({ id, key }) => ({ kind: 'segment', id, title: key }), onRemoved,
  })
}

export function useAddSegment(onAdded: (id: string) => void) {
  const again = useAgain('segment')
  return useMutation({
    mutationFn: (body: Schemas['Segment-createRequest']) => answer(api.POST('/api/v1/segments', { body })),
    onSuccess: async (made) => {
      await again()
      onAdded(made.id)
    },
  })
}
