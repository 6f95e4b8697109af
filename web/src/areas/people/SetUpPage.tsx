import { PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { answer, api } from '~/api/client'
import { useFields } from '~/parts/useFields'
import { enter } from '~/session/session'
import { t } from '~/text/text'
import { Gate } from './Gate'

/** The first page of a new installation: makes the workspace and its owner. */
export function SetUpPage() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const fields = useFields({ workspace_name: '', name: '', email: '', password: '' })
  const setUp = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/setup', { body: fields.values })),
    onSuccess: async (me) => {
      enter(client, me)
      await navigate({ to: '/' })
    },
  })
  return (
    <Gate
      title={t('setup.title')} lead={t('setup.lead')} submit={t('setup.submit')}
      busy={setUp.isPending} error={setUp.error}
      onSubmit={() => {
        if (fields.check()) setUp.mutate()
      }}
    >
      <TextInput
        label={t('setup.workspace')} description={t('setup.workspaceNote')} data-autofocus
        autoComplete="organization" {...fields.input('workspace_name', setUp.error)}
      />
      <TextInput
        label={t('people.name')} autoComplete="name" {...fields.input('name', setUp.error)}
      />
      <TextInput
        label={t('people.email')} type="email" autoComplete="username"
        {...fields.input('email', setUp.error)}
      />
      <PasswordInput
        label={t('people.password')} description={t('people.passwordNote')}
        autoComplete="new-password" {...fields.input('password', setUp.error)}
      />
    </Gate>
  )
}
