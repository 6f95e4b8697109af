import { Select, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answer, api } from '~/api/client'
import type { Item } from '~/api/records'
import { Dialog } from '~/parts/Dialog'
import { Form } from '~/parts/Form'
import { problemToast } from '~/parts/toast'
import { useFields } from '~/parts/useFields'
import { t } from '~/text/text'
import { types, useTeamNames } from './queries'

interface Props {
  readonly opened: boolean
  readonly onClose: () => void
  readonly onAdded: (id: string) => void
}

export function NewItem({ opened, onClose, onAdded }: Props) {
  const client = useQueryClient()
  const teams = useTeamNames()
  const [type, setType] = useState<Item['type']>('feature')
  const [team, setTeam] = useState<string | null>(null)
  const fields = useFields({ title: '', description: '' })
  const add = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/items', {
      body: { ...fields.values, type, ...(team ? { team_id: team } : {}) },
    })),
    onSuccess: async (made) => {
      fields.reset()
      await client.invalidateQueries({ queryKey: ['item'] })
      onAdded(made.id)
    },
    onError: problemToast,
  })
  return (
    <Dialog opened={opened} onClose={onClose} title={t('item.add')}>
      <Form
        action={t('common.add')} busy={add.isPending} onCancel={onClose}
        onSubmit={() => {
          if (fields.check(['description'])) add.mutate()
        }}
      >
        <TextInput label={t('item.title')} {...fields.input('title', add.error)} data-autofocus />
        <Textarea
          label={t('item.description')} autosize minRows={3} placeholder={t('item.descriptionHint')}
          {...fields.input('description', add.error)}
        />
        <Select
          label={t('item.type')} allowDeselect={false} value={type}
          data={types.map((value) => ({ value, label: t(`item.type.${value}`) }))}
          onChange={(next) => setType((next ?? 'feature') as Item['type'])}
        />
        <Select
          label={t('item.team')} clearable placeholder={t('item.noTeam')} value={team} onChange={setTeam}
          data={[...teams].map(([value, label]) => ({ value, label }))}
        />
      </Form>
    </Dialog>
  )
}
