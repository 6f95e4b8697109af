import { NumberInput, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, ifMatch } from '~/api/client'
import type { Team } from '~/api/records'
import { useKeys } from '~/keys/useKeys'
import { Button, IconButton } from '~/parts/Button'
import { Dialog } from '~/parts/Dialog'
import { PageHeader } from '~/parts/PageHeader'
import { Kbd } from '~/parts/small'
import { EmptyState, Loaded } from '~/parts/States'
import { Table } from '~/parts/Table'
import { problemToast } from '~/parts/toast'
import { useRemoval } from '~/parts/useRemoval'
import { useMay } from '~/session/session'
import { integer, plainDate } from '~/text/format'
import { t } from '~/text/text'
import { readExceptions, writeExceptions } from './exceptions'
import { teamsQuery } from './queries'

/** Who builds, and how much of it fits into a week. */
export function TeamsPage() {
  const teams = useQuery(teamsQuery)
  const mayPlan = useMay('roadmap.plan')
  const [editing, setEditing] = useState<Team | 'new' | null>(null)
  useKeys(mayPlan ? [{ keys: 'c', label: t('team.add'), run: () => setEditing('new') }] : [])
  const add = mayPlan ? (
    <Button icon="plus" onClick={() => setEditing('new')}>{t('team.add')}<Kbd keys="c" /></Button>
  ) : null
  return (
    <>
      <PageHeader title={t('nav.teams')} sub={t('team.sub')}>{add}</PageHeader>
      <Loaded query={teams}>
        {(data) => (data.records.length === 0 ? (
          <EmptyState icon="people" title={t('team.none')} actions={add}>{t('team.noneDetail')}</EmptyState>
        ) : (
          <Table
            label={t('nav.teams')} rows={data.records} rowKey={(team) => team.id}
            columns={[
              { head: t('team.name'), cell: (team) => <span className="m">{team.name}</span> },
              { head: t('team.capacity'), num: true, cell: (team) => integer(team.capacity) },
              {
                head: t('team.exceptions'),
                cell: (team) => <span className="t2">{team.exceptions.map((each) => `${plainDate(each.week)}: ${integer(each.capacity)}`).join(', ')}</span>,
              },
              {
                head: '', num: true, width: 60,
                cell: (team) => (mayPlan ? (
                  <IconButton icon="pencil" label={t('team.edit', { name: team.name })} onClick={() => setEditing(team)} />
                ) : null),
              },
            ]}
          />
        ))}
      </Loaded>
      {editing ? <TeamDialog team={editing === 'new' ? null : editing} onClose={() => setEditing(null)} /> : null}
    </>
  )
}

interface DialogProps {
  readonly team: Team | null
  readonly onClose: () => void
}

function TeamDialog({ team, onClose }: DialogProps) {
  const client = useQueryClient()
  const [name, setName] = useState(team?.name ?? '')
  const [capacity, setCapacity] = useState<number>(team?.capacity ?? 3)
  const [weeks, setWeeks] = useState(writeExceptions(team?.exceptions ?? []))
  const exceptions = readExceptions(weeks)
  const done = () => {
    for (const kind of ['team', 'plan', 'roadmap']) void client.invalidateQueries({ queryKey: [kind] })
    onClose()
  }
  const save = useMutation({
    mutationFn: async () => {
      const body = { name: name.trim(), capacity, exceptions: exceptions ?? [] }
      if (!team) return api.POST('/api/v1/teams', { body })
      return api.PATCH('/api/v1/teams/{id}', {
        params: { path: { id: team.id }, header: ifMatch(team.version) }, body,
      })
    },
    onSuccess: done, onError: problemToast,
  })
  const remove = useRemoval({
    remove: ({ id, version }: Team) => api.DELETE('/api/v1/teams/{id}', {
      params: { path: { id }, header: ifMatch(version) },
    }),
    named: (gone) => ({ kind: 'team', id: gone.id, title: gone.name }), onRemoved: done,
  })
  return (
    <Dialog opened onClose={onClose} title={team ? team.name : t('team.add')} width={440}>
      <form
        style={{ display: 'grid', gap: 12 }}
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim() && exceptions) save.mutate()
        }}
      >
        <TextInput label={t('team.name')} value={name} data-autofocus onChange={(event) => setName(event.currentTarget.value)} />
        <NumberInput
          label={t('team.capacity')} description={t('team.capacityHint')} min={0} max={1000} decimalScale={2} value={capacity}
          onChange={(value) => { if (typeof value === 'number') setCapacity(value) }}
        />
        <Textarea
          label={t('team.exceptions')} description={t('team.exceptionsHint')} autosize minRows={2} value={weeks}
          placeholder="2027-12-27: 1" error={exceptions ? undefined : t('team.exceptionsWrong')}
          onChange={(event) => setWeeks(event.currentTarget.value)}
        />
        <div className="row">
          <Button look="primary" type="submit" busy={save.isPending}>{t('common.save')}</Button>
          <Button look="quiet" onClick={onClose}>{t('common.cancel')}</Button>
          <span className="grow" />
          {team ? <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate(team)}>{t('team.remove')}</Button> : null}
        </div>
      </form>
    </Dialog>
  )
}
