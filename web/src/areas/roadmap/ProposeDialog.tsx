import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Plan } from '~/api/records'
import { dayOf, weekStart } from '~/geometry/timeline'
import { Button } from '~/parts/Button'
import { Dialog } from '~/parts/Dialog'
import { t } from '~/text/text'
import type { Holds } from './holds'
import { usePropose } from './queries'

interface Props {
  readonly holds: Holds
  readonly onClose: () => void
  readonly onProposed: (plan: Plan) => void
}

/** Everything that is ready or under way, in the order that costs least, as a proposal. */
export function ProposeDialog({ holds, onClose, onProposed }: Props) {
  const [name, setName] = useState('')
  const [start, setStart] = useState(() => weekStart(dayOf(Math.floor(Date.now() / 86_400_000))))
  const propose = usePropose(onProposed)
  return (
    <Dialog opened onClose={onClose} title={t('roadmap.propose')} width={440}>
      <form
        style={{ display: 'grid', gap: 12 }}
        onSubmit={(event) => {
          event.preventDefault()
          propose.mutate({
            name: name.trim() || t('roadmap.usualName'), start: weekStart(start),
            locks: [...holds].map(([item_id, from]) => ({ item_id, start: from })),
          })
        }}
      >
        <p className="t2">{t('roadmap.proposeWhat')}</p>
        <TextInput
          label={t('roadmap.name')} value={name} placeholder={t('roadmap.usualName')} data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t('roadmap.startWeek')} type="date" value={start}
          onChange={(event) => setStart(event.currentTarget.value || start)}
        />
        {holds.size > 0 ? <p className="t2">{t('roadmap.holds', { count: holds.size })}</p> : null}
        <div className="row">
          <Button look="primary" type="submit" busy={propose.isPending}>{t('roadmap.solve')}</Button>
          <Button look="quiet" onClick={onClose}>{t('common.cancel')}</Button>
        </div>
      </form>
    </Dialog>
  )
}
