import { PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { answer, api } from '~/api/client'
import { useFields } from '~/parts/useFields'
import { EmptyState } from '~/parts/States'
import { enter } from '~/session/session'
import { t } from '~/text/text'
import { Gate } from './Gate'

/** The secret stands after `#`, so that it reaches no server log. */
function secretOf(location: Location): string {
  return decodeURIComponent(location.hash.slice(1).replace(/\+/g, ' '))
}

export function InvitationPage() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [secret] = useState(() => secretOf(window.location))
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
  if (!secret) return <EmptyState icon="mail" title={t('invitation.missing')}>{t('invitation.missingDetail')}</EmptyState>
  return (
    <Gate
      title={t('invitation.title')} lead={t('invitation.lead')} submit={t('invitation.submit')}
      busy={accept.isPending} error={accept.error}
      onSubmit={() => {
        if (fields.check()) accept.mutate()
      }}
    >
      <TextInput
        label={t('people.name')} autoComplete="name" {...fields.input('name', accept.error)}
      />
      <PasswordInput
        label={t('people.password')} description={t('people.passwordNote')}
        autoComplete="new-password" {...fields.input('password', accept.error)}
      />
    </Gate>
  )
}
