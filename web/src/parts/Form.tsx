import type { ReactNode } from 'react'
import { t } from '~/text/text'
import { Button } from './Button'
import styles from './Form.module.css'

interface Props {
  /** What the button that sends says: "Add". */
  readonly action: string
  readonly busy: boolean
  readonly onSubmit: () => void
  /** Goes away without sending; none where the form is all there is. */
  readonly onCancel?: () => void
  readonly children: ReactNode
}

/** Fields below each other, and the buttons that send them or do not. */
export function Form({ action, busy, onSubmit, onCancel, children }: Props) {
  return (
    <form
      noValidate className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      {children}
      <div className="row">
        <Button look="primary" type="submit" busy={busy}>{action}</Button>
        {onCancel ? <Button look="quiet" onClick={onCancel}>{t('common.cancel')}</Button> : null}
      </div>
    </form>
  )
}
