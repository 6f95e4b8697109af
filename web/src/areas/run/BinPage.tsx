import { Select } from '@mantine/core'
import { useState } from 'react'
import { answer, api } from '~/api/client'
import type { Removed } from '~/api/records'
import { usePaged } from '~/api/usePaged'
import { Button } from '~/parts/Button'
import { PageHeader } from '~/parts/PageHeader'
import { EmptyState } from '~/parts/States'
import { PagedTable } from '~/parts/Table'
import { useRestore } from '~/parts/useRemoval'
import { date, dateTime } from '~/text/format'
import { t } from '~/text/text'

const kinds = [
  'feedback', 'opportunity', 'item', 'criterion', 'plan', 'team', 'release', 'flag', 'segment',
  'environment',
] as const satisfies readonly Removed['kind'][]

/** What was removed, by whom, and until when it can be brought back. */
export function BinPage() {
  const [kind, setKind] = useState<Removed['kind'] | null>(null)
  const removed = usePaged<Removed>(['bin', 'list', kind ?? ''], (cursor) => answer(
    api.GET('/api/v1/bin', { params: { query: { limit: 100, cursor, ...(kind ? { kind } : {}) } } }),
  ))
  return (
    <>
      <PageHeader title={t('nav.bin')} sub={t('bin.sub')}>
        <Select
          size="xs" w={180} aria-label={t('bin.kind')} placeholder={t('bin.every')} clearable value={kind}
          data={kinds.map((value) => ({ value, label: t(`bin.kind.${value}`) }))}
          onChange={(value) => setKind(kinds.find((each) => each === value) ?? null)}
        />
      </PageHeader>
      <PagedTable
        label={t('nav.bin')} paged={removed} rowKey={(record) => record.id}
        empty={<EmptyState icon="undo" title={t(kind ? 'bin.noneSuch' : 'bin.none')}>{t('bin.noneDetail')}</EmptyState>}
        columns={[
          { head: t('bin.what'), cell: (record) => <span className="m">{record.title}</span> },
          { head: t('bin.kind'), cell: (record) => t(`bin.kind.${record.kind}`), width: 130 },
          { head: t('bin.by'), cell: (record) => record.removed_by || t('bin.unknown') },
          { head: t('bin.when'), cell: (record) => <span className="t2">{dateTime(record.removed_at)}</span>, width: 190 },
          {
            head: t('bin.due'),
            cell: (record) => <span className="t2">{record.due_at ? date(record.due_at) : t('bin.never')}</span>,
            width: 150,
          },
          { head: '', num: true, cell: (record) => <Restore record={record} /> },
        ]}
      />
    </>
  )
}

function Restore({ record }: { readonly record: Removed }) {
  const restore = useRestore()
  return (
    <Button
      look="quiet" icon="undo" aria-label={t('bin.restore', { title: record.title })}
      busy={restore.isPending} onClick={() => restore.mutate(record)}
    >
      {t('bin.restoreAsk')}
    </Button>
  )
}
