import { Menu, Select } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { answer, api, ifMatch } from '~/api/client'
import { arrOf, type Opportunity } from '~/api/records'
import { Button, IconButton } from '~/parts/Button'
import { EditableText } from '~/parts/EditableText'
import type { Beside } from '~/parts/neighbours'
import { PathLink, recordPath, tracePath, useTraceKey } from '~/parts/RecordLink'
import { PanelSection, RecordPanel } from '~/parts/RecordPanel'
import { Facts } from '~/parts/small'
import { Loaded } from '~/parts/States'
import { problemToast } from '~/parts/toast'
import { useRemoval } from '~/parts/useRemoval'
import { useMay } from '~/session/session'
import { integer, money } from '~/text/format'
import { t } from '~/text/text'
import { Evidence } from './Evidence'
import {
  opportunityQuery, statuses, useChangeOpportunity, type Status,
} from './queries'
import { StatusTag } from './StatusTag'
import styles from './Opportunities.module.css'

interface Props extends Beside<Opportunity> {
  readonly id: string
  readonly onClose: () => void
}

/** The need in words, who asked for it, and what answers it. */
export function OpportunityPanel({ id, known, onNext, onPrevious, onClose }: Props) {
  const query = useQuery({ ...opportunityQuery(id), placeholderData: known })
  const record = query.data
  useTraceKey('opportunity', id)
  return (
    <RecordPanel
      label={t('opportunity.panel', { key: record?.key ?? '' })} id={record?.key ?? ''}
      tags={record ? <StatusTag status={record.status} /> : null} onNext={onNext} onPrevious={onPrevious}
      onClose={onClose} menu={record ? <More record={record} onClose={onClose} /> : null}
    >
      <Loaded query={query} rows={8}>
        {(record) => <Body record={record} />}
      </Loaded>
    </RecordPanel>
  )
}

function Body({ record }: { readonly record: Opportunity }) {
  const mayWrite = useMay('insight.write')
  const change = useChangeOpportunity(record)
  return (
    <>
      <EditableText
        label={t('opportunity.title')} look="title" value={record.title} readOnly={!mayWrite}
        onSave={(title) => change.mutate({ title })}
      />
      <EditableText
        label={t('opportunity.problem')} value={record.problem} readOnly={!mayWrite}
        placeholder={t('opportunity.problemHint')} onSave={(problem) => change.mutate({ problem })}
      />
      <Facts
        facts={[
          { name: t('opportunity.customers'), value: integer(record.customer_count) },
          { name: t('opportunity.accounts'), value: integer(record.account_count) },
          { name: t('opportunity.arr'), value: record.arr_minor > 0 ? money(arrOf(record)) : '–' },
        ]}
      />
      {mayWrite ? (
        <Select
          size="xs" w={180} allowDeselect={false} label={t('opportunity.status')} value={record.status} pb={12}
          data={statuses.map((value) => ({ value, label: t(`opportunity.status.${value}`) }))}
          onChange={(status) => { if (status) change.mutate({ status: status as Status }) }}
        />
      ) : null}
      <Items record={record} />
      <Evidence record={record} />
    </>
  )
}

/** What is planned or done about it. */
function Items({ record }: { readonly record: Opportunity }) {
  const router = useRouter()
  const client = useQueryClient()
  const mayWrite = useMay('backlog.write')
  const items = useQuery({
    queryKey: ['item', 'answering', record.id],
    queryFn: () => answer(api.GET('/api/v1/items', {
      params: { query: { opportunity: [record.id], limit: 50 } },
    })),
  }).data?.records
  const promote = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/opportunities/{id}/items', {
      params: { path: { id: record.id } }, body: { title: record.title, type: 'feature' },
    })),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: ['opportunity'] })
      router.history.push(recordPath('item', made.id))
    },
    onError: problemToast,
  })
  return (
    <PanelSection
      title={t('opportunity.answers')}
      action={mayWrite ? (
        <Button icon="plus" busy={promote.isPending} onClick={() => promote.mutate()}>
          {t('opportunity.promote')}
        </Button>
      ) : null}
    >
      {items?.length === 0 ? <p className="t3">{t('opportunity.nothingAnswers')}</p> : null}
      {items?.map((item) => (
        <div key={item.id} className={styles.item}>
          <span className="t3 nowrap">{item.key}</span>
          <PathLink to={recordPath('item', item.id)}>{item.title}</PathLink>
          <span className="grow" />
          <span className="t2 nowrap">{t(`item.status.${item.status}`)}</span>
        </div>
      ))}
    </PanelSection>
  )
}

interface MoreProps {
  readonly record: Opportunity
  readonly onClose: () => void
}

function More({ record, onClose }: MoreProps) {
  const router = useRouter()
  const mayWrite = useMay('insight.write')
  const remove = useRemoval({
    remove: ({ id, version }: Opportunity) => api.DELETE('/api/v1/opportunities/{id}', {
      params: { path: { id }, header: ifMatch(version) },
    }),
    named: ({ id, title }) => ({ kind: 'opportunity', id, title }), onRemoved: onClose,
  })
  return (
    <Menu>
      <Menu.Target><IconButton icon="more" label={t('common.more')} /></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => router.history.push(tracePath('opportunity', record.id))}>
          {t('line.openTrace')}
        </Menu.Item>
        {mayWrite ? <Menu.Item color="red" onClick={() => remove.mutate(record)}>{t('opportunity.remove')}</Menu.Item> : null}
      </Menu.Dropdown>
    </Menu>
  )
}
