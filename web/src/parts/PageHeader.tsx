import { useEffect, type ReactNode } from 'react'
import { useKeyRegistry } from '~/keys/useKeys'
import { Kbd } from './small'
import styles from './PageHeader.module.css'

interface Props {
  readonly title: string
  /** Above the title: what kind of record this is. */
  readonly over?: ReactNode
  /** Beside the title: the figures that say what is shown. */
  readonly sub?: ReactNode
  readonly before?: ReactNode
  readonly children?: ReactNode
}

/** Names the page, here and in the browser's tab; actions stand at the right. */
export function PageHeader({ title, over, sub, before, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Throughline`
  }, [title])
  return (
    <div className={styles.head}>
      {before}
      <div className={`${styles.name} trunc`}>
        {over ? <div className={styles.over}>{over}</div> : null}
        <h1 className="trunc">{title}</h1>
      </div>
      {sub ? <div className={`${styles.sub} trunc`}>{sub}</div> : null}
      <span className="grow" />
      {children ? <div className={`${styles.actions} row wrap`}>{children}</div> : null}
    </div>
  )
}

/** The row of filters and views below the header. */
export function FilterBar({ children }: { readonly children: ReactNode }) {
  return <div className={styles.bar}>{children}</div>
}

interface StatusProps {
  readonly hints?: readonly { readonly keys: string; readonly label: string }[]
  readonly children?: ReactNode
}

/** The last line of a page: the keys that work here, and where one stands. */
export function StatusLine({ hints = [], children }: StatusProps) {
  const { enabled } = useKeyRegistry()
  return (
    <div className={styles.status}>
      {enabled ? hints.map((hint) => (
        <span key={hint.keys} className={styles.hint}>
          <Kbd keys={hint.keys} />
          {hint.label}
        </span>
      )) : null}
      <span className="grow" />
      {typeof children === 'string' ? <span className="trunc" title={children}>{children}</span> : children}
    </div>
  )
}
