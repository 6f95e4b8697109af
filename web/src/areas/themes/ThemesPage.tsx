import { Switch } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { answer, api } from '~/api/client'
import type { Theme } from '~/api/records'
import { useKeys } from '~/keys/useKeys'
import { Button } from '~/parts/Button'
import { ImportLink } from '~/parts/ImportLink'
import { neighbours } from '~/parts/neighbours'
import { FilterBar, PageHeader, StatusLine } from '~/parts/PageHeader'
import { Kbd } from '~/parts/small'
import { Split } from '~/parts/Split'
import { EmptyState, Loaded } from '~/parts/States'
import { problemToast, saidToast } from '~/parts/toast'
import { useMay } from '~/session/session'
import { integer } from '~/text/format'
import { t } from '~/text/text'
import { byArea, overlap } from './areas'
import { NewTheme } from './NewTheme'
import { themesQuery, type ThemeSearch } from './queries'
import { ThemePanel } from './ThemePanel'
import { ThemeTable } from './ThemeTable'

/** What customers talk about: how much, since when, and what it does to them. */
export function ThemesPage() {
  const search = useSearch({ from: '/framed/themes' })
  const navigate = useNavigate({ from: '/themes' })
  const go = (next: ThemeSearch) => void navigate({ search: next, replace: true, resetScroll: false })
  const themes = useQuery(themesQuery(search.hidden ?? false))
  const mayWrite = useMay('insight.write')
  const discover = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/themes/discovery')),
    onSuccess: () => saidToast(t('theme.looking')), onError: problemToast,
  })
  useKeys(mayWrite ? [{ keys: 'c', label: t('theme.add'), run: () => go({ ...search, add: true }) }] : [])
  const all = themes.data?.records ?? []
  return (
    <>
      <PageHeader
        title={t('nav.themes')}
        sub={all.length > 0 ? `${t('theme.sub', { themes: all.length, areas: byArea(all).length })}${
          overlap(all) ? `. ${t('theme.several')}` : ''}` : null}
      >
        {mayWrite ? (
          <>
            <Button busy={discover.isPending} onClick={() => discover.mutate()}>{t('theme.discover')}</Button>
            <Button icon="plus" onClick={() => go({ ...search, add: true })}>{t('theme.add')}<Kbd keys="c" /></Button>
          </>
        ) : null}
      </PageHeader>
      <FilterBar>
        <Switch
          size="xs" label={t('theme.showHidden')} checked={search.hidden ?? false}
          onChange={(event) => go({ ...search, hidden: event.currentTarget.checked || undefined })}
        />
        <span className="grow" />
        <span className="t3 fs12">{t('theme.legend')}</span>
      </FilterBar>
      <Loaded query={themes} rows={12}>
        {(data) => (data.records.length === 0 ? <NoThemes /> : (
          <Shown themes={data.records} search={search} onSearch={go} />
        ))}
      </Loaded>
      {search.add && mayWrite ? (
        <NewTheme onClose={() => go({ ...search, add: undefined })} onAdded={(id) => go({ ...search, add: undefined, open: id })} />
      ) : null}
    </>
  )
}

interface ShownProps {
  readonly themes: readonly Theme[]
  readonly search: ThemeSearch
  readonly onSearch: (next: ThemeSearch) => void
}

function Shown({ themes, search, onSearch }: ShownProps) {
  const areas = byArea(themes)
  const order = areas.flatMap((area) => area.themes)
  const open = (id: string | undefined) => onSearch({ ...search, open: id })
  const { at, beside } = neighbours(order, search.open, open)
  const first = order[0]
  const begin = at < 0 && first ? () => open(first.id) : undefined
  useKeys([
    { keys: 'j', label: t('keys.next'), run: () => (beside.onNext ?? begin)?.(), group: t('keys.list') },
    { keys: 'k', label: t('keys.previous'), run: () => (beside.onPrevious ?? begin)?.(), group: t('keys.list') },
  ])
  return (
    <Split
      panel={search.open ? (
        <ThemePanel
          key={search.open} id={search.open} others={order} {...beside} onClose={() => open(undefined)} onOpen={open}
        />
      ) : null}
    >
      <ThemeTable areas={areas} open={search.open} onOpen={open} />
      <StatusLine hints={[{ keys: 'j k', label: t('keys.move') }, { keys: 't', label: t('opportunity.lineHint') }]}>
        {t('theme.ratingMeans', { count: integer(order.length) })}
      </StatusLine>
    </Split>
  )
}

function NoThemes() {
  return (
    <EmptyState icon="target" title={t('theme.none')} actions={<ImportLink />}>
      {t('theme.noneDetail')}
    </EmptyState>
  )
}
