import { Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '~/api/client'
import { Dialog } from '~/parts/Dialog'
import { Form } from '~/parts/Form'
import { problemToast } from '~/parts/toast'
import { useFields } from '~/parts/useFields'
import { t } from '~/text/text'

interface Props {
  readonly opened: boolean
  readonly onClose: () => void
  readonly onAdded: (id: string) => void
}

/** A need that somebody knows of; evidence can come later. */
export function NewOpportunity({ opened, onClose, onAdded }: Props) {
  const client = useQueryClient()
  const fields = useFields({ title: '', problem: '' })
  const add = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/opportunities', { body: fields.values })),
    onSuccess: async (made) => {
      fields.reset()
      await client.invalidateQueries({ queryKey: ['opportunity'] })
      onAdded(made.id)
    },
    onError: problemToast,
  })
  return (
    <Dialog opened={opened} onClose={onClose} title={t('opportunity.add')}>
      <Form
        action={t('common.add')} busy={add.isPending} onCancel={onClose}
        onSubmit={() => {
          if (fields.check(['problem'])) add.mutate()
        }}
      >
        <TextInput label={t('opportunity.title')} {...fields.input('title', add.error)} data-autofocus />
        <Textarea
          label={t('opportunity.problem')} autosize minRows={3}
          placeholder={t('opportunity.problemHint')} {...fields.input('problem', add.error)}
        />
      </Form>
    </Dialog>
  )
}
