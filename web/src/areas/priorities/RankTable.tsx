import { useRef, useState, type ClipboardEvent, type KeyboardEvent } from 'react'
import { flushSync } from 'react-dom'
import { arrOf, type Framework, type Priorities } from '~/api/records'
import { roundUp, ticks, place as placeOn, type Scale } from '~/geometry/scale'
import { IntervalBar, PTopBar, RankWhisker } from '~/parts/bars'
import { PathLink, recordPath } from '~/parts/RecordLink'
import { Tag } from '~/parts/small'
import { useMay } from '~/session/session'
import { chance, integer, moneyShort } from '~/text/format'
import { t } from '~/text/text'
import { cellText, readBlock, readCell, step, type At } from './cells'
import { useScore, type Change, type Place } from './queries'
import styles from './Priorities.module.css'

interface Props {
  readonly order: Priorities
  readonly framework: Framework
  readonly open: string | undefined
  readonly onOpen: (id: string) => void
}

/** A spreadsheet whose order is alive: what is typed ranks everything anew. */
export function RankTable({ order, framework, open, onOpen }: Props) {
  const mayScore = useMay('priority.score')
  const score = useScore(framework.key)
  const [at, setAt] = useState<At>({ row: 0, col: 0 })
  const [typed, setTyped] = useState<string | null>(null)
  const table = useRef<HTMLTableElement>(null)
  const fields = framework.fields
  const size = { rows: order.items.length, cols: fields.length }
  const scale: Scale = {
    from: 0, to: roundUp(Math.max(...order.items.map((each) => each.score_high ?? each.score ?? 0))), width: 72,
  }
  const ranks: Scale = { from: 1, to: Math.max(2, order.items.length), width: 44 }
  // At once, not in the next frame: who types fast must not type into the cell before.
  const focus = (next: At) => {
    flushSync(() => setAt(next))
    table.current?.querySelector<HTMLElement>(`[data-cell="${next.row}-${next.col}"]`)?.focus()
  }
  const write = (block: readonly (readonly string[])[], from: At) => {
    const changes: Change[] = []
    block.forEach((line, down) => {
      const item = order.items[from.row + down]?.item.id
      const values: Record<string, Change['values'][string]> = {}
      line.forEach((text, right) => {
        const field = fields[from.col + right]
        const value = readCell(text)
        if (field && value !== undefined) values[field.key] = value
      })
      if (item && Object.keys(values).length > 0) changes.push({ item, values })
    })
    if (changes.length > 0) score.mutate(changes)
  }
  const commit = (text: string) => {
    setTyped(null)
    if (readCell(text) !== undefined) write([[text]], at)
  }
  const onKey = (event: KeyboardEvent) => {
    if (typed !== null) {
      if (event.key === 'Escape') { event.stopPropagation(); setTyped(null); focus(at) }
      if (event.key === 'Enter') { event.preventDefault(); commit(typed); focus(step(at, 'ArrowDown', size)) }
      return
    }
    const next = step(at, event.key, size)
    if (next.row !== at.row || next.col !== at.col) {
      event.preventDefault()
      event.stopPropagation()
      return focus(next)
    }
    if (!mayScore) return
    const field = fields[at.col]
    if (event.key === 'Enter' || event.key === 'F2') {
      event.preventDefault()
      event.stopPropagation()
      setTyped(cellText(order.items[at.row]?.inputs[field?.key ?? '']))
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      write([['']], at)
    } else if ((event.ctrlKey || event.metaKey) && event.key === 'd' && at.row > 0) {
      event.preventDefault()
      write([[cellText(order.items[at.row - 1]?.inputs[field?.key ?? ''])]], at)
    } else if (/^\d$/.test(event.key) && !event.ctrlKey && !event.metaKey) {
      event.preventDefault()
      setTyped(event.key)
    }
  }
  const onPaste = (event: ClipboardEvent) => {
    if (!mayScore || typed !== null) return
    event.preventDefault()
    write(readBlock(event.clipboardData.getData('text/plain')), at)
  }
  const refine = order.refine_first[0]
  return (
    <div className={styles.scroll} tabIndex={-1}>
      <table className={styles.table} ref={table} role="grid" aria-label={t('nav.priorities')} onKeyDown={onKey} onPaste={onPaste}>
        <thead>
          <tr>
            <th scope="col" className={styles.rank}>#</th>
            <th scope="col" className={styles.name}>{t('priority.item')}</th>
            <th scope="col">{t('priority.score')}<Axis scale={scale} /></th>
            <th scope="col" className={styles.twoLines}>{t('priority.rank')}</th>
            <th scope="col" data-num="true">{t('priority.top', { top: order.top })}</th>
            {fields.map((field) => (
              <th key={field.key} scope="col" data-num="true" title={field.unit}>{field.label}</th>
            ))}
            <th scope="col" data-num="true" title={t('priority.askedHint')}>{t('priority.asked')}</th>
            <th scope="col" data-num="true">{t('opportunity.arr')}</th>
          </tr>
        </thead>
        <tbody>
          {order.items.map((each, row) => (
            <tr
              key={each.item.id} data-cut={each.rank === order.top} aria-current={each.item.id === open ? 'true' : undefined}
              onClick={() => onOpen(each.item.id)}
            >
              <td className={styles.rank}>
                {each.rank ?? '–'}
                {order.items[row - 1]?.too_close ? <span className={styles.bracket} data-end="true" aria-hidden="true" /> : null}
                {each.too_close ? <span className={styles.bracket} role="img" aria-label={t('priority.tooClose')} title={t('priority.tooClose')} /> : null}
              </td>
              <th scope="row" className={styles.name}>
                <span className="t3">{each.item.key}</span>{' '}
                <PathLink to={recordPath('item', each.item.id)} className={styles.title}>{each.item.title}</PathLink>{' '}
                {refine?.item_id === each.item.id ? <Tag tone="warn" icon="target">{t('priority.refine')}</Tag> : null}
              </th>
              <ScoreCell place={each} scale={scale} />
              <RankCell place={each} scale={ranks} top={order.top} />
              <td data-num="true">{each.p_top === undefined ? '' : (
                <span className={styles.ptop}>
                  <PTopBar probability={each.p_top} label={chance(each.p_top)} /><span>{chance(each.p_top)}</span>
                </span>
              )}</td>
              {fields.map((field, col) => (
                <td
                  key={field.key} role="gridcell" data-num="true" className={styles.cell} data-cell={`${row}-${col}`}
                  tabIndex={at.row === row && at.col === col ? 0 : -1} data-missing={each.incomplete.includes(field.key)}
                  aria-label={`${field.label}, ${each.item.key}: ${cellText(each.inputs[field.key]) || cellText(each.suggested[field.key]) || t('priority.noValue')}`}
                  onFocus={() => setAt({ row, col })}
                  onDoubleClick={() => { if (mayScore) setTyped(cellText(each.inputs[field.key])) }}
                >
                  {typed !== null && at.row === row && at.col === col ? (
                    <input
                      autoFocus className={styles.input} value={typed} aria-label={field.label}
                      aria-invalid={readCell(typed) === undefined} onChange={(event) => setTyped(event.currentTarget.value)}
                      onBlur={() => commit(typed)}
                    />
                  ) : cellText(each.inputs[field.key]) || suggestion(each, field.key)}
                </td>
              ))}
              <td data-num="true">{integer(each.item.customer_count)}</td>
              <td data-num="true">{each.item.arr_minor > 0 ? moneyShort(arrOf(each.item)) : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** What the records know already, pale until somebody takes it over. */
function suggestion(each: Place, field: string) {
  const known = cellText(each.suggested[field])
  return known ? <span className={styles.suggested} title={t('priority.suggested')}>{known}</span> : ''
}

function Axis({ scale }: { readonly scale: Scale }) {
  return (
    <svg width={scale.width} height={14} aria-hidden="true" className={styles.axis} overflow="visible">
      {ticks(scale.from, scale.to, 2).map((value) => (
        <text key={value} x={placeOn(scale, value)} y={11} textAnchor="middle">{integer(value)}</text>
      ))}
    </svg>
  )
}

function ScoreCell({ place, scale }: { readonly place: Place; readonly scale: Scale }) {
  const { score, score_low: low = score, score_high: high = score } = place
  if (score === undefined || low === undefined || high === undefined) {
    return <td className="t3">{place.reason || t('priority.incomplete')}</td>
  }
  return (
    <td>
      <span className={styles.score}>
        <b>{integer(Math.round(score))}</b>
        <IntervalBar
          scale={scale} low={low} mid={score} high={high} grid={ticks(scale.from, scale.to, 2)}
          label={t('priority.scoreSays', { score: integer(Math.round(score)), low: integer(Math.round(low)), high: integer(Math.round(high)) })}
        />
      </span>
    </td>
  )
}

interface RankProps {
  readonly place: Place
  readonly scale: Scale
  readonly top: number
}

function RankCell({ place, scale, top }: RankProps) {
  const { rank_low: low, rank_high: high } = place
  if (low === undefined || high === undefined) return <td />
  const says = low === high ? String(low) : `${low}–${high}`
  return (
    <td>
      <span className={styles.whisker}>
        <RankWhisker scale={scale} low={low} high={high} cut={top + 0.5} label={t('priority.rankSays', { ranks: says })} />
        <span className="t2">{says}</span>
      </span>
    </td>
  )
}
