import type { ReactNode } from 'react'
import styles from './Split.module.css'

interface Props {
  /** The record beside the list, if one is open. */
  readonly panel: ReactNode
  /** What stands beside the list for good: narrower, and below the list on narrow screens. */
  readonly aside?: boolean
  /** The list is wide: what stands beside it goes below on usual screens already. */
  readonly wide?: boolean
  readonly children: ReactNode
}

/** A list with the chosen record beside it; on narrow screens the record takes the page. */
export function Split({ panel, aside = false, wide = false, children }: Props) {
  return (
    <div className={styles.split} data-open={Boolean(panel) && !aside} data-aside={aside} data-wide={wide}>
      <div className={styles.main}>{children}</div>
      {panel}
    </div>
  )
}
