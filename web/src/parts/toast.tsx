import { notifications } from '@mantine/notifications'
import { toProblem } from '~/api/problem'
import { t } from '~/text/text'
import { Button } from './Button'
import { Icon } from './Icon'

const undoTime = 8000

interface Undo {
  readonly message: string
  readonly undo: () => void
}

/** Says what was done, and takes it back with one press: instead of asking beforehand. */
export function undoToast({ message, undo }: Undo): void {
  const id = `undo-${Date.now()}-${Math.random()}`
  notifications.show({
    id, autoClose: undoTime, withBorder: false, color: 'petrol', closeButtonProps: closing(),
    message: (
      <span className="row">
        <span className="grow">{message}</span>
        <Button
          look="quiet" icon="undo"
          onClick={() => {
            notifications.hide(id)
            undo()
          }}
        >
          {t('common.undo')}
        </Button>
      </span>
    ),
  })
}

export function saidToast(message: string): void {
  notifications.show({ message, autoClose: 4000, color: 'petrol', closeButtonProps: closing() })
}

/** It did not work: stays until it is closed, and says what to do. */
export function problemToast(error: unknown): void {
  const problem = toProblem(error)
  if (problem.status === 401) return
  const title = t(problem.isOffline ? 'error.offline' : problem.isForbidden ? 'error.forbidden' : 'error.failed')
  notifications.show({
    autoClose: 12_000, color: 'red', icon: <Icon name="warning" />, title,
    message: problem.isOffline ? t('error.offlineDetail') : problem.reasons,
    closeButtonProps: closing(),
  })
}

function closing() {
  return { 'aria-label': t('common.close') }
}
