import { Select } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { answer, api } from '~/api/client'
import type { Theme } from '~/api/records'
import { Button } from '~/parts/Button'
import { Dialog } from '~/parts/Dialog'
import { problemToast, saidToast } from '~/parts/toast'
import { t } from '~/text/text'
import { useAgain } from './queries'

interface Props {
  readonly theme: Theme
  readonly others: readonly Theme[]
  readonly onClose: () => void
  readonly onMerged: (into: string) => void
}

/** Two themes that say the same become one, for ever. */
export function MergeDialog({ theme, others, onClose, onMerged }: Props) {
  const again = useAgain()
  const [into, setInto] = useState<string | null>(null)
  const merge = useMutation({
    mutationFn: (target: string) => answer(api.POST('/api/v1/themes/{id}/merge', {
      params: { path: { id: theme.id } }, body: { into: target },
    })),
    onSuccess: (merged) => {
      again()
      onClose()
      saidToast(t('theme.merged', { from: theme.label, into: merged.label }))
      onMerged(merged.id)
    },
    onError: problemToast,
  })
  return (
    <Dialog opened onClose={onClose} title={t('theme.mergeTitle', { name: theme.label })} width={440}>
      <form
        style={{ display: 'grid', gap: 12 }}
        onSubmit={(event) => {
          event.preventDefault()
          if (into) merge.mutate(into)
        }}
      >
        <p className="t2">{t('theme.mergeWhat')}</p>
        <Select
          searchable openOnFocus={false} data-autofocus label={t('theme.mergeInto')} value={into} onChange={setInto}
          data={others.filter((each) => each.id !== theme.id).map((each) => ({ value: each.id, label: `${each.area} › ${each.label}` }))}
        />
        <div className="row">
          <Button look="primary" type="submit" busy={merge.isPending} disabled={!into}>{t('theme.merge')}</Button>
          <Button look="quiet" onClick={onClose}>{t('common.cancel')}</Button>
        </div>
      </form>
    </Dialog>
  )
}
