import { useState } from 'react'
import type { Framework, Priorities } from '~/api/records'
import { Button } from '~/parts/Button'
import { integer } from '~/text/format'
import { t } from '~/text/text'
import { dots, labelledBelow, logPlace, median } from './matrix'
import styles from './Priorities.module.css'

const box = { width: 272, height: 240 }
/** Room above and below the dots for the names of the quarters. */
const pad = 28

interface Props {
  readonly order: Priorities
  readonly framework: Framework
}

/** Value against effort, with the range of the effort; the same as a table on demand. */
export function Matrix({ order, framework }: Props) {
  const [asTable, setAsTable] = useState(false)
  const all = dots(order)
  if (!framework.fields.some((field) => field.key === 'effort') || all.length < 2) return null
  const efforts = all.flatMap((dot) => [dot.low, dot.high])
  const values = all.map((dot) => dot.value)
  const span = { from: Math.min(...efforts) * 0.9, to: Math.max(...efforts) * 1.1 }
  const rise = { from: Math.min(...values) * 0.9, to: Math.max(...values) * 1.1 }
  const x = (effort: number) => logPlace(effort, span.from, span.to, box.width)
  const y = (value: number) => box.height - pad - logPlace(value, rise.from, rise.to, box.height - 2 * pad)
  const named = all.filter((dot) => dot.top).map((dot) => ({ id: dot.id, x: x(dot.effort), y: y(dot.value) }))
  const nameY = (dot: { readonly id: string; readonly value: number }) => {
    const spot = named.find((each) => each.id === dot.id)
    return y(dot.value) + (spot && labelledBelow(spot, named) ? 17 : -8)
  }
  const cut = median(all.map((dot) => dot.effort))
  return (
    <section>
      <div className="row">
        <h2 className="h3 grow">{t('priority.matrix')}</h2>
        <Button look="quiet" onClick={() => setAsTable(!asTable)}>{t(asTable ? 'priority.asPlot' : 'priority.asTable')}</Button>
      </div>
      {asTable ? (
        <table className={styles.plain}>
          <thead><tr><th scope="col">{t('priority.item')}</th><th scope="col" data-num="true">{t('priority.value')}</th><th scope="col" data-num="true">{t('item.estimate')}</th></tr></thead>
          <tbody>
            {all.map((dot) => (
              <tr key={dot.id}><td>{dot.key}</td><td data-num="true">{integer(Math.round(dot.value))}</td><td data-num="true">{integer(dot.low)}–{integer(dot.high)}</td></tr>
            ))}
          </tbody>
        </table>
      ) : (
        <svg
          viewBox={`-4 -4 ${box.width + 8} ${box.height + 24}`} width="100%" role="img" className={styles.matrix}
          aria-label={t('priority.matrixSays', { count: all.length, cut: integer(cut) })}
        >
          <rect width={box.width} height={box.height} fill="none" stroke="var(--line)" />
          <path d={`M${x(cut)} 0V${box.height}M0 ${y(median(values))}H${box.width}`} stroke="var(--line-strong)" strokeDasharray="3 3" />
          <text x={6} y={14}>{t('priority.doNow')}</text>
          <text x={box.width - 6} y={14} textAnchor="end">{t('priority.planWithCare')}</text>
          <text x={6} y={box.height - 6}>{t('priority.fillIn')}</text>
          <text x={box.width - 6} y={box.height - 6} textAnchor="end">{t('priority.doubtful')}</text>
          {all.map((dot) => (
            <g key={dot.id}>
              <title>{`${dot.key} ${dot.title}`}</title>
              <path d={`M${x(dot.low)} ${y(dot.value)}H${x(dot.high)}`} stroke={dot.top ? 'var(--accent-mid)' : 'var(--mute)'} strokeWidth={2} />
              <circle cx={x(dot.effort)} cy={y(dot.value)} r={4} fill={dot.top ? 'var(--accent)' : 'var(--bg)'} stroke={dot.top ? 'var(--accent)' : 'var(--ctl)'} strokeWidth={1.5} />
              {dot.top ? <text x={x(dot.effort)} y={nameY(dot)} textAnchor="middle" className={styles.dot}>{dot.key.replace(/^.*-/, '')}</text> : null}
            </g>
          ))}
          <text x={0} y={box.height + 15}>{integer(Math.round(span.from * 10) / 10)}</text>
          <text x={box.width} y={box.height + 15} textAnchor="end">{t('priority.weeks', { count: integer(Math.round(span.to)) })}</text>
        </svg>
      )}
    </section>
  )
}
