import type { ReactNode } from 'react'
import styles from './Split.module.css'

interface Props {
  /** The record beside the list, if one is open. */
  readonly panel: ReactNode
  readonly children: ReactNode
}

/** A list with the chosen record beside it; on narrow screens the record takes the page. */
export function Split({ panel, children }: Props) {
  return (
    <div className={styles.split} data-open={Boolean(panel)}>
      <div className={styles.main}>{children}</div>
      {panel}
    </div>
  )
}
