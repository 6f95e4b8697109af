import { NumberInput, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { Framework, Priorities } from '~/api/records'
import { Button, buttonClass } from '~/parts/Button'
import { FilterBar, PageHeader, StatusLine } from '~/parts/PageHeader'
import { PathLink } from '~/parts/RecordLink'
import { Split } from '~/parts/Split'
import { EmptyState, Loaded } from '~/parts/States'
import { useMay } from '~/session/session'
import { decimal, integer } from '~/text/format'
import { t } from '~/text/text'
import { FrameworkDialog } from './FrameworkDialog'
import { frameworksQuery, prioritiesQuery, type PrioritySearch } from './queries'
import { RankTable } from './RankTable'
import { Side } from './Side'
import styles from './Priorities.module.css'

/** What to do first, and how sure that order is. */
export function PrioritiesPage() {
  const search = useSearch({ from: '/framed/priorities' })
  const navigate = useNavigate({ from: '/priorities' })
  const go = (next: PrioritySearch) => void navigate({ search: next, replace: true, resetScroll: false })
  const frameworks = useQuery(frameworksQuery)
  const order = useQuery(prioritiesQuery(search))
  const [editing, setEditing] = useState<Framework | 'new' | null>(null)
  const mayScore = useMay('priority.score')
  const all = frameworks.data?.records ?? []
  const chosen = all.find((each) => each.key === (order.data?.framework ?? search.framework))
  return (
    <>
      <PageHeader
        title={t('nav.priorities')}
        sub={order.data && chosen ? t('priority.sub', { count: order.data.items.length, framework: chosen.name }) : null}
      >
        <Select
          size="xs" w={190} allowDeselect={false} aria-label={t('priority.framework')} value={chosen?.key ?? null}
          data={all.filter((each) => each.active).map((each) => ({ value: each.key, label: each.name }))}
          onChange={(framework) => go({ ...search, framework: framework ?? undefined })}
        />
        {mayScore && chosen ? <Button onClick={() => setEditing(chosen)}>{t('priority.formula')}</Button> : null}
        {mayScore ? <Button icon="plus" onClick={() => setEditing('new')}>{t('priority.newFramework')}</Button> : null}
      </PageHeader>
      <FilterBar>
        {order.data && order.data.items.length > 0 ? <Firmness order={order.data} /> : null}
        <span className="grow" />
        <label className="row">
          <span className="t2">{t('priority.cut')}</span>
          <NumberInput
            size="xs" w={64} min={1} max={50} value={search.top ?? order.data?.top ?? 5} allowDecimal={false}
            onChange={(top) => { if (typeof top === 'number') go({ ...search, top }) }}
          />
        </label>
      </FilterBar>
      <Loaded query={order} rows={12}>
        {(data) => (data.items.length === 0 || !chosen ? <Nothing /> : (
          <Shown order={data} framework={chosen} search={search} onSearch={go} />
        ))}
      </Loaded>
      {editing ? (
        <FrameworkDialog
          framework={editing === 'new' ? null : editing} onClose={() => setEditing(null)}
          onSaved={(key) => { setEditing(null); go({ ...search, framework: key }) }}
        />
      ) : null}
    </>
  )
}

/** How sure the order is: of the top as a whole, and of neighbours. */
function Firmness({ order }: { readonly order: Priorities }) {
  const close = order.items.filter((each) => each.too_close).length
  return (
    <>
      <span className="t2">{t('priority.right', { right: decimal(order.expected_right, 1), top: order.top })}</span>
      {close > 0 ? (
        <span className={styles.close} title={t('priority.tooClose')}>
          <span className={styles.key} aria-hidden="true" />{t('priority.closePairs', { count: close })}
        </span>
      ) : null}
    </>
  )
}

interface ShownProps {
  readonly order: Priorities
  readonly framework: Framework
  readonly search: PrioritySearch
  readonly onSearch: (next: PrioritySearch) => void
}

function Shown({ order, framework, search, onSearch }: ShownProps) {
  const open = order.items.find((each) => each.item.id === search.open)
  return (
    <Split aside wide panel={<Side order={order} framework={framework} open={open} />}>
      <RankTable
        order={order} framework={framework} open={search.open}
        onOpen={(id) => onSearch({ ...search, open: id })}
      />
      <StatusLine hints={hints}>
        {t('priority.draws', { draws: integer(order.draws), seed: order.seed })}
      </StatusLine>
    </Split>
  )
}

const hints = [
  { keys: 'ArrowUp ArrowDown', label: t('priority.moveHint') }, { keys: 'Enter', label: t('priority.editHint') },
]

function Nothing() {
  return (
    <EmptyState icon="list" title={t('priority.none')} actions={<PathLink to="/items" className={buttonClass('primary')}>{t('priority.toItems')}</PathLink>}>
      {t('priority.noneDetail')}
    </EmptyState>
  )
}
