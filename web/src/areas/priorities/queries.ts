import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '~/api/client'
import type { Schemas } from '~/api/records'
import { problemToast } from '~/parts/toast'
import type { Typed } from './cells'

export type Place = Schemas['PlaceView']
export type Field = Schemas['FieldView']

export interface PrioritySearch {
  readonly framework?: string | undefined
  readonly top?: number | undefined
  readonly open?: string | undefined
}

export function readPrioritySearch(raw: Record<string, unknown>): PrioritySearch {
  const text = (name: string) => (typeof raw[name] === 'string' && raw[name] !== '' ? raw[name] : undefined)
  const top = Number(raw['top'])
  return {
    framework: text('framework'), open: text('open'),
    top: Number.isInteger(top) && top > 0 && top <= 50 ? top : undefined,
  }
}

export const frameworksQuery = queryOptions({
  queryKey: ['priority', 'frameworks'],
  queryFn: () => answer(api.GET('/api/v1/frameworks')),
  staleTime: 60_000,
})

export function prioritiesQuery({ framework, top }: PrioritySearch) {
  return queryOptions({
    queryKey: ['priority', 'order', framework, top],
    queryFn: () => answer(api.GET('/api/v1/priorities', { params: { query: { framework, top } } })),
    placeholderData: keepPreviousData,
  })
}

export interface Change {
  readonly item: string
  readonly values: Readonly<Record<string, Typed>>
}

/** Gives items values; the order is computed anew by the server and read again. */
export function useScore(framework: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (changes: readonly Change[]) => {
      for (const change of changes) {
        await api.PUT('/api/v1/items/{id}/scores/{framework}', {
          params: { path: { id: change.item, framework } }, body: { inputs: change.values },
        })
      }
    },
    onError: problemToast,
    onSettled: () => client.invalidateQueries({ queryKey: ['priority'] }),
  })
}
