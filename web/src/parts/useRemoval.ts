import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '~/api/client'
import type { Removed } from '~/api/records'
import { t } from '~/text/text'
import { problemToast, saidToast, undoToast } from './toast'

type Kind = Removed['kind']

const paths = {
  feedback: '/api/v1/feedback/{id}/restoration',
  opportunity: '/api/v1/opportunities/{id}/restoration',
  item: '/api/v1/items/{id}/restoration',
  criterion: '/api/v1/criteria/{id}/restoration',
  plan: '/api/v1/plans/{id}/restoration',
  team: '/api/v1/teams/{id}/restoration',
  release: '/api/v1/releases/{id}/restoration',
  environment: '/api/v1/environments/{id}/restoration',
  flag: '/api/v1/flags/{id}/restoration',
  segment: '/api/v1/segments/{id}/restoration',
} as const satisfies Record<Kind, string>

/** A record in the bin. */
export interface InBin {
  readonly kind: Kind
  readonly id: string
  readonly title: string
}

/** Takes a record out of the bin. */
export function useRestore() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ kind, id }: InBin) => api.POST(paths[kind], { params: { path: { id } } }),
    onSuccess: (_, { title }) => saidToast(t('bin.restored', { title })),
    onError: problemToast,
    // What it was joined with changes with it.
    onSettled: () => client.invalidateQueries(),
  })
}

interface Removal<R> {
  readonly remove: (record: R) => Promise<unknown>
  readonly named: (record: R) => InBin
  readonly onRemoved: () => void
}

/** Puts a record in the bin, and says how it is taken out again with one press. */
export function useRemoval<R>({ remove, named, onRemoved }: Removal<R>) {
  const client = useQueryClient()
  const restore = useRestore()
  return useMutation({
    mutationFn: remove,
    onSuccess: (_, record) => {
      const gone = named(record)
      onRemoved()
      // Its panel is closing: nothing asks for the record itself any more.
      void client.invalidateQueries({ predicate: ({ queryKey }) => !queryKey.includes(gone.id) })
      undoToast({ message: t('bin.removed', { title: gone.title }), undo: () => restore.mutate(gone) })
    },
    onError: (error) => {
      problemToast(error)
      void client.invalidateQueries()
    },
  })
}
