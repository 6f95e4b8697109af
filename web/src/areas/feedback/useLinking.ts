import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api, ifMatch } from '~/api/client'
import type { Feedback, Quote } from '~/api/records'
import { toCodePoints } from '~/geometry/codePoints'
import { problemToast, undoToast } from '~/parts/toast'
import { t } from '~/text/text'
import type { Span } from './useQuoteSpan'

/** The opportunity that a quote speaks for: one that exists, or a new one under a title. */
export type Target =
  | { readonly opportunity_id: string; readonly key: string }
  | { readonly title: string }

interface Linking {
  readonly span: Span
  readonly target: Target
  readonly importance: number
}

/** Links a quote as evidence and takes it off again; both can be undone. */
export function useLinking(record: Feedback) {
  const client = useQueryClient()
  const settled = () => Promise.all(
    ['feedback', 'opportunity', 'trace', 'quote'].map(
      (kind) => client.invalidateQueries({ queryKey: [kind] }),
    ),
  )
  const unlink = useMutation({
    mutationFn: (quote: Quote) => api.DELETE('/api/v1/quotes/{id}', {
      params: { path: { id: quote.id }, header: ifMatch(quote.version) },
    }),
    onSuccess: (_answer, quote) => undoToast({
      message: t('feedback.unlinked'),
      undo: () => relink.mutate(quote),
    }),
    onError: problemToast,
    onSettled: settled,
  })
  const relink = useMutation({
    mutationFn: (quote: Quote) => answer(api.POST('/api/v1/quotes', {
      body: {
        feedback_id: quote.feedback_id, opportunity_id: quote.opportunity_id, start: quote.start,
        end: quote.end, importance: quote.importance,
      },
    })),
    onError: problemToast,
    onSettled: settled,
  })
  const link = useMutation({
    mutationFn: ({ span, target, importance }: Linking) => answer(api.POST('/api/v1/quotes', {
      body: {
        feedback_id: record.id, importance,
        start: toCodePoints(record.text, span.start), end: toCodePoints(record.text, span.end),
        ...('opportunity_id' in target
          ? { opportunity_id: target.opportunity_id } : { title: target.title }),
      },
    })),
    onSuccess: (quote, { target }) => undoToast({
      message: 'opportunity_id' in target
        ? t('feedback.linkedTo', { key: target.key }) : t('feedback.linkedNew'),
      undo: () => unlink.mutate(quote),
    }),
    onError: problemToast,
    onSettled: settled,
  })
  return { link, unlink }
}
