import { answer, api } from '~/api/client'
import { usePaged } from '~/api/usePaged'
import { PageHeader } from '~/parts/PageHeader'
import { Tag } from '~/parts/small'
import { EmptyState } from '~/parts/States'
import { PagedTable } from '~/parts/Table'
import { actionWords, actorWords, detailWords, kindWords } from '~/text/audit'
import { dateTime } from '~/text/format'
import { t } from '~/text/text'

/** Who did what, when, to which record. Entries are chained: one that was changed would show. */
export function AuditPage() {
  const entries = usePaged(['audit', 'list'], (cursor) => answer(
    api.GET('/api/v1/audit', { params: { query: { limit: 100, cursor } } }),
  ))
  return (
    <>
      <PageHeader title={t('nav.audit')} sub={t('audit.sub')} />
      <PagedTable
        label={t('nav.audit')} paged={entries} rowKey={(entry) => String(entry.seq)}
        empty={<EmptyState icon="list" title={t('audit.none')} />}
        columns={[
          { head: t('audit.when'), cell: (entry) => dateTime(entry.at), width: 190 },
          {
            head: t('audit.who'),
            cell: (entry) => (
              <span className="row">
                {actorWords(entry.actor_name)}
                {entry.actor_kind === 'token' ? <Tag>{t('audit.byToken')}</Tag> : null}
              </span>
            ),
          },
          { head: t('audit.what'), cell: (entry) => actionWords(entry.action) },
          { head: t('audit.record'), cell: (entry) => kindWords(entry.record_id) },
          {
            head: t('audit.detail'),
            cell: (entry) => <span className="t2">{detailWords(entry.detail)}</span>,
          },
          {
            head: t('audit.hash'),
            cell: (entry) => <code className="t3 fs12" title={entry.hash}>{entry.hash.slice(0, 12)}</code>,
          },
        ]}
      />
    </>
  )
}
