import { MultiSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answer, api, ifMatch } from '~/api/client'
import type { Invitation, Member } from '~/api/records'
import { usePaged } from '~/api/usePaged'
import { Button } from '~/parts/Button'
import { PageHeader } from '~/parts/PageHeader'
import { Avatar, Tag } from '~/parts/small'
import { PagedTable } from '~/parts/Table'
import { problemToast } from '~/parts/toast'
import { useMay, useMe } from '~/session/session'
import { date } from '~/text/format'
import { t, tMaybe } from '~/text/text'
import { InviteDialog } from './InviteDialog'
import { roleOptions } from './roles'

/** Who works here and what they may do; their roles are changed in place. */
export function MembersPage() {
  const me = useMe()
  const mayManage = useMay('people.manage')
  const [inviting, setInviting] = useState(false)
  const members = usePaged<Member>(['member', 'list'], (cursor) => answer(
    api.GET('/api/v1/members', { params: { query: { limit: 100, cursor } } }),
  ))
  return (
    <>
      <PageHeader title={t('nav.members')} sub={t('members.sub')}>
        {mayManage ? (
          <Button icon="plus" onClick={() => setInviting(true)}>{t('members.invite')}</Button>
        ) : null}
      </PageHeader>
      {mayManage ? <Invitations /> : null}
      <PagedTable
        label={t('nav.members')} paged={members} rowKey={(member) => member.user_id} empty={null}
        columns={[
          {
            head: t('customers.name'),
            cell: (member) => (
              <span className="row">
                <Avatar name={member.name} />
                <span className="m">{member.name}</span>
              </span>
            ),
          },
          { head: t('people.email'), cell: (member) => <span className="t2">{member.email}</span> },
          {
            head: t('members.roles'),
            cell: (member) => (mayManage && member.user_id !== me.user.id
              ? <Roles member={member} />
              : member.roles.map((role) => tMaybe(`role.${role}`, role)).join(', ')),
          },
          { head: t('members.since'), cell: (member) => <span className="t2">{date(member.joined_at)}</span> },
          {
            head: '', num: true,
            cell: (member) => (mayManage && member.user_id !== me.user.id
              ? <Remove member={member} /> : null),
          },
        ]}
      />
      {inviting ? <InviteDialog onClose={() => setInviting(false)} /> : null}
    </>
  )
}

function Roles({ member }: { readonly member: Member }) {
  const client = useQueryClient()
  const change = useMutation({
    mutationFn: (roles: string[]) => api.PATCH('/api/v1/members/{id}', {
      params: { path: { id: member.user_id }, header: ifMatch(member.version) }, body: { roles },
    }),
    onError: problemToast,
    onSettled: () => client.invalidateQueries({ queryKey: ['member'] }),
  })
  return (
    <MultiSelect
      size="xs" miw={240} data={roleOptions()} value={change.isPending ? change.variables : member.roles}
      aria-label={t('members.rolesOf', { name: member.name })} comboboxProps={{ width: 220 }}
      onChange={(roles) => {
        if (roles.length > 0) change.mutate(roles)
      }}
    />
  )
}

/** Access ends at once and cannot be undone by a click, so this is asked in place. */
function Remove({ member }: { readonly member: Member }) {
  const client = useQueryClient()
  const [asked, setAsked] = useState(false)
  const remove = useMutation({
    mutationFn: () => api.DELETE('/api/v1/members/{id}', {
      params: { path: { id: member.user_id }, header: ifMatch(member.version) },
    }),
    onError: problemToast,
    onSettled: () => client.invalidateQueries({ queryKey: ['member'] }),
  })
  if (!asked) {
    return <Button look="quiet" onClick={() => setAsked(true)}>{t('members.removeAsk')}</Button>
  }
  return (
    <Button look="danger" busy={remove.isPending} autoFocus onBlur={() => setAsked(false)} onClick={() => remove.mutate()}>
      {t('members.remove', { name: member.name })}
    </Button>
  )
}

function Invitations() {
  const client = useQueryClient()
  const open = useQuery({
    queryKey: ['invitation', 'list'],
    queryFn: () => answer(api.GET('/api/v1/invitations')),
  }).data?.records ?? []
  const revoke = useMutation({
    mutationFn: (invitation: Invitation) => api.DELETE('/api/v1/invitations/{id}', {
      params: { path: { id: invitation.id } },
    }),
    onError: problemToast,
    onSettled: () => client.invalidateQueries({ queryKey: ['invitation'] }),
  })
  if (open.length === 0) return null
  return (
    <ul aria-label={t('members.invited')} style={{ padding: '8px 24px' }}>
      {open.map((invitation) => (
        <li key={invitation.id} className="row" style={{ minHeight: 32 }}>
          <Tag tone="accent">{t('members.invited')}</Tag>
          <span className="trunc">{invitation.email}</span>
          <span className="t3">{t('members.expires', { date: date(invitation.expires_at) })}</span>
          <Button look="quiet" onClick={() => revoke.mutate(invitation)}>{t('members.revoke')}</Button>
        </li>
      ))}
    </ul>
  )
}
