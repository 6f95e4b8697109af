import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { arrOf, type Facets } from '~/api/records'
import { useKeys } from '~/keys/useKeys'
import { Button, buttonClass } from '~/parts/Button'
import { DenseList } from '~/parts/DenseList'
import { Icon } from '~/parts/Icon'
import { PageHeader, StatusLine } from '~/parts/PageHeader'
import { Kbd } from '~/parts/small'
import { EmptyState, ErrorState, LoadingState } from '~/parts/States'
import { useMay } from '~/session/session'
import { integer, moneyShort } from '~/text/format'
import { Text } from '~/text/Text'
import { t } from '~/text/text'
import { AddFeedback } from './AddFeedback'
import { FacetSide } from './FacetSide'
import { FeedbackPanel } from './FeedbackPanel'
import { FeedbackRow } from './FeedbackRow'
import { FilterChips } from './FilterChips'
import { facetsQuery, feedbackListQuery, useSourceKinds } from './queries'
import { filterOf, isFiltered, toggleFacet, type FeedbackSearch } from './search'
import { useFiling } from './useFiling'
import styles from './Feedback.module.css'

const rowHeight = 48

/** Everything customers said: narrow it, read it, link it; the list never goes away. */
export function FeedbackPage() {
  const search = useSearch({ from: '/framed/feedback' })
  const navigate = useNavigate({ from: '/feedback' })
  const router = useRouter()
  const mayWrite = useMay('feedback.write')
  const filter = filterOf(search)
  const list = useInfiniteQuery(feedbackListQuery(filter))
  const facets = useQuery(facetsQuery(filter)).data
  const records = useMemo(() => list.data?.pages.flatMap((page) => page.records) ?? [], [list.data])
  const [facetsShown, setFacetsShown] = useState(false)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const filing = useFiling()
  const sourceKinds = useSourceKinds()

  const go = (next: FeedbackSearch, replace = false) =>
    void navigate({ search: next, replace, resetScroll: false })
  const openRecord = (id: string) => go({ ...search, open: id }, true)
  const at = records.findIndex((record) => record.id === search.open)
  const neighbour = (by: number) => {
    const next = at < 0 ? undefined : records[at + by]
    return next ? () => openRecord(next.id) : undefined
  }
  const toggle = (id: string) => setSelected((before) => {
    const after = new Set(before)
    if (!after.delete(id)) after.add(id)
    return after
  })
  useKeys([
    ...(mayWrite ? [{
      keys: 'c', label: t('command.addFeedback'), run: () => go({ ...search, add: true }),
    }] : []),
    ...(selected.size > 0 ? [{
      keys: 'Escape', label: t('feedback.unselect'), run: () => setSelected(new Set()),
    }] : []),
  ])
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
                  filing.file(records.filter((record) => selected.has(record.id)), 'archived')
                  setSelected(new Set())
                }}
              >
                {t('feedback.archiveMany', { count: selected.size })}
              </Button>
            ) : null}
          </FilterChips>
          {list.error ? <ErrorState error={list.error} onRetry={() => void list.refetch()} /> : null}
          {list.isPending ? <LoadingState rows={12} /> : null}
          {list.data && records.length === 0 ? (
            <Nothing filtered={isFiltered(filter)} onClear={() => go({})} />
          ) : null}
          {records.length > 0 ? (
            <DenseList
              label={t('feedback.records')} items={records} itemKey={(record) => record.id}
              rowHeight={rowHeight} current={search.open ?? null} onCurrent={openRecord}
              href={(record) => router.buildLocation({
                to: '/feedback', search: { ...search, open: record.id },
              }).href}
              renderRow={(record) => (
                <FeedbackRow record={record} sourceKind={sourceKinds.get(record.source.id)} />
              )}
              total={facets?.total} selected={selected} onSelect={mayWrite ? toggle : undefined}
              onEnd={() => {
                if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage()
              }}
            />
          ) : null}
          <StatusLine hints={hints}>
            {facets ? t('feedback.position', { at: at + 1, total: facets.total }) : null}
          </StatusLine>
        </section>
        {search.open ? (
          <FeedbackPanel
            key={search.open} id={search.open} known={records[at]} onNext={neighbour(1)}
            onPrevious={neighbour(-1)} onClose={() => go({ ...search, open: undefined }, true)}
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
