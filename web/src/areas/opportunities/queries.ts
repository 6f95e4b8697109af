import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api, ifMatch } from '~/api/client'
import type { Opportunity } from '~/api/records'
import { usePaged } from '~/api/usePaged'
import { problemToast } from '~/parts/toast'

export const statuses = ['identified', 'exploring', 'committed', 'delivered', 'dropped'] as const
export type Status = Opportunity['status']

export interface OpportunitySearch {
  readonly text?: string | undefined
  readonly status?: Status | undefined
  readonly open?: string | undefined
  readonly add?: boolean | undefined
}

export function readOpportunitySearch(raw: Record<string, unknown>): OpportunitySearch {
  const text = (name: string) => (typeof raw[name] === 'string' && raw[name] !== '' ? raw[name] : undefined)
  return {
    text: text('text'), open: text('open'), add: raw['add'] === true ? true : undefined,
    status: statuses.find((each) => each === raw['status']),
  }
}

export function useOpportunityList({ text, status }: OpportunitySearch) {
  return usePaged(['opportunity', 'list', text, status], (cursor) => answer(api.GET('/api/v1/opportunities', {
    params: { query: { text, status: status && [status], limit: 100, cursor } },
  })))
}

export function opportunityQuery(id: string) {
  return queryOptions({
    queryKey: ['opportunity', 'record', id],
    queryFn: () => answer(api.GET('/api/v1/opportunities/{id}', { params: { path: { id } } })),
  })
}

export function opportunityQuotesQuery(id: string) {
  return queryOptions({
    queryKey: ['opportunity', 'quotes', id],
    queryFn: () => answer(api.GET('/api/v1/opportunities/{id}/quotes', { params: { path: { id } } })),
  })
}

export interface OpportunityChange {
  readonly title?: string
  readonly problem?: string
  readonly status?: Status
}

/** Changes a record that is still as it was read; what it became takes its place at once. */
export function useChangeOpportunity(record: Opportunity) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (change: OpportunityChange) => answer(api.PATCH('/api/v1/opportunities/{id}', {
      params: { path: { id: record.id }, header: ifMatch(record.version) }, body: change,
    })),
    onSuccess: (now) => client.setQueryData(opportunityQuery(record.id).queryKey, now),
    onError: problemToast,
    onSettled: () => client.invalidateQueries({ queryKey: ['opportunity'] }),
  })
}
