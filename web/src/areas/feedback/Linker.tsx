import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answer, api } from '~/api/client'
import type { Feedback } from '~/api/records'
import { useKeys } from '~/keys/useKeys'
import { Kbd, Segment } from '~/parts/small'
import { decimal } from '~/text/format'
import { t } from '~/text/text'
import { suggestionsQuery } from './queries'
import type { Target } from './useLinking'
import type { Span } from './useQuoteSpan'
import styles from './Panel.module.css'

interface Choice {
  readonly opportunity_id: string
  readonly key: string
  readonly title: string
  readonly quote_count: number
  readonly likeness?: number
}

interface Props {
  readonly record: Feedback
  readonly span: Span
  readonly onLink: (target: Target, importance: number) => void
  readonly onClose: () => void
}

const most = 5
const titleLength = 120
const importances = ['0', '1', '2', '3'] as const

/** The quote is marked: a number key links it. The likeliest opportunities come first. */
export function Linker({ record, span, onLink, onClose }: Props) {
  const [text, setText] = useState('')
  const [importance, setImportance] = useState<(typeof importances)[number]>('2')
  const choices = useChoices(record.id, text)
  const quote = record.text.slice(span.start, span.end)
  const link = (target: Target) => onLink(target, Number(importance))
  const linkNew = () => link({ title: (text.trim() || quote).slice(0, titleLength) })
  useKeys([
    ...choices.map((choice, index) => ({
      keys: String(index + 1), label: t('feedback.linkTo', { key: choice.key }),
      run: () => link(choice), group: t('feedback.linkGroup'),
    })),
    {
      keys: String(choices.length + 1), label: t('feedback.newOpportunity'), run: linkNew,
      group: t('feedback.linkGroup'),
    },
    { keys: 'Escape', label: t('common.cancel'), run: onClose },
  ], 'popup')
  return (
    <section className={styles.linker} aria-label={t('feedback.linkTitle')}>
      <div className="row">
        <h2 className="h3 grow">{t('feedback.linkTitle')}</h2>
        <span className="t3 fs12">{t('feedback.marked', { count: quote.length })}</span>
      </div>
      <ul className={styles.choices}>
        {choices.map((choice, index) => (
          <li key={choice.opportunity_id}>
            <button
              type="button" className={styles.choice} data-first={index === 0}
              onClick={() => link(choice)}
            >
              <Kbd keys={String(index + 1)} />
              <span className="grow trunc"><span className="b">{choice.key}</span> {choice.title}</span>
              <span className="t3 fs12 nowrap">{t('feedback.quotes', { count: choice.quote_count })}</span>
              {choice.likeness === undefined ? null : (
                <span className={styles.likeness}>{decimal(choice.likeness)}</span>
              )}
            </button>
          </li>
        ))}
        <li>
          <button type="button" className={styles.choice} onClick={linkNew}>
            <Kbd keys={String(choices.length + 1)} />
            <span className="t2 trunc">
              {text.trim() ? t('feedback.newNamed', { title: text.trim() }) : t('feedback.newOpportunity')}
            </span>
          </button>
        </li>
      </ul>
      <TextInput
        size="xs" placeholder={t('feedback.findOpportunity')} value={text}
        aria-label={t('feedback.findOpportunity')}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className="row wrap" style={{ marginTop: 8 }}>
        <span className="t3 fs12">{t('feedback.matters')}</span>
        <Segment
          label={t('feedback.matters')} value={importance} onChange={setImportance}
          options={importances.map((value) => ({ value, label: value }))}
        />
        <span className="grow" />
        <span className="t3 fs12">{t('feedback.likenessNote')}</span>
      </div>
    </section>
  )
}

/** What the engine suggests, or, once something is typed, what matches it. */
function useChoices(id: string, text: string): readonly Choice[] {
  const [settled] = useDebouncedValue(text.trim(), 200)
  const suggested = useQuery(suggestionsQuery(id)).data
  const found = useQuery({
    queryKey: ['opportunity', 'find', settled], enabled: settled.length > 1,
    queryFn: () => answer(api.GET('/api/v1/opportunities', {
      params: { query: { text: settled, limit: most } },
    })),
  }).data
  if (settled.length > 1 && found) {
    return found.records.map((each) => ({
      opportunity_id: each.id, key: each.key, title: each.title, quote_count: each.quote_count,
    }))
  }
  return suggested?.records.slice(0, most) ?? []
}
