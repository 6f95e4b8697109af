import { TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, ifMatch } from '~/api/client'
import type { Account } from '~/api/records'
import { Dialog } from '~/parts/Dialog'
import { Form } from '~/parts/Form'
import { problemToast } from '~/parts/toast'
import { useFields } from '~/parts/useFields'
import { t } from '~/text/text'

interface Props {
  readonly account: Account
  readonly onClose: () => void
}

/** Minor units of what was typed, or null where it is no amount. Both decimal signs are taken. */
function parseAmount(typed: string): number | null {
  const text = typed.replace(/[\s']/g, '')
  const match = /^(\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,](\d{1,2}))?$/.exec(text)
  if (!match?.[1]) return text === '' ? 0 : null
  const whole = Number(match[1].replace(/[.,]/g, ''))
  return whole * 100 + Number((match[2] ?? '').padEnd(2, '0') || 0)
}

/** What is known of a company: size and segment weigh its customers' words. */
export function EditAccount({ account, onClose }: Props) {
  const client = useQueryClient()
  const fields = useFields({
    name: account.name, segment: account.segment, plan: account.plan, domain: account.domain,
    arr: account.arr_minor > 0 ? String(account.arr_minor / 100) : '',
    currency: account.currency || 'EUR',
  })
  const amount = parseAmount(fields.values.arr)
  const save = useMutation({
    mutationFn: () => {
      const { arr: _typed, ...rest } = fields.values
      return api.PATCH('/api/v1/accounts/{id}', {
        params: { path: { id: account.id }, header: ifMatch(account.version) },
        body: { ...rest, arr_minor: amount ?? account.arr_minor },
      })
    },
    onSuccess: async () => {
      onClose()
      await client.invalidateQueries({ queryKey: ['account'] })
      await client.invalidateQueries({ queryKey: ['feedback'] })
    },
    onError: problemToast,
  })
  return (
    <Dialog opened onClose={onClose} title={account.name} width={440}>
      <Form
        action={t('common.save')} busy={save.isPending} onCancel={onClose}
        onSubmit={() => {
          if (fields.check(['segment', 'plan', 'domain', 'arr']) && amount !== null) save.mutate()
        }}
      >
        <TextInput label={t('customers.account')} {...fields.input('name', save.error)} data-autofocus />
        <TextInput label={t('feedback.facet.segment')} {...fields.input('segment', save.error)} />
        <TextInput label={t('feedback.plan')} {...fields.input('plan', save.error)} />
        <TextInput
          label={t('customers.arrYear')} inputMode="decimal" {...fields.input('arr', save.error)}
          error={amount === null ? t('customers.noAmount') : undefined}
        />
        <TextInput
          label={t('customers.currency')} maxLength={3} {...fields.input('currency', save.error)}
        />
        <TextInput label={t('customers.domain')} {...fields.input('domain', save.error)} />
      </Form>
    </Dialog>
  )
}
