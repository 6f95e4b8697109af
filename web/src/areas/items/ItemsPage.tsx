import { Select, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { Item } from '~/api/records'
import { useKeys } from '~/keys/useKeys'
import { announce } from '~/parts/announce'
import { Button } from '~/parts/Button'
import { Icon } from '~/parts/Icon'
import { neighbours } from '~/parts/neighbours'
import { FilterBar, PageHeader, StatusLine } from '~/parts/PageHeader'
import { RecordList } from '~/parts/RecordList'
import { Kbd } from '~/parts/small'
import { Split } from '~/parts/Split'
import { EmptyState } from '~/parts/States'
import { undoToast } from '~/parts/toast'
import type { Edge } from '~/parts/useRowDrag'
import { useSelection } from '~/parts/useSelection'
import { useMay } from '~/session/session'
import { t } from '~/text/text'
import { BulkBar } from './BulkBar'
import { FirstProduct } from './FirstProduct'
import { ItemPanel } from './ItemPanel'
import { ItemHeads, ItemRow } from './ItemRow'
import { NewItem } from './NewItem'
import {
  productsQuery, sorts, statuses, types, useItemList, useMoveItem, useTeamNames,
  type ItemSearch,
} from './queries'

/** The backlog of all teams in one order. */
export function ItemsPage() {
  const search = useSearch({ from: '/framed/items' })
  const navigate = useNavigate({ from: '/items' })
  const router = useRouter()
  const mayWrite = useMay('backlog.write')
  const [text, setText] = useState(search.text ?? '')
  const [settled] = useDebouncedValue(text.trim(), 250)
  const { selected, toggle, clear } = useSelection()
  const list = useItemList({ ...search, text: settled || undefined })
  const records = list.records
  const products = useQuery(productsQuery).data?.records
  const teams = useTeamNames()
  const move = useMoveItem()
  const go = (next: ItemSearch) => void navigate({ search: next, replace: true, resetScroll: false })
  const open = (id: string | undefined) => go({ ...search, open: id })
  const { at, beside } = neighbours(records, search.open, open)
  const ordered = (search.sort ?? 'position') === 'position'
  const put = (record: Item, place: number, to: { readonly after?: string; readonly before?: string }) =>
    move.mutate({ id: record.id, ...to }, {
      onSuccess: () => announce(t('item.movedTo', { key: record.key, place, of: records.length })),
    })
  const shift = (by: 1 | -1) => {
    const record = records[at]
    const other = records[at + by]
    if (!record || !other || !ordered) return
    put(record, at + by + 1, by > 0 ? { after: other.id } : { before: other.id })
  }
  const toTop = () => {
    const [record, first] = [records[at], records[0]]
    if (record && first) put(record, 1, { before: first.id })
  }
  const drop = (moved: string, edge: Edge, beside: string) => {
    const record = records.find((each) => each.id === moved)
    const other = records.find((each) => each.id === beside)
    if (!record || !other) return
    const back = besides(records, moved)
    move.mutate({ id: moved, [edge]: beside }, {
      onSuccess: () => undoToast({
        message: t(`item.moved.${edge}`, { key: record.key, other: other.key }),
        undo: () => { if (back) move.mutate({ id: moved, ...back }) },
      }),
    })
  }
  useKeys(mayWrite ? [
    { keys: 'c', label: t('item.add'), run: () => go({ ...search, add: true }) },
    { keys: 'J', label: t('item.moveDown'), run: () => shift(1), group: t('keys.list') },
    { keys: 'K', label: t('item.moveUp'), run: () => shift(-1), group: t('keys.list') },
  ] : [])
  if (products?.length === 0) return <FirstProduct />
  const filtered = Boolean(settled || search.status || search.type || search.team)
  return (
    <>
      <PageHeader title={t('nav.items')} sub={t('item.sub')}>
        {mayWrite ? (
          <Button icon="plus" onClick={() => go({ ...search, add: true })}>
            {t('item.add')}<Kbd keys="c" />
          </Button>
        ) : null}
      </PageHeader>
      <FilterBar>
        <TextInput
          size="xs" w={220} value={text} leftSection={<Icon name="search" />}
          placeholder={t('item.search')} aria-label={t('item.search')}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Choice
          label={t('item.filter.status')} value={search.status} onChange={(status) => go({ ...search, status })}
          options={statuses.map((value) => ({ value, label: t(`item.status.${value}`) }))}
        />
        <Choice
          label={t('item.filter.type')} value={search.type} onChange={(type) => go({ ...search, type })}
          options={types.map((value) => ({ value, label: t(`item.type.${value}`) }))}
        />
        <Choice
          label={t('item.filter.team')} value={search.team} onChange={(team) => go({ ...search, team })}
          options={[...teams].map(([value, label]) => ({ value, label }))}
        />
        <span className="grow" />
        <Choice
          label={t('item.sort.position')} value={search.sort} onChange={(sort) => go({ ...search, sort })}
          options={sorts.map((value) => ({ value, label: t(`item.sort.${value}`) }))}
        />
      </FilterBar>
      {selected.size > 0 ? <BulkBar ids={[...selected]} onDone={clear} /> : null}
      <Split
        panel={search.open ? (
          <ItemPanel
            key={search.open} id={search.open} {...beside} onClose={() => open(undefined)}
            onMove={ordered && at >= 0 ? {
              up: at > 0 ? () => shift(-1) : undefined,
              down: at < records.length - 1 ? () => shift(1) : undefined,
              top: at > 0 ? toTop : undefined,
            } : undefined}
          />
        ) : null}
      >
        <RecordList
          label={t('nav.items')} list={list} rowHeight={44} heads={<ItemHeads />}
          empty={(
            <EmptyState icon="list" title={t(filtered ? 'item.noMatch' : 'item.none')}>
              {t(filtered ? 'feedback.noMatchDetail' : 'item.noneDetail')}
            </EmptyState>
          )}
          current={search.open ?? null} onCurrent={open} selected={selected}
          onSelect={mayWrite ? toggle : undefined}
          onReorder={mayWrite && ordered ? drop : undefined}
          renderRow={(record) => <ItemRow record={record} team={teams.get(record.team_id ?? '')} />}
          href={(record) => router.buildLocation({ to: '/items', search: { ...search, open: record.id } }).href}
        />
        <StatusLine hints={hints} />
      </Split>
      <NewItem
        opened={search.add === true && mayWrite} onClose={() => go({ ...search, add: undefined })}
        onAdded={(id) => go({ ...search, add: undefined, open: id })}
      />
    </>
  )
}

const hints = [
  { keys: 'j k', label: t('keys.move') }, { keys: 'x', label: t('item.select') },
  { keys: 'Shift J K', label: t('item.moveHint') }, { keys: 't', label: t('opportunity.lineHint') },
]

/** Where a record stands now, said by its neighbour. */
function besides(records: readonly Item[], id: string): { readonly after?: string; readonly before?: string } | null {
  const at = records.findIndex((record) => record.id === id)
  const [above, below] = [records[at - 1], records[at + 1]]
  if (above) return { after: above.id }
  return below ? { before: below.id } : null
}

interface ChoiceProps<V extends string> {
  readonly label: string
  readonly value: V | undefined
  readonly options: readonly { readonly value: V; readonly label: string }[]
  readonly onChange: (value: V | undefined) => void
}

function Choice<V extends string>({ label, value, options, onChange }: ChoiceProps<V>) {
  return (
    <Select
      size="xs" w={136} clearable aria-label={label} placeholder={label} value={value ?? null}
      data={[...options]} onChange={(next) => onChange((next ?? undefined) as V | undefined)}
    />
  )
}
