import type { Framework, Priorities, Schemas } from '~/api/records'
import { place, type Scale } from '~/geometry/scale'
import { decimal, integer } from '~/text/format'
import { t } from '~/text/text'
import styles from './Priorities.module.css'

type Leeway = Schemas['LeewayView']

interface Props {
  readonly weights: Priorities['weights']
  readonly framework: Framework
}

/** How far each weight may move, the others staying, before the order is another one. */
export function Weights({ weights, framework }: Props) {
  if (weights.length === 0) return null
  const most = Math.max(...weights.map((each) => Math.max(each.weight, each.first.high?.at ?? 0) * 1.2))
  const scale: Scale = { from: 0, to: most, width: 48 }
  const label = (key: string) => framework.fields.find((field) => field.key === key)?.label ?? key
  return (
    <section>
      <h2 className="h3">{t('priority.leeway')}</h2>
      <p className="t2">{t('priority.leewayMeans')}</p>
      <table className={styles.plain}>
        <thead>
          <tr>
            <th scope="col">{t('priority.weightOf')}</th>
            <th scope="col" data-num="true">{t('priority.weight')}</th>
            <th scope="col" data-num="true">{t('priority.firstStays')}</th>
          </tr>
        </thead>
        <tbody>
          {weights.map((each) => (
            <tr key={each.field}>
              <td>{label(each.field)}</td>
              <td data-num="true">{integer(each.weight)}</td>
              <td data-num="true">
                <span className={styles.leeway}><LeewayBar leeway={each} scale={scale} />{range(each.first)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {nearest(weights, label)}
    </section>
  )
}

/** Pale: the whole list stays; hairline: the first stays; tick: the weight itself. */
function LeewayBar({ leeway, scale }: { readonly leeway: Leeway; readonly scale: Scale }) {
  const x = (at: number | undefined, otherwise: number) => place(scale, Math.min(at ?? otherwise, scale.to))
  const { first, order } = leeway
  const [from, to] = [x(first.low?.at, 0), x(first.high?.at, scale.to)]
  const [inner, outer] = [x(order.low?.at, 0), x(order.high?.at, scale.to)]
  return (
    <svg width={scale.width} height={20} role="img" aria-label={t('priority.orderStays', { range: range(order) })}>
      <path d={`M${from} 10H${to}`} stroke="var(--text-2)" />
      <rect x={inner} y={6} width={Math.max(2, outer - inner)} height={8} fill="var(--accent-mid)" opacity={0.55} />
      <rect x={place(scale, leeway.weight) - 1.5} y={3} width={3} height={14} fill="var(--accent)" />
    </svg>
  )
}

function range({ low, high }: Leeway['order']): string {
  if (!low && !high) return t('priority.anyWeight')
  if (!high) return t('priority.weightFrom', { low: figure(low?.at) })
  return low ? t('priority.weightBetween', { low: figure(low.at), high: figure(high.at) })
    : t('priority.weightTo', { high: figure(high.at) })
}

function figure(value = 0): string {
  return decimal(value, Number.isInteger(value) ? 0 : 1)
}

/** In words, the smallest move of a weight that changes the order. */
function nearest(weights: readonly Leeway[], label: (key: string) => string) {
  const moves = weights.flatMap(({ field, weight, order }) => [order.low, order.high].flatMap(
    (swap) => (swap ? [{ field, swap, by: Math.abs(swap.at - weight) / weight }] : []),
  )).sort((a, b) => a.by - b.by)
  const [first] = moves
  if (!first) return null
  return (
    <p className="t2">{t('priority.nearestSwap', {
      field: label(first.field), at: figure(first.swap.at), past: first.swap.past, behind: first.swap.behind,
    })}</p>
  )
}
