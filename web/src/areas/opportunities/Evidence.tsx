import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, ifMatch } from '~/api/client'
import type { Opportunity, Schemas } from '~/api/records'
import { IconButton } from '~/parts/Button'
import { PathLink, recordPath } from '~/parts/RecordLink'
import { PanelSection } from '~/parts/RecordPanel'
import { Loaded } from '~/parts/States'
import { problemToast, undoToast } from '~/parts/toast'
import { useMay } from '~/session/session'
import { t } from '~/text/text'
import { opportunityQuotesQuery } from './queries'
import styles from './Opportunities.module.css'

type Quote = Schemas['QuoteView']

/** The customers' own words behind the need. */
export function Evidence({ record }: { readonly record: Opportunity }) {
  const client = useQueryClient()
  const mayWrite = useMay('insight.write')
  const quotes = useQuery(opportunityQuotesQuery(record.id))
  const again = () => {
    for (const kind of ['opportunity', 'feedback']) void client.invalidateQueries({ queryKey: [kind] })
  }
  const put = useMutation({
    mutationFn: (quote: Quote) => api.POST('/api/v1/quotes', {
      body: {
        feedback_id: quote.feedback_id, opportunity_id: record.id, start: quote.start, end: quote.end,
        importance: quote.importance,
      },
    }),
    onSuccess: again, onError: problemToast,
  })
  const take = useMutation({
    mutationFn: (quote: Quote) => api.DELETE('/api/v1/quotes/{id}', {
      params: { path: { id: quote.id }, header: ifMatch(quote.version) },
    }),
    onSuccess: (_, quote) => {
      again()
      undoToast({ message: t('opportunity.quoteTaken'), undo: () => put.mutate(quote) })
    },
    onError: problemToast,
  })
  return (
    <PanelSection title={t('opportunity.evidence', { count: record.quote_count })}>
      <Loaded query={quotes} rows={4}>
        {(data) => (data.records.length === 0 ? (
          <p className="t3">{t('opportunity.noEvidence')}{' '}
            <PathLink to="/feedback">{t('opportunity.toFeedback')}</PathLink>
          </p>
        ) : data.records.map((quote) => (
          <div key={quote.id} className={styles.quote}>
            <p><mark>{quote.text}</mark></p>
            {mayWrite ? (
              <IconButton
                icon="close" label={t('opportunity.takeQuote', { key: quote.feedback_key })}
                onClick={() => take.mutate(quote)}
              />
            ) : null}
            <span className="t3 fs12">
              {[quote.customer_name, quote.account_name].filter(Boolean).join(', ')}{' '}
              <PathLink to={recordPath('feedback', quote.feedback_id)}>{quote.feedback_key}</PathLink>
            </span>
          </div>
        )))}
      </Loaded>
    </PanelSection>
  )
}
