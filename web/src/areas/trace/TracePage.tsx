import { queryOptions, useQuery } from '@tanstack/react-query'
import { useParams, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { answer, api } from '~/api/client'
import { arrOf, type LineRecord, type Trace } from '~/api/records'
import { useKeys } from '~/keys/useKeys'
import { IconButton } from '~/parts/Button'
import { PageHeader, StatusLine } from '~/parts/PageHeader'
import { PathLink, recordPath } from '~/parts/RecordLink'
import { Segment, Tag } from '~/parts/small'
import { Loaded } from '~/parts/States'
import { Table } from '~/parts/Table'
import { date, integer, moneyShort } from '~/text/format'
import { t, tMaybe } from '~/text/text'
import type { Step } from './layout'
import { RiverFigure, stepShare } from './RiverFigure'
import { StepColumn } from './StepColumn'
import styles from './Trace.module.css'

function traceQuery(kind: string, id: string) {
  return queryOptions({
    queryKey: ['trace', kind, id],
    queryFn: () => answer(
      api.GET('/api/v1/trace/{kind}/{id}', { params: { path: { kind, id } } }),
    ),
  })
}

/** The whole line through one record: why it exists, and what became of it. */
export function TracePage() {
  const { kind, id } = useParams({ from: '/framed/trace/$kind/$id' })
  const trace = useQuery(traceQuery(kind, id))
  return <Loaded query={trace}>{(data) => <Line key={id} trace={data} />}</Loaded>
}

function Line({ trace }: { readonly trace: Trace }) {
  const router = useRouter()
  const [look, setLook] = useState<'river' | 'list'>('river')
  const own = trace.steps.findIndex((step) => step.records.some((each) => each.id === trace.root.id))
  const [current, setCurrent] = useState(Math.max(0, own))
  const step = trace.steps[current]
  const move = (by: number) =>
    setCurrent((at) => Math.min(trace.steps.length - 1, Math.max(0, at + by)))
  const back = () => router.history.push(recordPath(trace.root.kind, trace.root.id))
  useKeys([
    { keys: 'ArrowRight', label: t('trace.right'), run: () => move(1) },
    { keys: 'ArrowLeft', label: t('trace.left'), run: () => move(-1) },
    {
      keys: 'Enter', label: t('trace.open'),
      run: () => {
        const first = step?.records[0]
        if (first) router.history.push(recordPath(first.kind, first.id))
      },
    },
    { keys: 'Escape', label: t('trace.back'), run: back },
  ])
  const whole = trace.complete.have === trace.complete.of
  return (
    <>
      <PageHeader
        title={trace.root.title}
        over={[trace.root.key, trace.root.subtitle].filter(Boolean).join(', ')}
        before={<IconButton icon="back" label={t('trace.back')} onClick={back} />}
        sub={(
          <Tag tone={whole ? 'good' : 'plain'} icon={whole ? 'check' : 'trace'}>
            {t(whole ? 'trace.whole' : 'trace.part', { have: trace.complete.have, of: trace.complete.of })}
          </Tag>
        )}
      >
        <Segment
          label={t('trace.look')} value={look} onChange={setLook}
          options={[
            { value: 'river', label: t('trace.river') }, { value: 'list', label: t('trace.list') },
          ]}
        />
      </PageHeader>
      <div className={styles.answers}>
        <div><span className="t3">{t('trace.why')}</span><p>{trace.why || t('trace.nobody')}</p></div>
        <div><span className="t3">{t('trace.became')}</span><p>{trace.became || t('trace.nothingYet')}</p></div>
      </div>
      {look === 'list' ? <LineTable trace={trace} /> : (
        <div className={styles.scroll}>
          <RiverFigure trace={trace} current={current} />
          <ol
            className={styles.steps} aria-label={t('line.trace')}
            style={{ '--first': `${stepShare(0, trace.steps.length - 2)}%` } as React.CSSProperties}
          >
            {trace.steps.map((each, index) => (
              <StepColumn
                key={each.step} step={each} current={index === current}
                onCurrent={() => setCurrent(index)}
              />
            ))}
          </ol>
        </div>
      )}
      <StatusLine hints={hints}>
        {t('trace.means', {
          customers: trace.customers, accounts: trace.accounts, arr: moneyShort(arrOf(trace)),
        })}
      </StatusLine>
    </>
  )
}

const hints = [
  { keys: 'ArrowLeft ArrowRight', label: t('trace.walk') },
  { keys: 'Enter', label: t('trace.openHint') },
  { keys: 'Escape', label: t('trace.backHint') },
]

interface Row {
  readonly step: Step
  readonly record: LineRecord | null
  readonly key: string
}

/** The same line for those who would rather read it. */
function LineTable({ trace }: { readonly trace: Trace }) {
  const rows: Row[] = trace.steps.flatMap((step) => {
    const records = step.records.length > 0 ? step.records : [null]
    return records.map((record, index) => ({ step, record, key: `${step.step}-${index}` }))
  })
  return (
    <Table
      label={t('line.trace')} rows={rows} rowKey={(row) => row.key}
      columns={[
        { head: t('trace.column.step'), cell: (row) => tMaybe(`trace.step.${row.step.step}`, row.step.label), width: 140 },
        {
          head: t('trace.column.record'),
          cell: (row) => (row.record ? (
            <PathLink to={recordPath(row.record.kind, row.record.id)}>
              {[row.record.key, row.record.title].filter(Boolean).join(' ')}
            </PathLink>
          ) : <span className="t3">{t('line.notYet')}</span>),
        },
        { head: t('trace.column.detail'), cell: (row) => row.record?.subtitle ?? '' },
        { head: t('trace.column.when'), cell: (row) => (row.record?.at ? date(row.record.at) : ''), width: 120 },
        { head: t('trace.column.total'), num: true, cell: (row) => integer(row.step.total), width: 80 },
      ]}
    />
  )
}
