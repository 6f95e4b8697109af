import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api, ifMatch } from '~/api/client'
import type { Plan, Schemas } from '~/api/records'
import { problemToast } from '~/parts/toast'
import { useRemoval } from '~/parts/useRemoval'

export const views = ['timeline', 'buckets', 'table'] as const
export type View = (typeof views)[number]

export interface RoadmapSearch {
  /** A plan that is looked at; without one, the accepted plan. */
  readonly plan?: string | undefined
  readonly view?: View | undefined
  readonly open?: string | undefined
}

export function readRoadmapSearch(raw: Record<string, unknown>): RoadmapSearch {
  const text = (name: string) => (typeof raw[name] === 'string' && raw[name] !== '' ? raw[name] : undefined)
  return { plan: text('plan'), open: text('open'), view: views.find((each) => each === raw['view']) }
}

export const roadmapQuery = queryOptions({
  queryKey: ['roadmap'],
  queryFn: () => answer(api.GET('/api/v1/roadmap')),
})

export const plansQuery = queryOptions({
  queryKey: ['plan', 'list'],
  queryFn: () => answer(api.GET('/api/v1/plans', { params: { query: { limit: 50 } } })),
})

export function planQuery(id: string) {
  return queryOptions({
    queryKey: ['plan', 'record', id],
    queryFn: () => answer(api.GET('/api/v1/plans/{id}', { params: { path: { id } } })),
  })
}

export const teamsQuery = queryOptions({
  queryKey: ['team'],
  queryFn: () => answer(api.GET('/api/v1/teams')),
  staleTime: 60_000,
})

function useAgain() {
  const client = useQueryClient()
  return () => {
    for (const kind of ['plan', 'roadmap', 'home']) void client.invalidateQueries({ queryKey: [kind] })
  }
}

/** Solves a plan and keeps it as a proposal. */
export function usePropose(onProposed: (plan: Plan) => void) {
  const again = useAgain()
  return useMutation({
    mutationFn: (body: Schemas['PlanInput']) => answer(api.POST('/api/v1/plans', { body })),
    onSuccess: onProposed, onSettled: again, onError: problemToast,
  })
}

export function useAccept(onAccepted: () => void) {
  const again = useAgain()
  return useMutation({
    mutationFn: (plan: Plan) => api.POST('/api/v1/plans/{id}/acceptance', { params: { path: { id: plan.id } } }),
    onSuccess: onAccepted, onSettled: again, onError: problemToast,
  })
}

export function useRemovePlan(onRemoved: () => void) {
  return useRemoval({
    remove: ({ id, version }: Plan) => api.DELETE('/api/v1/plans/{id}', {
      params: { path: { id }, header: ifMatch(version) },
    }),
    named: ({ id, name }) => ({ kind: 'plan', id, title: name }), onRemoved,
  })
}
