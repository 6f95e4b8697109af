import { useEffect, useState, type ReactNode } from 'react'
import { toProblem, type Problem } from '~/api/problem'
import { t } from '~/text/text'
import { Button } from './Button'
import { Icon, type IconName } from './Icon'
import styles from './States.module.css'

interface EmptyProps {
  readonly icon?: IconName
  readonly title: string
  /** What to do next, in a sentence. */
  readonly children?: ReactNode
  readonly actions?: ReactNode
}

/** Nothing here yet, and what to do about it. */
export function EmptyState({ icon = 'trace', title, children, actions }: EmptyProps) {
  return (
    <div className={styles.state}>
      <span className={styles.sign}><Icon name={icon} size={20} /></span>
      <h2>{title}</h2>
      {children ? <p>{children}</p> : null}
      {actions ? <div className="row wrap">{actions}</div> : null}
    </div>
  )
}

function wording(problem: Problem): { icon: IconName; title: string; detail: string } {
  if (problem.isOffline) {
    return { icon: 'offline', title: t('error.offline'), detail: t('error.offlineDetail') }
  }
  if (problem.isForbidden) {
    return {
      icon: 'lock', title: t('error.forbidden'),
      detail: [problem.detail, t('error.forbiddenDetail')].filter(Boolean).join(' '),
    }
  }
  if (problem.isMissing) {
    return {
      icon: 'search', title: t('error.missing'), detail: problem.detail || t('error.missingDetail'),
    }
  }
  return {
    icon: 'warning', title: t('error.failed'), detail: problem.reasons || t('error.failedDetail'),
  }
}

interface ErrorProps {
  readonly error: unknown
  readonly onRetry?: () => void
}

/** It did not work: what happened, and what to do. */
export function ErrorState({ error, onRetry }: ErrorProps) {
  const problem = toProblem(error)
  const { icon, title, detail } = wording(problem)
  const final = problem.isForbidden || problem.isMissing
  return (
    <div className={styles.state} role="alert">
      <span className={styles.sign} data-tone={final ? 'plain' : 'bad'}><Icon name={icon} size={20} /></span>
      <h2>{title}</h2>
      <p>{detail}</p>
      {onRetry && !final ? <Button onClick={onRetry}>{t('common.retry')}</Button> : null}
    </div>
  )
}

const patience = 300

/** Shows nothing for 300 ms, then the shape of what is coming. */
export function LoadingState({ rows = 6 }: { readonly rows?: number }) {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patience)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className={styles.loading} role="status" aria-live="polite" aria-busy="true">
      {late ? (
        <>
          <span className="sr">{t('common.loading')}</span>
          {Array.from({ length: rows }, (_, index) => (
            <div key={index} className={styles.bone} style={{ width: `${90 - ((index * 17) % 40)}%` }} />
          ))}
        </>
      ) : null}
    </div>
  )
}

interface LoadedProps<T> {
  readonly query: {
    readonly data: T | undefined
    readonly error: unknown
    readonly refetch: () => unknown
  }
  readonly rows?: number
  readonly children: (data: T) => ReactNode
}

/** One of three: what was read, why it could not be, or that it is on its way. */
export function Loaded<T>({ query, rows, children }: LoadedProps<T>) {
  if (query.data !== undefined) return children(query.data)
  if (query.error) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  return <LoadingState rows={rows} />
}
