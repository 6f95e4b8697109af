import { useEffect, useRef, useState } from 'react'
import type { Import } from '~/api/records'
import { Button } from '~/parts/Button'
import { integer } from '~/text/format'
import { t } from '~/text/text'
import { secondsLeft, type Sample } from './progress'
import { useImport } from './queries'
import styles from './Imports.module.css'

/** A check or an import under way: how far, how long still, and the way to stop it. */
export function Moving({ of }: { readonly of: Import }) {
  const { step } = useImport(of)
  const left = useSecondsLeft(of)
  return (
    <section>
      <h2 className="h2">{t(of.state === 'checking' ? 'imports.checking' : 'imports.running')}</h2>
      <progress
        className={styles.progress} max={Math.max(1, of.rows_total)} value={of.rows_done}
        aria-label={t('imports.progress')}
      />
      <p className="t2" role="status">
        {of.rows_total > 0
          ? t('imports.rowsOf', { done: of.rows_done, total: of.rows_total })
          : t('imports.rows', { done: of.rows_done })}
        {left === null ? '' : ` ${t('imports.left', { time: duration(left) })}`}
      </p>
      <div className="row wrap" style={{ marginTop: 12 }}>
        <Button icon="stop" busy={step.isPending} onClick={() => step.mutate('cancellation')}>
          {t(of.state === 'checking' ? 'imports.stopCheck' : 'imports.stop')}
        </Button>
        <span className="t3">{t('imports.leave')}</span>
      </div>
    </section>
  )
}

function duration(seconds: number): string {
  return seconds < 90
    ? t('imports.seconds', { count: seconds })
    : t('imports.minutes', { count: Math.round(seconds / 60) })
}

function useSecondsLeft({ state, rows_done: done, rows_total: total }: Import): number | null {
  const first = useRef<(Sample & { state: string }) | null>(null)
  const [left, setLeft] = useState<number | null>(null)
  useEffect(() => {
    const now = { at: Date.now(), done }
    if (first.current?.state !== state || done < first.current.done) {
      first.current = { ...now, state }
    }
    setLeft(secondsLeft(first.current, now, total))
  }, [state, done, total])
  return left
}

/** Counts of an import with their names. */
export function Numbers({ numbers }: {
  readonly numbers: readonly { readonly name: string; readonly value: number; readonly bad?: boolean }[]
}) {
  return (
    <dl className={styles.numbers}>
      {numbers.map(({ name, value, bad }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={bad && value > 0 ? 'bad' : ''}>{integer(value)}</dd>
        </div>
      ))}
    </dl>
  )
}
