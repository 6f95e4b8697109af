import type { ReactNode } from 'react'
import { useKeys } from '~/keys/useKeys'
import { t } from '~/text/text'
import { IconButton } from './Button'
import styles from './RecordPanel.module.css'

interface Props {
  /** Names the panel for those who cannot see it: "Feedback FB-8841". */
  readonly label: string
  readonly id: string
  readonly tags?: ReactNode
  readonly menu?: ReactNode
  readonly onPrevious?: (() => void) | undefined
  readonly onNext?: (() => void) | undefined
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A record beside its list; on narrow screens it takes the page. Escape closes it. */
export function RecordPanel(props: Props) {
  useKeys([{ keys: 'Escape', label: t('keys.close'), run: props.onClose }], 'panel')
  return (
    <aside className={styles.panel} aria-label={props.label}>
      <div className={styles.head}>
        <span className="t3 m nowrap">{props.id}</span>
        <span className="row trunc">{props.tags}</span>
        <span className="grow" />
        <span className={styles.nav}>
          <IconButton
            icon="up" label={t('common.previous')} onClick={props.onPrevious}
            disabled={!props.onPrevious}
          />
          <IconButton
            icon="down" label={t('common.next')} onClick={props.onNext} disabled={!props.onNext}
          />
          {props.menu}
          <IconButton icon="close" label={t('common.close')} onClick={props.onClose} />
        </span>
      </div>
      <div className={styles.body} tabIndex={-1}>{props.children}</div>
    </aside>
  )
}

interface SectionProps {
  readonly title: string
  readonly action?: ReactNode
  readonly children: ReactNode
}

export function PanelSection({ title, action, children }: SectionProps) {
  return (
    <section className={styles.section}>
      <div className={styles.sectionHead}>
        <h2 className="h3 grow">{title}</h2>
        {action}
      </div>
      {children}
    </section>
  )
}
