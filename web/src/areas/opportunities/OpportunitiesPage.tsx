import { Select, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { arrOf, type Opportunity } from '~/api/records'
import { useKeys } from '~/keys/useKeys'
import { Button } from '~/parts/Button'
import { Icon } from '~/parts/Icon'
import { neighbours } from '~/parts/neighbours'
import { FilterBar, PageHeader, StatusLine } from '~/parts/PageHeader'
import { RecordList } from '~/parts/RecordList'
import { Kbd } from '~/parts/small'
import { Split } from '~/parts/Split'
import { EmptyState } from '~/parts/States'
import { useMay } from '~/session/session'
import { integer, moneyShort } from '~/text/format'
import { t } from '~/text/text'
import { NewOpportunity } from './NewOpportunity'
import { OpportunityPanel } from './OpportunityPanel'
import { statuses, useOpportunityList, type OpportunitySearch, type Status } from './queries'
import { StatusTag } from './StatusTag'
import styles from './Opportunities.module.css'

/** Needs worth answering, each with the words behind it. */
export function OpportunitiesPage() {
  const search = useSearch({ from: '/framed/opportunities' })
  const navigate = useNavigate({ from: '/opportunities' })
  const router = useRouter()
  const mayWrite = useMay('insight.write')
  const [text, setText] = useState(search.text ?? '')
  const [settled] = useDebouncedValue(text.trim(), 250)
  const list = useOpportunityList({ text: settled || undefined, status: search.status })
  const go = (next: OpportunitySearch) => void navigate({ search: next, replace: true, resetScroll: false })
  const open = (id: string | undefined) => go({ ...search, open: id })
  const { beside } = neighbours(list.records, search.open, open)
  useKeys(mayWrite ? [{
    keys: 'c', label: t('opportunity.add'), run: () => go({ ...search, add: true }),
  }] : [])
  const filtered = settled !== '' || search.status !== undefined
  return (
    <>
      <PageHeader title={t('nav.opportunities')} sub={t('opportunity.sub')}>
        {mayWrite ? (
          <Button icon="plus" onClick={() => go({ ...search, add: true })}>
            {t('opportunity.add')}<Kbd keys="c" />
          </Button>
        ) : null}
      </PageHeader>
      <FilterBar>
        <TextInput
          size="xs" w={260} value={text} leftSection={<Icon name="search" />}
          placeholder={t('opportunity.search')} aria-label={t('opportunity.search')}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Select
          size="xs" w={170} clearable aria-label={t('opportunity.status')} placeholder={t('opportunity.anyStatus')}
          value={search.status ?? null} onChange={(next) => go({ ...search, status: (next ?? undefined) as Status | undefined })}
          data={statuses.map((value) => ({ value, label: t(`opportunity.status.${value}`) }))}
        />
      </FilterBar>
      <Split
        panel={search.open ? (
          <OpportunityPanel
            key={search.open} id={search.open} {...beside} onClose={() => open(undefined)}
          />
        ) : null}
      >
        <RecordList
          label={t('nav.opportunities')} list={list} rowHeight={52}
          empty={(
            <EmptyState
              icon="target" title={t(filtered ? 'opportunity.noMatch' : 'opportunity.none')}
              actions={!filtered && mayWrite ? (
                <Button look="primary" onClick={() => go({ ...search, add: true })}>{t('opportunity.add')}</Button>
              ) : null}
            >
              {t(filtered ? 'feedback.noMatchDetail' : 'opportunity.noneDetail')}
            </EmptyState>
          )}
          current={search.open ?? null} onCurrent={open} renderRow={(record) => <Row record={record} />}
          href={(record) => router.buildLocation({
            to: '/opportunities', search: { ...search, open: record.id },
          }).href}
        />
        <StatusLine hints={hints} />
      </Split>
      <NewOpportunity
        opened={search.add === true && mayWrite} onClose={() => go({ ...search, add: undefined })}
        onAdded={(id) => go({ ...search, add: undefined, open: id })}
      />
    </>
  )
}

const hints = [
  { keys: 'j k', label: t('keys.move') }, { keys: 't', label: t('opportunity.lineHint') },
]

function Row({ record }: { readonly record: Opportunity }) {
  return (
    <span className={styles.row}>
      <span className={styles.key}>{record.key}</span>
      <span className={styles.name}>
        <span className="m trunc">{record.title}</span>
        <span className="t3 trunc fs12">{record.problem}</span>
      </span>
      <span><StatusTag status={record.status} /></span>
      <span className={styles.figure}>
        <b>{integer(record.customer_count)}</b> {t('opportunity.asked', { count: record.customer_count })}
      </span>
      <span className={styles.figure}>
        {record.arr_minor > 0 ? <b>{moneyShort(arrOf(record))}</b> : '–'} {t('opportunity.arr')}
      </span>
      <span className={styles.figure}>
        {record.item_count > 0 ? t('opportunity.items', { count: record.item_count }) : t('opportunity.unanswered')}
      </span>
    </span>
  )
}
