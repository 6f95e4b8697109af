import { MultiSelect, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answer, api } from '~/api/client'
import { Dialog } from '~/parts/Dialog'
import { Form } from '~/parts/Form'
import { Secret } from '~/parts/Secret'
import { problemToast } from '~/parts/toast'
import { useFields } from '~/parts/useFields'
import { t } from '~/text/text'
import { roleOptions } from './roles'

/** Makes an invitation and shows its link, which is told only once. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const client = useQueryClient()
  const fields = useFields({ email: '' })
  const [roles, setRoles] = useState<string[]>(['contributor'])
  const invite = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/invitations', {
      body: { email: fields.values.email, roles },
    })),
    onError: problemToast,
    onSettled: () => client.invalidateQueries({ queryKey: ['invitation'] }),
  })
  if (invite.data?.link) {
    return (
      <Dialog opened onClose={onClose} title={t('members.inviteTitle')}>
        <Secret secret={invite.data.link} onDone={onClose}>
          {t('members.inviteLink', { email: invite.data.email })}
        </Secret>
      </Dialog>
    )
  }
  return (
    <Dialog opened onClose={onClose} title={t('members.inviteTitle')}>
      <Form
        action={t('members.invite')} busy={invite.isPending} onCancel={onClose}
        onSubmit={() => {
          if (fields.check() && roles.length > 0) invite.mutate()
        }}
      >
        <TextInput
          label={t('people.email')} type="email" data-autofocus {...fields.input('email', invite.error)}
        />
        <MultiSelect
          label={t('members.roles')} data={roleOptions()} value={roles} onChange={setRoles}
          error={roles.length === 0 ? t('members.oneRole') : undefined}
        />
      </Form>
    </Dialog>
  )
}
