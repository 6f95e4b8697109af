import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api, ifMatch } from '~/api/client'
import type { Message, Release, Schemas } from '~/api/records'
import { problemToast } from '~/parts/toast'
import { useRemoval } from '~/parts/useRemoval'

export interface ReleaseSearch {
  readonly open?: string | undefined
  readonly message?: string | undefined
  readonly add?: boolean | undefined
}

export function readReleaseSearch(raw: Record<string, unknown>): ReleaseSearch {
  const text = (name: string) => (typeof raw[name] === 'string' && raw[name] !== '' ? raw[name] : undefined)
  return { open: text('open'), message: text('message'), add: raw['add'] === true ? true : undefined }
}

export function releaseQuery(id: string) {
  return queryOptions({
    queryKey: ['release', 'record', id],
    queryFn: () => answer(api.GET('/api/v1/releases/{id}', { params: { path: { id } } })),
  })
}

/** What can go into a release: accepted work that is in none yet. */
export const readyQuery = queryOptions({
  queryKey: ['item', 'accepted'],
  queryFn: () => answer(api.GET('/api/v1/items', { params: { query: { status: ['accepted'], limit: 200 } } })),
})

function useAgain() {
  const client = useQueryClient()
  return () => {
    for (const kind of ['release', 'item', 'home', 'trace']) void client.invalidateQueries({ queryKey: [kind] })
  }
}

export function useChangeRelease(release: Release) {
  const again = useAgain()
  return useMutation({
    mutationFn: (body: Schemas['Release-updateRequest']) => answer(api.PATCH('/api/v1/releases/{id}', {
      params: { path: { id: release.id }, header: ifMatch(release.version) }, body,
    })),
    onError: problemToast, onSettled: again,
  })
}

export function useSetItems(release: Release) {
  const again = useAgain()
  return useMutation({
    mutationFn: (items: readonly string[]) => api.PUT('/api/v1/releases/{id}/items', {
      params: { path: { id: release.id }, header: ifMatch(release.version) }, body: { item_ids: [...items] },
    }),
    onError: problemToast, onSettled: again,
  })
}

export function usePublish(release: Release) {
  const again = useAgain()
  return useMutation({
    mutationFn: () => api.POST('/api/v1/releases/{id}/publication', { params: { path: { id: release.id } } }),
    onError: problemToast, onSettled: again,
  })
}

export function useRemoveRelease(onRemoved: () => void) {
  return useRemoval({
    remove: ({ id, version }: Release) => api.DELETE('/api/v1/releases/{id}', {
      params: { path: { id }, header: ifMatch(version) },
    }),
    named: ({ id, name }) => ({ kind: 'release', id, title: name }), onRemoved,
  })
}

/** Queues every draft; a job sends them one after the other. */
export function useTellAll(release: Release) {
  const again = useAgain()
  return useMutation({
    mutationFn: () => api.POST('/api/v1/releases/{id}/telling', { params: { path: { id: release.id } } }),
    onError: problemToast, onSettled: again,
  })
}

export function useChangeMessage(message: Message) {
  const again = useAgain()
  return useMutation({
    mutationFn: (body: Schemas['Message-updateRequest']) => answer(api.PATCH('/api/v1/messages/{id}', {
      params: { path: { id: message.id }, header: ifMatch(message.version) }, body,
    })),
    onError: problemToast, onSettled: again,
  })
}

export function useSendMessage(message: Message) {
  const again = useAgain()
  return useMutation({
    mutationFn: () => api.POST('/api/v1/messages/{id}/delivery', { params: { path: { id: message.id } } }),
    onError: problemToast, onSettled: again,
  })
}
