import { PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { answer, api } from '~/api/client'
import { useFields } from '~/parts/useFields'
import { enter } from '~/session/session'
import { t } from '~/text/text'
import { Gate } from './Gate'

export function SignInPage() {
  const client = useQueryClient()
  const router = useRouter()
  const { to } = useSearch({ from: '/sign-in' })
  const fields = useFields({ email: '', password: '' })
  const signIn = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/session', { body: fields.values })),
    onSuccess: (me) => {
      enter(client, me)
      router.history.push(to ?? '/')
    },
  })
  return (
    <Gate
      title={t('signIn.title')} lead={t('signIn.lead')} submit={t('signIn.submit')}
      busy={signIn.isPending} error={signIn.error}
      onSubmit={() => {
        if (fields.check()) signIn.mutate()
      }}
    >
      <TextInput
        label={t('people.email')} type="email" autoComplete="username"
        {...fields.input('email', signIn.error)}
      />
      <PasswordInput
        label={t('people.password')} autoComplete="current-password"
        {...fields.input('password', signIn.error)}
      />
    </Gate>
  )
}
