import { Select, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answer, api, ifMatch } from '~/api/client'
import type { Item, Schemas } from '~/api/records'
import { Button, IconButton } from '~/parts/Button'
import { EditableText } from '~/parts/EditableText'
import { PanelSection } from '~/parts/RecordPanel'
import { problemToast } from '~/parts/toast'
import { useRemoval } from '~/parts/useRemoval'
import { useMay } from '~/session/session'
import { date } from '~/text/format'
import { t } from '~/text/text'
import styles from './Items.module.css'

type Criterion = Schemas['CriterionView']
const states = ['open', 'met', 'failed'] as const

/** What must hold before the item counts as done, and the product owner's verdict on it. */
export function Criteria({ record }: { readonly record: Item }) {
  const client = useQueryClient()
  const mayWrite = useMay('backlog.write')
  const settled = record.status === 'accepted' || record.status === 'released'
  const [text, setText] = useState('')
  const list = useQuery({
    queryKey: ['item', 'criteria', record.id],
    queryFn: () => answer(api.GET('/api/v1/items/{id}/criteria', { params: { path: { id: record.id } } })),
  }).data?.records
  const again = () => client.invalidateQueries({ queryKey: ['item'] })
  const add = useMutation({
    mutationFn: () => api.POST('/api/v1/items/{id}/criteria', {
      params: { path: { id: record.id } }, body: { text },
    }),
    onSuccess: () => setText(''), onSettled: again, onError: problemToast,
  })
  return (
    <PanelSection title={t('item.criteria', { met: record.criteria_met, total: record.criteria_total })}>
      {list?.length === 0 ? <p className="t3">{t('item.noCriteria')}</p> : null}
      {list?.map((each) => (
        <CriterionRow key={each.id} criterion={each} readOnly={!mayWrite || settled} onChanged={again} />
      ))}
      {mayWrite && !settled ? (
        <form
          className={styles.add}
          onSubmit={(event) => {
            event.preventDefault()
            if (text.trim()) add.mutate()
          }}
        >
          <TextInput
            className="grow" size="xs" value={text} aria-label={t('item.criterionAdd')}
            placeholder={t('item.criterionAdd')} onChange={(event) => setText(event.currentTarget.value)}
          />
          <Button type="submit" busy={add.isPending}>{t('common.add')}</Button>
        </form>
      ) : null}
      <Verdict record={record} />
    </PanelSection>
  )
}

interface RowProps {
  readonly criterion: Criterion
  readonly readOnly: boolean
  readonly onChanged: () => unknown
}

function CriterionRow({ criterion, readOnly, onChanged }: RowProps) {
  const change = useMutation({
    mutationFn: (body: Schemas['Criterion-updateRequest']) => api.PATCH('/api/v1/criteria/{id}', {
      params: { path: { id: criterion.id }, header: ifMatch(criterion.version) }, body,
    }),
    onSettled: onChanged, onError: problemToast,
  })
  const remove = useRemoval({
    remove: ({ id, version }: Criterion) => api.DELETE('/api/v1/criteria/{id}', {
      params: { path: { id }, header: ifMatch(version) },
    }),
    named: ({ id, text }) => ({ kind: 'criterion', id, title: text }), onRemoved: onChanged,
  })
  return (
    <div className={styles.criterion}>
      <EditableText
        label={t('item.criterionAdd')} value={criterion.text} readOnly={readOnly}
        onSave={(text) => change.mutate({ text })}
      />
      <Select
        size="xs" allowDeselect={false} disabled={readOnly} value={criterion.status}
        aria-label={`${t('item.criterionState')} ${criterion.text}`}
        data={states.map((value) => ({ value, label: t(`item.criterion.${value}`) }))}
        onChange={(status) => { if (status) change.mutate({ status }) }}
      />
      {readOnly ? <span /> : (
        <IconButton icon="close" label={t('item.criterionRemove')} onClick={() => remove.mutate(criterion)} />
      )}
      {criterion.status === 'open' ? null : (
        <EditableText
          label={t('item.evidence')} value={criterion.evidence} readOnly={readOnly}
          placeholder={t('item.evidenceHint')} onSave={(evidence) => change.mutate({ evidence })}
        />
      )}
    </div>
  )
}

function Verdict({ record }: { readonly record: Item }) {
  const client = useQueryClient()
  const mayAccept = useMay('backlog.accept')
  const [reason, setReason] = useState('')
  const given = useQuery({
    queryKey: ['item', 'acceptance', record.id],
    queryFn: () => answer(api.GET('/api/v1/items/{id}/acceptance', { params: { path: { id: record.id } } })),
  }).data?.records
  const judge = useMutation({
    mutationFn: (verdict: 'accepted' | 'rejected') => api.POST('/api/v1/items/{id}/acceptance', {
      params: { path: { id: record.id } }, body: { verdict, reason: reason.trim() },
    }),
    onSuccess: () => setReason(''), onError: problemToast,
    onSettled: () => client.invalidateQueries({ queryKey: ['item'] }),
  })
  return (
    <>
      {mayAccept && record.status === 'in_review' ? (
        <div className={styles.verdict}>
          <Button look="primary" icon="check" busy={judge.isPending} onClick={() => judge.mutate('accepted')}>
            {t('item.accept')}
          </Button>
          <Textarea
            className="grow" size="xs" autosize minRows={1} value={reason} aria-label={t('item.rejectReason')}
            placeholder={t('item.rejectReason')} onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Button disabled={!reason.trim()} onClick={() => judge.mutate('rejected')}>{t('item.reject')}</Button>
        </div>
      ) : null}
      {record.criteria_total > 0 && ['new', 'ready', 'in_progress'].includes(record.status)
        ? <p className="t3 fs12">{t('item.notInReview')}</p> : null}
      {given?.map((each) => (
        <p key={each.id} className="t2 fs12">
          <b>{t(`item.verdict.${each.verdict}`)}</b> {date(each.created_at)}{each.reason ? `: ${each.reason}` : ''}
        </p>
      ))}
    </>
  )
}
