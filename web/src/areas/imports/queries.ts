import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api, ifMatch } from '~/api/client'
import type { Import } from '~/api/records'
import { problemToast } from '~/parts/toast'
import { isMoving } from './progress'

/** Live events tell of changes; while an import moves it is also asked, so progress never stalls. */
const askEvery = 1000

export const importsQuery = queryOptions({
  queryKey: ['import', 'list'],
  queryFn: () => answer(api.GET('/api/v1/imports', { params: { query: { limit: 50 } } })),
})

export function importQuery(id: string) {
  return queryOptions({
    queryKey: ['import', 'record', id],
    queryFn: () => answer(api.GET('/api/v1/imports/{id}', { params: { path: { id } } })),
    refetchInterval: (query) => (query.state.data && isMoving(query.state.data.state) ? askEvery : false),
  })
}

/** What the first rows become under the mapping of this version. */
export function previewQuery(of: Import) {
  return queryOptions({
    queryKey: ['import', 'preview', of.id, of.version],
    queryFn: () => answer(
      api.GET('/api/v1/imports/{id}/preview', { params: { path: { id: of.id } } }),
    ),
    enabled: Boolean(of.mapping['text']),
    placeholderData: (before) => before,
  })
}

export function errorsQuery(of: Import) {
  return queryOptions({
    queryKey: ['import', 'errors', of.id, of.state],
    queryFn: () => answer(api.GET('/api/v1/imports/{id}/errors', {
      params: { path: { id: of.id }, query: { limit: 100 } },
    })),
    enabled: of.failed > 0,
  })
}

type Step = 'check' | 'start' | 'cancellation' | 'undo'

function take(id: string, step: Step): Promise<Import> {
  const params = { params: { path: { id } } }
  switch (step) {
    case 'check':
      return answer(api.POST('/api/v1/imports/{id}/check', params))
    case 'start':
      return answer(api.POST('/api/v1/imports/{id}/start', params))
    case 'cancellation':
      return answer(api.POST('/api/v1/imports/{id}/cancellation', params))
    case 'undo':
      return answer(api.POST('/api/v1/imports/{id}/undo', params))
  }
}

export interface Settings {
  readonly mapping?: Record<string, string>
  readonly source?: string
  readonly source_kind?: string
  readonly day_first?: boolean
}

/** The server takes the settings as a whole. */
function withAll(of: Import, settings: Settings) {
  const { mapping, source, source_kind, day_first } = of
  return { mapping, source, source_kind, day_first, ...settings }
}

/** What can be done with an import. */
export function useImport(of: Import) {
  const client = useQueryClient()
  const settled = async () => {
    await client.invalidateQueries({ queryKey: ['import'] })
    await client.invalidateQueries({ queryKey: ['feedback'] })
  }
  const key = importQuery(of.id).queryKey
  const change = useMutation({
    mutationFn: (settings: Settings) => answer(api.PATCH('/api/v1/imports/{id}', {
      params: { path: { id: of.id }, header: ifMatch(of.version) }, body: withAll(of, settings),
    })),
    onMutate: (settings) => {
      client.setQueryData(key, (before) => (before ? { ...before, ...settings } : before))
    },
    onSuccess: (changed) => client.setQueryData(key, changed),
    onError: (error) => {
      problemToast(error)
      return settled()
    },
  })
  const step = useMutation({
    mutationFn: (name: Step) => take(of.id, name),
    onError: problemToast,
    onSettled: settled,
  })
  return { change, step }
}
