import {
  useCallback, useEffect, useEffectEvent, useRef, type CSSProperties, type MouseEvent, type ReactNode,
} from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useKeys } from '~/keys/useKeys'
import { t } from '~/text/text'
import { useRowDrag, type OnReorder } from './useRowDrag'
import styles from './DenseList.module.css'

export interface DenseListProps<T> {
  readonly label: string
  readonly items: readonly T[]
  readonly itemKey: (item: T) => string
  readonly rowHeight: number
  readonly renderRow: (item: T) => ReactNode
  /** Where the row leads; opening it in a new tab works. */
  readonly href: (item: T) => string
  readonly current: string | null
  readonly onCurrent: (key: string) => void
  /** How many there are on the server, more than are loaded. */
  readonly total?: number | undefined
  readonly onEnd?: (() => void) | undefined
  readonly selected?: ReadonlySet<string>
  readonly onSelect?: ((key: string) => void) | undefined
  /** Where the order is made by hand: rows can be dragged. There must be a way by key too. */
  readonly onReorder?: OnReorder | undefined
}

/** A long list that draws only what is in view; `j` and `k` move, `x` selects. */
export function DenseList<T>(props: DenseListProps<T>) {
  const { items, itemKey, rowHeight, current, onCurrent, onEnd, selected, onSelect } = props
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  })
  const index = items.findIndex((item) => itemKey(item) === current)
  const focusRow = useCallback((key: string) => {
    requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)
        ?.focus({ preventScroll: true })
    })
  }, [])
  const move = (by: number) => {
    const next = Math.min(items.length - 1, Math.max(0, index + by))
    const item = items[next]
    if (!item) return
    virtual.scrollToIndex(next, { align: 'auto' })
    onCurrent(itemKey(item))
    focusRow(itemKey(item))
  }
  useKeys([
    { keys: 'j', label: t('keys.next'), run: () => move(1), group: t('keys.list') },
    { keys: 'k', label: t('keys.previous'), run: () => move(-1), group: t('keys.list') },
    ...(onSelect ? [{
      keys: 'x', label: t('keys.select'), group: t('keys.list'),
      run: () => { if (current) onSelect(current) },
    }] : []),
  ])
  const rows = virtual.getVirtualItems()
  const lastShown = rows.at(-1)?.index ?? 0
  const reachEnd = useEffectEvent(() => onEnd?.())
  useEffect(() => {
    if (items.length > 0 && lastShown >= items.length - 12) reachEnd()
  }, [lastShown, items.length])
  useEffect(() => {
    if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' })
    // What moves the choice from outside, such as a verdict, takes the focus along.
    if (current && scroller.current?.contains(document.activeElement)) focusRow(current)
  }, [index, current, virtual, focusRow])

  const open = (event: MouseEvent, key: string) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    onCurrent(key)
  }
  return (
    <div className={styles.scroll} ref={scroller} tabIndex={-1}>
      <ul className={styles.list} aria-label={props.label} style={{ height: virtual.getTotalSize() }}>
        {rows.map((row) => {
          const item = items[row.index]
          if (!item) return null
          const key = itemKey(item)
          return (
            <Row
              key={key} id={key} list={props.label} href={props.href(item)} place={row.index + 1}
              total={props.total ?? items.length} current={key === current}
              selected={selected?.has(key) ?? false} onOpen={(event) => open(event, key)}
              onReorder={props.onReorder}
              style={{ height: rowHeight, transform: `translateY(${row.start}px)` }}
            >
              {props.renderRow(item)}
            </Row>
          )
        })}
      </ul>
    </div>
  )
}

interface RowProps {
  readonly id: string
  readonly list: string
  readonly href: string
  readonly place: number
  readonly total: number
  readonly current: boolean
  readonly selected: boolean
  readonly style: CSSProperties
  readonly onOpen: (event: MouseEvent) => void
  readonly onReorder: OnReorder | undefined
  readonly children: ReactNode
}

function Row(props: RowProps) {
  const link = useRef<HTMLAnchorElement>(null)
  const { edge, dragged } = useRowDrag(link, props.list, props.id, props.onReorder)
  return (
    <li className={styles.item} aria-posinset={props.place} aria-setsize={props.total} style={props.style}>
      <a
        ref={link} href={props.href} className={styles.row} data-key={props.id}
        aria-current={props.current ? 'true' : undefined}
        data-selected={props.selected || undefined} data-edge={edge ?? undefined}
        data-dragged={dragged || undefined} onClick={props.onOpen}
      >
        {props.children}
      </a>
    </li>
  )
}
