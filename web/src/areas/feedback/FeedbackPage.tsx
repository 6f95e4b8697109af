import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { arrOf, type Facets } from '~/api/records'
import { useKeys } from '~/keys/useKeys'
import { Button, buttonClass } from '~/parts/Button'
import { Icon } from '~/parts/Icon'
import { neighbours } from '~/parts/neighbours'
import { PageHeader, StatusLine } from '~/parts/PageHeader'
import { RecordList } from '~/parts/RecordList'
import { Kbd } from '~/parts/small'
import { EmptyState } from '~/parts/States'
import { useSelection } from '~/parts/useSelection'
import { useMay } from '~/session/session'
import { integer, moneyShort } from '~/text/format'
import { Text } from '~/text/Text'
import { t } from '~/text/text'
import { AddFeedback } from './AddFeedback'
import { FacetSide } from './FacetSide'
import { FeedbackPanel } from './FeedbackPanel'
import { FeedbackRow } from './FeedbackRow'
import { FilterChips } from './FilterChips'
import { facetsQuery, useFeedbackList, useSourceKinds } from './queries'
import { filterOf, isFiltered, toggleFacet, type FeedbackSearch } from './search'
import { useFiling } from './useFiling'
import styles from './Feedback.module.css'

/** Everything customers said: narrow it, read it, link it; the list never goes away. */
export function FeedbackPage() {
  const search = useSearch({ from: '/framed/feedback' })
  const navigate = useNavigate({ from: '/feedback' })
  const router = useRouter()
  const mayWrite = useMay('feedback.write')
  const filter = filterOf(search)
  const list = useFeedbackList(filter)
  const facets = useQuery(facetsQuery(filter)).data
  const [facetsShown, setFacetsShown] = useState(false)
  const { selected, toggle, clear } = useSelection()
  const filing = useFiling()
  const sourceKinds = useSourceKinds()

  const go = (next: FeedbackSearch, replace = false) =>
    void navigate({ search: next, replace, resetScroll: false })
  const openRecord = (id: string) => go({ ...search, open: id }, true)
  const { at, beside } = neighbours(list.records, search.open, openRecord)
  useKeys(mayWrite ? [{
    keys: 'c', label: t('command.addFeedback'), run: () => go({ ...search, add: true }),
  }] : [])
  return (
    <>
      <PageHeader title={t('nav.feedback')} sub={facets ? <Sizes facets={facets} filter={filter} /> : null}>
        <Actions onAdd={() => go({ ...search, add: true })} />
      </PageHeader>
      <div className={styles.split} data-open={Boolean(search.open)}>
        <FacetSide
          facets={facets} search={search} shown={facetsShown}
          onText={(text) => go({ ...search, text: text || undefined }, true)}
          onToggle={(name, value) => go(toggleFacet(search, name, value))}
          onDone={() => setFacetsShown(false)}
        />
        <section className={styles.list} aria-label={t('feedback.records')}>
          <FilterChips
            search={search} facets={facets} onChange={go} onShowFacets={() => setFacetsShown(true)}
            onToggle={(name, value) => go(toggleFacet(search, name, value))}
          >
            {selected.size > 0 ? (
              <Button
                icon="check"
                onClick={() => {
                  filing.file(list.records.filter((record) => selected.has(record.id)), 'archived')
                  clear()
                }}
              >
                {t('feedback.archiveMany', { count: selected.size })}
              </Button>
            ) : null}
          </FilterChips>
          <RecordList
            label={t('feedback.records')} list={list} rowHeight={48}
            empty={<Nothing filtered={isFiltered(filter)} onClear={() => go({})} />}
            current={search.open ?? null} onCurrent={openRecord}
            href={(record) => router.buildLocation({
              to: '/feedback', search: { ...search, open: record.id },
            }).href}
            renderRow={(record) => (
              <FeedbackRow record={record} sourceKind={sourceKinds.get(record.source.id)} />
            )}
            total={facets?.total} selected={selected} onSelect={mayWrite ? toggle : undefined}
          />
          <StatusLine hints={hints}>
            {facets ? t('feedback.position', { at: at + 1, total: facets.total }) : null}
          </StatusLine>
        </section>
        {search.open ? (
          <FeedbackPanel
            key={search.open} id={search.open} {...beside} onClose={() => go({ ...search, open: undefined }, true)}
          />
        ) : null}
      </div>
      <AddFeedback
        opened={search.add === true && mayWrite}
        onClose={() => go({ ...search, add: undefined }, true)}
        onAdded={(id) => go({ ...search, add: undefined, open: id }, true)}
      />
    </>
  )
}

const hints = [
  { keys: 'j k', label: t('keys.move') },
  { keys: 'x', label: t('feedback.selectHint') },
  { keys: 'l', label: t('feedback.linkHint') },
  { keys: 'a', label: t('feedback.archiveHint') },
]

function Sizes({ facets, filter }: { readonly facets: Facets; readonly filter: object }) {
  const all = useQuery(facetsQuery({})).data
  const narrowed = isFiltered(filter) && all
  return (
    <Text
      id={narrowed ? 'feedback.sizesOf' : 'feedback.sizes'}
      values={{
        total: integer(facets.total) + (facets.total_is_at_least ? '+' : ''), count: facets.total,
        all: all?.total ?? 0, customers: facets.customers, accounts: facets.accounts,
        arr: moneyShort(arrOf(facets)),
      }}
    />
  )
}

function Actions({ onAdd }: { readonly onAdd: () => void }) {
  const mayWrite = useMay('feedback.write')
  const mayImport = useMay('feedback.import')
  return (
    <>
      {mayImport ? (
        <Link to="/imports/new" className={buttonClass('quiet')}>
          <Icon name="upload" />
          {t('feedback.import')}
        </Link>
      ) : null}
      {mayWrite ? (
        <Button icon="plus" onClick={onAdd}>
          {t('command.addFeedback')}
          <Kbd keys="c" />
        </Button>
      ) : null}
    </>
  )
}

interface NothingProps {
  readonly filtered: boolean
  readonly onClear: () => void
}

function Nothing({ filtered, onClear }: NothingProps) {
  if (filtered) {
    return (
      <EmptyState
        icon="search" title={t('feedback.noMatch')}
        actions={<Button onClick={onClear}>{t('common.clearFilters')}</Button>}
      >
        {t('feedback.noMatchDetail')}
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon="chat" title={t('home.empty')}
      actions={<Link to="/imports/new" className={buttonClass('primary')}>{t('home.import')}</Link>}
    >
      {t('home.emptyDetail')}
    </EmptyState>
  )
}
