import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { answer, api, ifMatch } from '~/api/client'
import type { Item, Schemas } from '~/api/records'
import { usePaged } from '~/api/usePaged'
import { problemToast } from '~/parts/toast'

export const statuses = [
  'new', 'ready', 'in_progress', 'in_review', 'accepted', 'released', 'dropped',
] as const
export const types = ['initiative', 'feature', 'story', 'bug', 'task'] as const
export const sorts = ['position', 'votes', 'newest'] as const
export type Sort = (typeof sorts)[number]

/** Statuses that a person sets; accepted comes by a verdict, released by a release. */
export const byHand = statuses.filter((each) => each !== 'accepted' && each !== 'released')

/** These statuses, each once, in the order of an item's life. */
export function inOrder(some: readonly Item['status'][]) {
  return statuses.filter((each) => some.includes(each))
}

export interface ItemSearch {
  readonly text?: string | undefined
  readonly status?: Item['status'] | undefined
  readonly type?: Item['type'] | undefined
  readonly team?: string | undefined
  readonly sort?: Sort | undefined
  readonly open?: string | undefined
  readonly add?: boolean | undefined
}

export function readItemSearch(raw: Record<string, unknown>): ItemSearch {
  const text = (name: string) => (typeof raw[name] === 'string' && raw[name] !== '' ? raw[name] : undefined)
  return {
    text: text('text'), team: text('team'), open: text('open'), add: raw['add'] === true ? true : undefined,
    status: statuses.find((each) => each === raw['status']),
    type: types.find((each) => each === raw['type']), sort: sorts.find((each) => each === raw['sort']),
  }
}

export function useItemList({ text, status, type, team, sort }: ItemSearch) {
  return usePaged(['item', 'list', text, status, type, team, sort], (cursor) => answer(api.GET('/api/v1/items', {
    params: {
      query: {
        text, status: status && [status], type: type && [type], team: team ? [team] : undefined,
        sort, limit: 100, cursor,
      },
    },
  })))
}

export function itemQuery(id: string) {
  return queryOptions({
    queryKey: ['item', 'record', id],
    queryFn: () => answer(api.GET('/api/v1/items/{id}', { params: { path: { id } } })),
  })
}

const teamsQuery = queryOptions({
  queryKey: ['team'],
  queryFn: () => answer(api.GET('/api/v1/teams')),
  staleTime: 60_000,
})

export const productsQuery = queryOptions({
  queryKey: ['product'],
  queryFn: () => answer(api.GET('/api/v1/products')),
  staleTime: 60_000,
})

/** Names of teams by id. */
export function useTeamNames(): ReadonlyMap<string, string> {
  const teams = useQuery(teamsQuery).data?.records
  return useMemo(() => new Map(teams?.map((team) => [team.id, team.name])), [teams])
}

export type ItemChange = Schemas['ItemPatch']

/** Changes a record that is still as it was read; what it became takes its place at once. */
export function useChangeItem(record: Item) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (change: ItemChange) => answer(api.PATCH('/api/v1/items/{id}', {
      params: { path: { id: record.id }, header: ifMatch(record.version) }, body: change,
    })),
    onSuccess: (now) => client.setQueryData(itemQuery(record.id).queryKey, now),
    onError: problemToast,
    onSettled: () => client.invalidateQueries({ queryKey: ['item'] }),
  })
}

export interface Move {
  readonly id: string
  readonly after?: string
  readonly before?: string
}

/** Moves an item in the backlog's order. */
export function useMoveItem() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, ...place }: Move) => api.POST('/api/v1/items/{id}/move', {
      params: { path: { id } }, body: place,
    }),
    onError: problemToast,
    onSettled: () => client.invalidateQueries({ queryKey: ['item'] }),
  })
}
