import { Autocomplete, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '~/api/client'
import { Dialog } from '~/parts/Dialog'
import { Form } from '~/parts/Form'
import { problemToast, saidToast } from '~/parts/toast'
import { useFields } from '~/parts/useFields'
import { t } from '~/text/text'
import { sourcesQuery } from './queries'

interface Props {
  readonly opened: boolean
  readonly onClose: () => void
  readonly onAdded: (id: string) => void
}

/** One record written down by hand: the words, and who said them. What is typed stays until sent. */
export function AddFeedback({ opened, onClose, onAdded }: Props) {
  const client = useQueryClient()
  const fields = useFields({ text: '', source: '', customer: '', email: '', account: '' })
  const sources = useQuery({ ...sourcesQuery, enabled: opened }).data?.records ?? []
  const add = useMutation({
    mutationFn: () => {
      const { text, source, customer, email, account } = fields.values
      return answer(api.POST('/api/v1/feedback', {
        body: {
          text, source,
          source_kind: sources.find((each) => each.name === source)?.kind ?? 'other',
          ...(customer || email ? { customer: { name: customer, email } } : {}),
          ...(account ? { account: { name: account } } : {}),
        },
      }))
    },
    onSuccess: async (record) => {
      fields.reset()
      saidToast(t('feedback.added', { key: record.key }))
      onAdded(record.id)
      await client.invalidateQueries({ queryKey: ['feedback'] })
    },
    onError: problemToast,
  })
  return (
    <Dialog opened={opened} onClose={onClose} title={t('command.addFeedback')}>
      <Form
        action={t('common.save')} busy={add.isPending} onCancel={onClose}
        onSubmit={() => {
          if (fields.check(['customer', 'email', 'account'])) add.mutate()
        }}
      >
        <Textarea
          label={t('feedback.theirWords')} description={t('feedback.theirWordsNote')} autosize
          minRows={4} maxRows={14} data-autofocus {...fields.input('text', add.error)}
        />
        <Autocomplete
          label={t('feedback.facet.source')} description={t('feedback.sourceNote')} size="sm"
          data={sources.map((each) => each.name)}
          value={fields.values.source} onChange={(value) => fields.set('source', value)}
          error={fields.input('source', add.error).error}
        />
        <TextInput label={t('feedback.customerName')} {...fields.input('customer', add.error)} />
        <TextInput
          label={t('feedback.customerEmail')} type="email" {...fields.input('email', add.error)}
        />
        <TextInput label={t('feedback.accountName')} {...fields.input('account', add.error)} />
      </Form>
    </Dialog>
  )
}
