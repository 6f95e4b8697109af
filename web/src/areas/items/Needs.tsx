import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answer, api } from '~/api/client'
import type { Item } from '~/api/records'
import { IconButton } from '~/parts/Button'
import { PathLink, recordPath } from '~/parts/RecordLink'
import { PanelSection } from '~/parts/RecordPanel'
import { problemToast } from '~/parts/toast'
import { useMay } from '~/session/session'
import { t } from '~/text/text'
import { ItemStatus } from './ItemRow'
import styles from './Items.module.css'

/** What the item waits for; two that would wait for each other are refused in words. */
export function Needs({ record }: { readonly record: Item }) {
  const client = useQueryClient()
  const mayWrite = useMay('backlog.write')
  const [text, setText] = useState('')
  const [settled] = useDebouncedValue(text.trim(), 200)
  const found = useQuery({
    queryKey: ['item', 'palette', settled],
    queryFn: () => answer(api.GET('/api/v1/items', { params: { query: { text: settled, limit: 8 } } })),
    enabled: settled.length > 1,
  }).data?.records ?? []
  const needed = useQuery({
    queryKey: ['item', 'needed', record.id, record.needs],
    queryFn: () => Promise.all(record.needs.map((id) => answer(
      api.GET('/api/v1/items/{id}', { params: { path: { id } } }),
    ))),
    enabled: record.needs.length > 0,
  }).data
  const again = () => client.invalidateQueries({ queryKey: ['item'] })
  const add = useMutation({
    mutationFn: (needs: string) => api.POST('/api/v1/items/{id}/dependencies', {
      params: { path: { id: record.id } }, body: { needs, kind: 'finish_to_start' },
    }),
    onSuccess: () => setText(''), onSettled: again, onError: problemToast,
  })
  const end = useMutation({
    mutationFn: (needs: string) => api.DELETE('/api/v1/items/{id}/dependencies/{needs}', {
      params: { path: { id: record.id, needs } },
    }),
    onSettled: again, onError: problemToast,
  })
  return (
    <PanelSection title={t('item.needs')}>
      {record.needs.length === 0 ? <p className="t3">{t('item.needsNone')}</p> : null}
      {needed?.map((each) => (
        <div key={each.id} className={styles.line}>
          <span className="t3 nowrap">{each.key}</span>
          <PathLink to={recordPath('item', each.id)}>{each.title}</PathLink>
          <span className="grow" />
          <ItemStatus status={each.status} />
          {mayWrite ? (
            <IconButton
              icon="close" label={t('item.needRemove', { key: each.key })} onClick={() => end.mutate(each.id)}
            />
          ) : null}
        </div>
      ))}
      {mayWrite ? (
        <Select
          size="xs" searchable value={null} searchValue={text} onSearchChange={setText}
          aria-label={t('item.needAdd')} placeholder={t('item.needAdd')}
          data={found.filter((each) => each.id !== record.id).map((each) => ({
            value: each.id, label: `${each.key} ${each.title}`,
          }))}
          filter={({ options }) => options}
          onChange={(id) => { if (id) add.mutate(id) }}
        />
      ) : null}
    </PanelSection>
  )
}
