import { useQuery } from '@tanstack/react-query'
import type { Feedback, Quote } from '~/api/records'
import { toUnits } from '~/geometry/codePoints'
import { useKeys } from '~/keys/useKeys'
import { Button, IconButton } from '~/parts/Button'
import { MarkedText, type TextMark } from '~/parts/MarkedText'
import { PanelSection } from '~/parts/RecordPanel'
import { Kbd } from '~/parts/small'
import { useMay } from '~/session/session'
import { t } from '~/text/text'
import { Linker } from './Linker'
import { saidLong } from './looks'
import { feedbackQuotesQuery } from './queries'
import { useLinking } from './useLinking'
import { useQuoteSpan } from './useQuoteSpan'
import styles from './Panel.module.css'

function quoteMark(quote: Quote, text: string): TextMark {
  return {
    id: quote.id, look: 'quote', start: toUnits(text, quote.start), end: toUnits(text, quote.end),
    title: t('feedback.isLinked'),
  }
}

/** What was said, word for word; a span of it becomes evidence in two keys. */
export function Said({ record }: { readonly record: Feedback }) {
  const mayLink = useMay('insight.write')
  const quotes = useQuery(feedbackQuotesQuery(record.id)).data?.records ?? []
  const quoting = useQuoteSpan(record.text, record.language)
  const { link, unlink } = useLinking(record)
  useKeys(mayLink ? [
    { keys: 'l', label: t('feedback.linkKey'), run: quoting.nextSentence, group: t('feedback.linkGroup') },
  ] : [], 'panel')
  const span = mayLink ? quoting.span : null
  const marks: TextMark[] = [
    ...(span ? [{ id: 'chosen', look: 'chosen' as const, ...span }] : []),
    ...quotes.map((quote) => quoteMark(quote, record.text)),
  ]
  return (
    <>
      <section className={styles.said} aria-label={t('feedback.theirWords')}>
        <MarkedText
          text={record.text} marks={marks} lang={record.language || undefined} ref={quoting.element}
        />
        <p className={styles.origin}>
          <span>{t('feedback.saidAt', { at: saidLong(record.said_at) })}</span>
          {record.rating === undefined ? null : (
            <span>{t('feedback.rated', { rating: record.rating })}</span>
          )}
          {/^https?:/.test(record.url) ? (
            <a className="link" href={record.url} target="_blank" rel="noreferrer">
              {t('feedback.openSource')}
            </a>
          ) : null}
        </p>
        {span ? (
          <Linker
            key={`${span.start}-${span.end}`} record={record} span={span} onClose={quoting.clear}
            onLink={(target, importance) => {
              link.mutate({ span, target, importance })
              quoting.clear()
            }}
          />
        ) : null}
        {mayLink && !span ? (
          <Button look="quiet" icon="link" onClick={quoting.nextSentence}>
            {t('feedback.markHint')}
            <Kbd keys="l" />
          </Button>
        ) : null}
      </section>
      {quotes.length > 0 ? (
        <PanelSection title={t('feedback.evidence', { count: quotes.length })}>
          <ul className={styles.quotes}>
            {quotes.map((quote) => (
              <li key={quote.id}>
                <q className="grow">{quote.text}</q>
                <span className="t3 fs12 nowrap">
                  {t('feedback.importanceOf', { importance: quote.importance })}
                </span>
                {mayLink ? (
                  <IconButton
                    icon="close" label={t('feedback.unlink')} onClick={() => unlink.mutate(quote)}
                  />
                ) : null}
              </li>
            ))}
          </ul>
        </PanelSection>
      ) : null}
    </>
  )
}
