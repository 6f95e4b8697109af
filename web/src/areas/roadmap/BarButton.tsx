import { useRef } from 'react'
import { Icon } from '~/parts/Icon'
import { plainDate } from '~/text/format'
import { t } from '~/text/text'
import { canHold } from './holds'
import { atRisk, barHeight, reason, type Bar } from './lanes'
import { useDraggableBar } from './useBarDrag'
import styles from './Roadmap.module.css'

interface Props {
  readonly bar: Bar
  readonly top: number
  readonly current: boolean
  /** The week that the next proposal is to hold it to, if any. */
  readonly hold: string | undefined
  readonly mayDrag: boolean
  readonly onOpen: (id: string) => void
}

/** What a bar says, and the handle by which it is opened and dragged. */
export function BarButton({ bar, top, current, hold, mayDrag, onOpen }: Props) {
  const { item, box } = bar
  const button = useRef<HTMLButtonElement>(null)
  const movable = mayDrag && canHold(item)
  useDraggableBar(button, item.item_id, movable)
  const says = t('roadmap.barSays', {
    key: item.key, title: item.title, start: plainDate(item.start), p50: plainDate(item.p50), p85: plainDate(item.p85),
  })
  const width = Math.max(box.solid + box.hatched, 24)
  return (
    <button
      ref={button} type="button" className={styles.bar} title={`${says}. ${reason(item)}`} aria-label={says}
      aria-pressed={current} data-movable={movable || undefined} onClick={() => onOpen(item.item_id)}
      style={{ left: box.x, top: top + bar.y, width, height: barHeight }}
    >
      <span
        className={styles.barTitle} data-outside={!bar.titleInside || undefined}
        style={{ left: bar.titleInside ? 8 : width + 2 }}
      >
        {item.locked || hold ? <Icon name="lock" size={12} /> : null}
        {atRisk(item) ? <span className="warn"><Icon name="warning" size={12} /></span> : null}
        <span className="t2">{item.key.replace(/^.*-/, '')}</span> <span className="m">{item.title}</span>
      </span>
    </button>
  )
}

interface OutlineProps {
  readonly bar: Bar
  readonly x: number
  readonly top: number
  readonly label: string
}

/** Where a bar would begin: while it is dragged, and while a hold waits for the next proposal. */
export function BarOutline({ bar, x, top, label }: OutlineProps) {
  return (
    <div
      className={styles.outline} aria-hidden="true"
      style={{ left: x, top: top + bar.y, width: Math.max(bar.box.solid + bar.box.hatched, 24), height: barHeight }}
    >
      <span className={styles.outlineLabel}>{label}</span>
    </div>
  )
}
