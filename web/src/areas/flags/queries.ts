import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api, ifMatch } from '~/api/client'
import type { Flag, Schemas } from '~/api/records'
import { problemToast } from '~/parts/toast'
import { useRemoval } from '~/parts/useRemoval'

export interface FlagSearch {
  readonly open?: string | undefined
  readonly add?: boolean | undefined
  readonly places?: boolean | undefined
}

export function readFlagSearch(raw: Record<string, unknown>): FlagSearch {
  const yes = (name: string) => (raw[name] === true ? true : undefined)
  return { open: typeof raw['open'] === 'string' ? raw['open'] : undefined, add: yes('add'), places: yes('places') }
}

export function flagQuery(id: string) {
  return queryOptions({
    queryKey: ['flag', 'record', id],
    queryFn: () => answer(api.GET('/api/v1/flags/{id}', { params: { path: { id } } })),
  })
}

export const environmentsQuery = queryOptions({
  queryKey: ['environment', 'list'],
  queryFn: () => answer(api.GET('/api/v1/environments')),
})

export function clientKeysQuery(id: string) {
  return queryOptions({
    queryKey: ['clientkey', 'list', id],
    queryFn: () => answer(api.GET('/api/v1/environments/{id}/keys', { params: { path: { id } } })),
  })
}

export function useAgain(...kinds: readonly string[]) {
  const client = useQueryClient()
  return () => Promise.all(kinds.map((kind) => client.invalidateQueries({ queryKey: [kind] })))
}

/** Its mistakes stand beside the definition, so they make no toast. */
export function useChangeFlag(flag: Flag) {
  return useMutation({
    mutationFn: (body: Schemas['Flag-updateRequest']) => answer(api.PATCH('/api/v1/flags/{id}', {
      params: { path: { id: flag.id }, header: ifMatch(flag.version) }, body,
    })),
    onSettled: useAgain('flag'),
  })
}

export function useSwitchFlag(flag: Flag) {
  return useMutation({
    mutationFn: ({ environment, enabled }: { readonly environment: string; readonly enabled: boolean }) =>
      answer(api.PUT('/api/v1/flags/{id}/environments/{environment}', {
        params: { path: { id: flag.id, environment }, header: ifMatch(flag.version) }, body: { enabled },
      })),
    onError: problemToast, onSettled: useAgain('flag'),
  })
}

export function useArchiveFlag(onArchived: () => void) {
  return useRemoval({
    remove: ({ id, version }: Flag) => api.DELETE('/api/v1/flags/{id}', {
      params: { path: { id }, header: ifMatch(version) },
    }),
    named: ({ id, key }) => ({ kind: 'flag', id, title: key }), onRemoved: onArchived,
  })
}

export function useAddFlag(onAdded: (id: string) => void) {
  const again = useAgain('flag')
  return useMutation({
    mutationFn: (body: Schemas['Flag-createRequest']) => answer(api.POST('/api/v1/flags', { body })),
    onSuccess: async (made) => {
      await again()
      onAdded(made.id)
    },
  })
}

export function useAddEnvironment() {
  return useMutation({
    mutationFn: (body: Schemas['Environment-createRequest']) => answer(api.POST('/api/v1/environments', { body })),
    onSettled: useAgain('environment'),
  })
}

export function useAddKey(environment: string) {
  return useMutation({
    mutationFn: (name: string) => answer(api.POST('/api/v1/environments/{id}/keys', {
      params: { path: { id: environment } }, body: { name },
    })),
    onError: problemToast, onSettled: useAgain('clientkey'),
  })
}

export function useRevokeKey() {
  return useMutation({
    mutationFn: (id: string) => api.DELETE('/api/v1/client-keys/{id}', { params: { path: { id } } }),
    onError: problemToast, onSettled: useAgain('clientkey'),
  })
}
