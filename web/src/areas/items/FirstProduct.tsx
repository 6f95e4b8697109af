import { TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '~/api/client'
import { Form } from '~/parts/Form'
import { PageHeader } from '~/parts/PageHeader'
import { EmptyState } from '~/parts/States'
import { problemToast } from '~/parts/toast'
import { useFields } from '~/parts/useFields'
import { useMay } from '~/session/session'
import { t } from '~/text/text'

/** Items belong to a product: without one there is nothing to number them by. */
export function FirstProduct() {
  const client = useQueryClient()
  const mayWrite = useMay('backlog.write')
  const fields = useFields({ name: '', key: '' })
  const add = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/products', { body: fields.values })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['product'] }),
    onError: problemToast,
  })
  return (
    <>
      <PageHeader title={t('nav.items')} />
      <EmptyState icon="list" title={t('item.firstProduct')}>{t('item.firstProductDetail')}</EmptyState>
      {mayWrite ? (
        <div style={{ maxWidth: 320, margin: '0 24px 48px' }}>
          <Form
            action={t('item.productAdd')} busy={add.isPending}
            onSubmit={() => {
              if (fields.check()) add.mutate()
            }}
          >
            <TextInput label={t('item.productName')} {...fields.input('name', add.error)} />
            <TextInput label={t('item.productKey')} {...fields.input('key', add.error)} />
          </Form>
        </div>
      ) : null}
    </>
  )
}
