import { Link } from '@tanstack/react-router'
import { useRef } from 'react'
import type { Coverage } from '~/api/records'
import { useKeys } from '~/keys/useKeys'
import { buttonClass } from '~/parts/Button'
import { Icon } from '~/parts/Icon'
import { ImportLink } from '~/parts/ImportLink'
import { PathLink } from '~/parts/RecordLink'
import { BoxedCount } from '~/parts/small'
import { EmptyState } from '~/parts/States'
import { useMay } from '~/session/session'
import { integer } from '~/text/format'
import { t, tMaybe } from '~/text/text'
import { countLimit, lookOf, pageOf, type Work, type WorkRecord } from './work'
import styles from './Home.module.css'

interface Props {
  readonly work: readonly Work[]
  readonly coverage: Coverage
}

/** Work by kind, each record with its stake and its one action. */
export function WorkList({ work, coverage }: Props) {
  const list = useRef<HTMLDivElement>(null)
  const move = (by: number) => {
    const links = [...(list.current?.querySelectorAll<HTMLElement>('a[data-entry]') ?? [])]
    const at = links.findIndex((link) => link === document.activeElement)
    const next = links[at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + by))]
    next?.focus()
    next?.scrollIntoView({ block: 'nearest' })
  }
  useKeys([
    { keys: 'j', label: t('keys.next'), run: () => move(1), group: t('keys.list') },
    { keys: 'k', label: t('keys.previous'), run: () => move(-1), group: t('keys.list') },
  ])
  if (work.length === 0) return <NothingToDo empty={coverage.effort === 0} />
  return (
    <div className={styles.work} ref={list}>
      {work.map((kind) => (
        <section key={kind.kind} className={styles.group}>
          <div className={styles.groupHead}>
            <h2 className="h2 nowrap">{tMaybe(`work.${kind.kind}`, kind.title)}</h2>
            <BoxedCount value={`${integer(kind.count)}${kind.count >= countLimit ? '+' : ''}`} />
            <span className={`t3 grow trunc ${styles.hint}`}>{kind.hint}</span>
          </div>
          <ul>
            {kind.records.map((record) => (
              <li key={record.id}><Entry kind={kind.kind} record={record} /></li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

function Entry({ kind, record }: { readonly kind: string; readonly record: WorkRecord }) {
  const look = lookOf(kind)
  const content = (
    <>
      <span className={look.tone === 'warn' ? 'warn' : 't2'}><Icon name={look.icon} /></span>
      <span className="grow">
        <span className="m trunc" style={{ display: 'block' }}>
          {record.key ? <span className="t3">{record.key} </span> : null}
          {record.title}
        </span>
        <span className="fs12 t3 trunc" style={{ display: 'block' }}>{record.subtitle}</span>
      </span>
      <span className={`link ${styles.action}`}>{t(look.action)}</span>
    </>
  )
  return <PathLink to={pageOf(kind, record)} className={styles.entry} entry>{content}</PathLink>
}

function NothingToDo({ empty }: { readonly empty: boolean }) {
  const mayAdd = useMay('feedback.write')
  return (
    <div className={styles.work}>
      <EmptyState
        icon={empty ? 'upload' : 'check'} title={t(empty ? 'home.empty' : 'home.done')}
        actions={empty ? (
          <>
            <ImportLink />
            {mayAdd ? (
              <Link to="/feedback" search={{ add: true }} className={buttonClass()}>
                {t('command.addFeedback')}
              </Link>
            ) : null}
          </>
        ) : null}
      >
        {t(empty ? 'home.emptyDetail' : 'home.doneDetail')}
      </EmptyState>
    </div>
  )
}
