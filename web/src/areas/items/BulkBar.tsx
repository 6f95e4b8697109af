import { Select } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '~/api/client'
import { Button } from '~/parts/Button'
import { problemToast } from '~/parts/toast'
import { t } from '~/text/text'
import { byHand, useTeamNames, type ItemChange } from './queries'
import styles from './Items.module.css'

interface Props {
  readonly ids: readonly string[]
  readonly onDone: () => void
}

/** One change for all that are chosen: all of them change, or none. */
export function BulkBar({ ids, onDone }: Props) {
  const client = useQueryClient()
  const teams = useTeamNames()
  const change = useMutation({
    mutationFn: (patch: ItemChange) => api.POST('/api/v1/items/bulk', { body: { ids: [...ids], patch } }),
    onSuccess: onDone, onError: problemToast,
    onSettled: () => client.invalidateQueries({ queryKey: ['item'] }),
  })
  return (
    <div className={styles.bulk} role="group" aria-label={t('item.selected', { count: ids.length })}>
      <span className="m">{t('item.selected', { count: ids.length })}</span>
      <Select
        size="xs" w={150} aria-label={t('item.bulk.status')} placeholder={t('item.bulk.status')} value={null}
        data={byHand.map((value) => ({ value, label: t(`item.status.${value}`) }))}
        onChange={(status) => { if (status) change.mutate({ status }) }}
      />
      <Select
        size="xs" w={150} aria-label={t('item.bulk.team')} placeholder={t('item.bulk.team')} value={null}
        data={[...teams].map(([value, label]) => ({ value, label }))}
        onChange={(team) => { if (team) change.mutate({ team_id: team }) }}
      />
      <Button look="quiet" onClick={onDone}>{t('keys.unselect')}</Button>
    </div>
  )
}
