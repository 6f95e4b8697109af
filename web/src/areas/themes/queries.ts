import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api, ifMatch } from '~/api/client'
import type { Schemas, Theme } from '~/api/records'
import { problemToast } from '~/parts/toast'

export interface ThemeSearch {
  readonly open?: string | undefined
  readonly hidden?: boolean | undefined
  readonly add?: boolean | undefined
}

export function readThemeSearch(raw: Record<string, unknown>): ThemeSearch {
  return {
    open: typeof raw['open'] === 'string' && raw['open'] !== '' ? raw['open'] : undefined,
    hidden: raw['hidden'] === true ? true : undefined, add: raw['add'] === true ? true : undefined,
  }
}

export function themesQuery(hidden: boolean) {
  return queryOptions({
    queryKey: ['theme', 'list', hidden],
    queryFn: () => answer(api.GET('/api/v1/themes', { params: { query: { hidden } } })),
  })
}

export function themeQuery(id: string) {
  return queryOptions({
    queryKey: ['theme', 'record', id],
    queryFn: () => answer(api.GET('/api/v1/themes/{id}', { params: { path: { id } } })),
  })
}

/** The newest records of a theme, to look at and to take some out. */
export function saidQuery(id: string) {
  return queryOptions({
    queryKey: ['feedback', 'of-theme', id],
    queryFn: () => answer(api.GET('/api/v1/feedback', { params: { query: { theme: [id], limit: 50 } } })),
  })
}

export function useAgain() {
  const client = useQueryClient()
  return () => {
    for (const kind of ['theme', 'feedback', 'opportunity']) void client.invalidateQueries({ queryKey: [kind] })
  }
}

/** Renames, moves, hides or locks a theme; every later run keeps to it. */
export function useChangeTheme(theme: Theme) {
  const client = useQueryClient()
  const again = useAgain()
  return useMutation({
    mutationFn: (change: Schemas['Theme-updateRequest']) => answer(api.PATCH('/api/v1/themes/{id}', {
      params: { path: { id: theme.id }, header: ifMatch(theme.version) }, body: change,
    })),
    onSuccess: (now) => client.setQueryData(themeQuery(theme.id).queryKey, now),
    onError: problemToast, onSettled: again,
  })
}
