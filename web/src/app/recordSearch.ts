import { useQueries } from '@tanstack/react-query'
import { answer, api } from '~/api/client'
import type { Found } from '~/frame/Palette'

async function findFeedback(text: string): Promise<Found[]> {
  const page = await answer(api.GET('/api/v1/feedback', { params: { query: { text, limit: 5 } } }))
  return page.records.map((each) => ({
    id: each.id, kind: 'feedback', icon: 'chat', title: each.text.slice(0, 120),
    note: [each.key, each.customer?.name].filter(Boolean).join(', '),
    to: `/feedback?open=${each.id}`,
  }))
}

async function findOpportunities(text: string): Promise<Found[]> {
  const page = await answer(
    api.GET('/api/v1/opportunities', { params: { query: { text, limit: 5 } } }),
  )
  return page.records.map((each) => ({
    id: each.id, kind: 'opportunity', icon: 'target', title: each.title, note: each.key,
    to: `/opportunities?open=${each.id}`,
  }))
}

/** One line for each kind of record that the palette finds. */
const searches = { feedback: findFeedback, opportunity: findOpportunities } as const

export function useRecordSearch(text: string): { found: readonly Found[]; pending: boolean } {
  const results = useQueries({
    queries: Object.entries(searches).map(([kind, find]) => ({
      queryKey: [kind, 'palette', text], queryFn: () => find(text), enabled: text.length > 1,
      staleTime: 10_000,
    })),
  })
  return {
    found: text.length > 1 ? results.flatMap((result) => result.data ?? []) : [],
    pending: text.length > 1 && results.some((result) => result.isPending),
  }
}
