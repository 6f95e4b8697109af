import { Checkbox, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answer, api } from '~/api/client'
import type { Theme } from '~/api/records'
import { Button } from '~/parts/Button'
import { Dialog } from '~/parts/Dialog'
import { Loaded } from '~/parts/States'
import { problemToast } from '~/parts/toast'
import { t } from '~/text/text'
import { saidQuery, useAgain } from './queries'
import styles from './Themes.module.css'

interface Props {
  readonly theme: Theme
  readonly onClose: () => void
  readonly onSplit: (made: string) => void
}

/** Some records become a theme of their own; what is like them follows in later runs. */
export function SplitDialog({ theme, onClose, onSplit }: Props) {
  const again = useAgain()
  const records = useQuery(saidQuery(theme.id))
  const [label, setLabel] = useState('')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const split = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/themes/{id}/split', {
      params: { path: { id: theme.id } }, body: { feedback_ids: [...chosen], label: label.trim() },
    })),
    onSuccess: (made) => {
      again()
      onClose()
      onSplit(made.id)
    },
    onError: problemToast,
  })
  const toggle = (id: string) => setChosen((before) => {
    const after = new Set(before)
    if (!after.delete(id)) after.add(id)
    return after
  })
  return (
    <Dialog opened onClose={onClose} title={t('theme.splitTitle', { name: theme.label })} width={640}>
      <form
        style={{ display: 'grid', gap: 12 }}
        onSubmit={(event) => {
          event.preventDefault()
          if (label.trim() && chosen.size > 0) split.mutate()
        }}
      >
        <TextInput label={t('theme.splitName')} value={label} data-autofocus onChange={(event) => setLabel(event.currentTarget.value)} />
        <p className="t2">{t('theme.splitWhat')}</p>
        <div className={styles.choices} role="group" aria-label={t('theme.words')}>
          <Loaded query={records}>
            {(data) => data.records.map((record) => (
              <Checkbox
                key={record.id} size="xs" label={record.text.slice(0, 200)} checked={chosen.has(record.id)}
                onChange={() => toggle(record.id)}
              />
            ))}
          </Loaded>
        </div>
        <div className="row">
          <Button look="primary" type="submit" busy={split.isPending} disabled={!label.trim() || chosen.size === 0}>
            {t('theme.splitDo', { count: chosen.size })}
          </Button>
          <Button look="quiet" onClick={onClose}>{t('common.cancel')}</Button>
        </div>
      </form>
    </Dialog>
  )
}
