import { PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { answer, api } from '~/api/client'
import { toProblem } from '~/api/problem'
import type { Schemas } from '~/api/records'
import { useFields } from '~/parts/useFields'
import { LoadingState } from '~/parts/States'
import { enter } from '~/session/session'
import { t } from '~/text/text'
import { Gate, GateNotice } from './Gate'

/** The secret stands after `#`, so that it reaches no server log. */
function secretOf(location: Location): string {
  return decodeURIComponent(location.hash.slice(1).replace(/\+/g, ' '))
}

/** Says whom the link invites and where to, before anybody types anything. */
export function InvitationPage() {
  const [secret] = useState(() => secretOf(window.location))
  const invitation = useQuery({
    queryKey: ['invitation', 'lookup', secret], enabled: secret !== '', retry: false, staleTime: Infinity,
    queryFn: () => answer(api.POST('/api/v1/invitations/lookup', { body: { secret } })),
  })
  if (!secret) return <GateNotice title={t('invitation.missing')} lead={t('invitation.missingDetail')} />
  if (invitation.data) return <Join secret={secret} invitation={invitation.data} />
  if (!invitation.error) return <LoadingState rows={4} />
  const { status, reasons } = toProblem(invitation.error)
  return status === 404
    ? <GateNotice title={t('invitation.over')} lead={t('invitation.overDetail')} />
    : <GateNotice title={t('error.failed')} lead={reasons || t('error.failedDetail')} />
}

interface JoinProps {
  readonly secret: string
  readonly invitation: Schemas['WelcomeView']
}

function Join({ secret, invitation }: JoinProps) {
  const { email, workspace, known } = invitation
  const client = useQueryClient()
  const navigate = useNavigate()
  const fields = useFields({ name: '', password: '' })
  const accept = useMutation({
    mutationFn: () => answer(
      api.POST('/api/v1/invitations/acceptance', { body: { secret, ...fields.values } }),
    ),
    onSuccess: async (me) => {
      enter(client, me)
      await navigate({ to: '/' })
    },
  })
  return (
    <Gate
      title={t('invitation.title', { workspace })} submit={t('invitation.submit')}
      lead={t(known ? 'invitation.leadKnown' : 'invitation.lead', { email })}
      busy={accept.isPending} error={accept.error}
      onSubmit={() => {
        if (fields.check(known ? ['name'] : [])) accept.mutate()
      }}
    >
      {known ? null : (
        <TextInput label={t('people.name')} autoComplete="name" {...fields.input('name', accept.error)} />
      )}
      <PasswordInput
        label={t('people.password')} description={known ? undefined : t('people.passwordNote')}
        autoComplete={known ? 'current-password' : 'new-password'} {...fields.input('password', accept.error)}
      />
    </Gate>
  )
}
