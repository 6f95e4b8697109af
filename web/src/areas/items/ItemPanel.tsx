import { Menu } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { answer, api, ifMatch } from '~/api/client'
import type { Item } from '~/api/records'
import { useKeys } from '~/keys/useKeys'
import { IconButton } from '~/parts/Button'
import { EditableText } from '~/parts/EditableText'
import type { Beside } from '~/parts/neighbours'
import { PathLink, recordPath, tracePath, useTraceKey } from '~/parts/RecordLink'
import { PanelSection, RecordPanel } from '~/parts/RecordPanel'
import { Loaded } from '~/parts/States'
import { problemToast } from '~/parts/toast'
import { useRemoval } from '~/parts/useRemoval'
import { useMay } from '~/session/session'
import { t } from '~/text/text'
import { Criteria } from './Criteria'
import { ItemFields } from './ItemFields'
import { ItemStatus } from './ItemRow'
import { Needs } from './Needs'
import { itemQuery, useChangeItem } from './queries'
import styles from './Items.module.css'

export interface Moves {
  readonly up: (() => void) | undefined
  readonly down: (() => void) | undefined
  readonly top: (() => void) | undefined
}

interface Props extends Beside<Item> {
  readonly id: string
  readonly onClose: () => void
  /** Where the list stands in the backlog's order. */
  readonly onMove: Moves | undefined
}

/** An item with what must hold, why it exists, and what it waits for. */
export function ItemPanel({ id, known, onNext, onPrevious, onClose, onMove }: Props) {
  const query = useQuery({ ...itemQuery(id), placeholderData: known })
  const record = query.data
  useTraceKey('item', id)
  return (
    <RecordPanel
      label={t('item.panel', { key: record?.key ?? '' })} id={record?.key ?? ''}
      tags={record ? <ItemStatus status={record.status} /> : null} onNext={onNext} onPrevious={onPrevious}
      onClose={onClose} menu={record ? <More record={record} onMove={onMove} onClose={onClose} /> : null}
    >
      <Loaded query={query} rows={8}>
        {(record) => <Body record={record} />}
      </Loaded>
    </RecordPanel>
  )
}

function Body({ record }: { readonly record: Item }) {
  const mayWrite = useMay('backlog.write')
  const change = useChangeItem(record)
  return (
    <>
      <EditableText
        label={t('item.title')} look="title" value={record.title} readOnly={!mayWrite}
        onSave={(title) => change.mutate({ title })}
      />
      <EditableText
        label={t('item.description')} value={record.description} readOnly={!mayWrite}
        placeholder={t('item.descriptionHint')} onSave={(description) => change.mutate({ description })}
      />
      <ItemFields record={record} readOnly={!mayWrite} onChange={(patch) => change.mutate(patch)} />
      <Criteria record={record} />
      <Answers record={record} />
      <Needs record={record} />
    </>
  )
}

/** The needs it answers, and with them the customers who asked. */
function Answers({ record }: { readonly record: Item }) {
  const found = useQuery({
    queryKey: ['opportunity', 'of-item', record.id, record.opportunity_ids],
    queryFn: () => Promise.all(record.opportunity_ids.map((id) => answer(
      api.GET('/api/v1/opportunities/{id}', { params: { path: { id } } }),
    ))),
    enabled: record.opportunity_ids.length > 0,
  }).data
  return (
    <PanelSection title={t('item.answersTitle')}>
      {record.opportunity_ids.length === 0 ? <p className="t3">{t('item.answersNothing')}</p> : null}
      {found?.map((each) => (
        <div key={each.id} className={styles.line}>
          <span className="t3 nowrap">{each.key}</span>
          <PathLink to={recordPath('opportunity', each.id)}>{each.title}</PathLink>
          <span className="grow" />
          <span className="t3 nowrap">{t('item.asked', { count: each.customer_count })}</span>
        </div>
      ))}
    </PanelSection>
  )
}

interface MoreProps {
  readonly record: Item
  readonly onMove: Moves | undefined
  readonly onClose: () => void
}

function More({ record, onMove, onClose }: MoreProps) {
  const router = useRouter()
  const client = useQueryClient()
  const mayWrite = useMay('backlog.write')
  const again = () => client.invalidateQueries({ queryKey: ['item'] })
  const vote = useMutation({
    mutationFn: () => (record.voted
      ? api.DELETE('/api/v1/items/{id}/vote', { params: { path: { id: record.id } } })
      : api.PUT('/api/v1/items/{id}/vote', { params: { path: { id: record.id } } })),
    onSettled: again, onError: problemToast,
  })
  const remove = useRemoval({
    remove: ({ id, version }: Item) => api.DELETE('/api/v1/items/{id}', {
      params: { path: { id }, header: ifMatch(version) },
    }),
    named: ({ id, key }) => ({ kind: 'item', id, title: key }), onRemoved: onClose,
  })
  useKeys([{ keys: 'v', label: t('item.vote'), run: () => vote.mutate() }], 'panel')
  return (
    <Menu>
      <Menu.Target><IconButton icon="more" label={t('common.more')} /></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => router.history.push(tracePath('item', record.id))}>{t('line.openTrace')}</Menu.Item>
        <Menu.Item onClick={() => vote.mutate()}>{t(record.voted ? 'item.unvote' : 'item.vote')}</Menu.Item>
        {mayWrite && onMove?.up ? <Menu.Item onClick={onMove.up}>{t('item.moveUp')}</Menu.Item> : null}
        {mayWrite && onMove?.down ? <Menu.Item onClick={onMove.down}>{t('item.moveDown')}</Menu.Item> : null}
        {mayWrite && onMove?.top ? <Menu.Item onClick={onMove.top}>{t('item.moveTop')}</Menu.Item> : null}
        {mayWrite ? <Menu.Item color="red" onClick={() => remove.mutate(record)}>{t('bin.put')}</Menu.Item> : null}
      </Menu.Dropdown>
    </Menu>
  )
}
