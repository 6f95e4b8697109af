import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '~/api/client'
import type { Job } from '~/api/records'
import { usePaged } from '~/api/usePaged'
import { Meter } from '~/parts/bars'
import { Button } from '~/parts/Button'
import { PageHeader } from '~/parts/PageHeader'
import { Tag, type Tone } from '~/parts/small'
import { EmptyState } from '~/parts/States'
import { PagedTable } from '~/parts/Table'
import { problemToast } from '~/parts/toast'
import { useMay } from '~/session/session'
import { dateTime, integer } from '~/text/format'
import { t, tMaybe } from '~/text/text'

const tones: Readonly<Record<Job['state'], Tone>> = {
  waiting: 'plain', running: 'accent', done: 'good', failed: 'bad', cancelled: 'warn',
}

/** Work in the background: what runs, what failed and why, and the way to stop or repeat it. */
export function JobsPage() {
  const jobs = usePaged(['job', 'list'], (cursor) => answer(
    api.GET('/api/v1/jobs', { params: { query: { limit: 100, cursor } } }),
  ))
  return (
    <>
      <PageHeader title={t('nav.jobs')} sub={t('jobs.sub')} />
      <PagedTable
        label={t('nav.jobs')} paged={jobs} rowKey={(job) => job.id}
        empty={<EmptyState icon="gear" title={t('jobs.none')}>{t('jobs.noneDetail')}</EmptyState>}
        columns={[
          { head: t('jobs.kind'), cell: (job) => tMaybe(`jobs.kind.${job.kind}`, job.kind) },
          {
            head: t('jobs.state'),
            cell: (job) => <Tag tone={tones[job.state]}>{t(`jobs.state.${job.state}`)}</Tag>,
          },
          { head: t('jobs.progress'), cell: (job) => <Progress job={job} /> },
          { head: t('jobs.attempt'), num: true, cell: (job) => integer(job.attempt) },
          { head: t('jobs.begun'), cell: (job) => <span className="t2">{dateTime(job.created_at)}</span> },
          { head: t('jobs.problem'), cell: (job) => <span className="bad" title={job.error}>{job.error}</span> },
          { head: '', num: true, cell: (job) => <JobAction job={job} /> },
        ]}
      />
    </>
  )
}

function Progress({ job }: { readonly job: Job }) {
  if (job.total <= 0) return null
  return (
    <span className="row">
      <Meter share={job.done / job.total} />
      <span className="t3 fs12">{t('jobs.doneOf', { done: job.done, total: job.total })}</span>
    </span>
  )
}

function JobAction({ job }: { readonly job: Job }) {
  const client = useQueryClient()
  const mayManage = useMay('jobs.manage')
  const running = job.state === 'waiting' || job.state === 'running'
  const act = useMutation({
    mutationFn: async () => {
      const params = { params: { path: { id: job.id } } }
      await (running
        ? api.POST('/api/v1/jobs/{id}/cancellation', params)
        : api.POST('/api/v1/jobs/{id}/retry', params))
    },
    onError: problemToast,
    onSettled: () => client.invalidateQueries({ queryKey: ['job'] }),
  })
  if (!mayManage || (!running && job.state !== 'failed')) return null
  return (
    <Button look="quiet" busy={act.isPending} onClick={() => act.mutate()}>
      {t(running ? 'common.cancel' : 'common.retry')}
    </Button>
  )
}
