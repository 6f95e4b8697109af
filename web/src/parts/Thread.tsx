import type { ReactNode } from 'react'
import styles from './Thread.module.css'

export interface ThreadStep {
  readonly id: string
  readonly kind: string
  /** What stands there, or in words that nothing does yet. */
  readonly value: ReactNode
  readonly exists: boolean
}

interface Props {
  readonly label: string
  readonly steps: readonly ThreadStep[]
}

/** The line a record is on: filled for steps that exist, hollow and dotted for those to come. */
export function Thread({ label, steps }: Props) {
  return (
    // It scrolls where the window is narrow: the keyboard must reach it.
    <ol className={styles.thread} aria-label={label} tabIndex={0}>
      {steps.map((step, index) => {
        const next = steps[index + 1]
        return (
          <li
            key={step.id} className={styles.step} data-state={step.exists ? 'done' : 'open'}
            data-next={next?.exists ? 'done' : 'open'}
          >
            <span className={styles.kind}>{step.kind}</span>
            <span className={`${styles.value} trunc`}>{step.value}</span>
          </li>
        )
      })}
    </ol>
  )
}
