import { TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { answer, api } from '~/api/client'
import { Dialog } from '~/parts/Dialog'
import { Form } from '~/parts/Form'
import { problemToast } from '~/parts/toast'
import { useFields } from '~/parts/useFields'
import { t } from '~/text/text'
import { useAgain } from './queries'

interface Props {
  readonly onClose: () => void
  readonly onAdded: (id: string) => void
}

/** A theme of one's own; it learns from the records that are put into it. */
export function NewTheme({ onClose, onAdded }: Props) {
  const again = useAgain()
  const fields = useFields({ label: '', area: '' })
  const add = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/themes', { body: fields.values })),
    onSuccess: (made) => {
      again()
      onAdded(made.id)
    },
    onError: problemToast,
  })
  return (
    <Dialog opened onClose={onClose} title={t('theme.add')} width={440}>
      <Form
        action={t('common.add')} busy={add.isPending} onCancel={onClose}
        onSubmit={() => {
          if (fields.check()) add.mutate()
        }}
      >
        <TextInput label={t('theme.name')} {...fields.input('label', add.error)} data-autofocus />
        <TextInput label={t('theme.area')} {...fields.input('area', add.error)} />
      </Form>
    </Dialog>
  )
}
