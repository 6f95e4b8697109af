import type { Framework, Priorities } from '~/api/records'
import { Meter } from '~/parts/bars'
import { Tag } from '~/parts/small'
import { chance, integer, signed } from '~/text/format'
import { t } from '~/text/text'
import { cellText } from './cells'
import { Matrix } from './Matrix'
import type { Place } from './queries'
import { Weights } from './Weights'
import styles from './Priorities.module.css'

interface Props {
  readonly order: Priorities
  readonly framework: Framework
  readonly open: Place | undefined
}

/** Which guess is worth a better one, why an item stands where it does, value against effort. */
export function Side({ order, framework, open }: Props) {
  const best = order.refine_first[0]
  const most = Math.max(1e-9, ...order.refine_first.map((each) => each.value))
  const label = (key: string) => framework.fields.find((field) => field.key === key)?.label ?? key
  return (
    <aside className={styles.side} aria-label={t('priority.side')}>
      {best ? (
        <section>
          <Tag tone="warn" icon="target">{t('priority.refine')}</Tag>
          <p className={styles.advice}>{best.text}</p>
          <table className={styles.plain}>
            <thead><tr><th scope="col">{t('priority.ifKnown')}</th><th scope="col" data-num="true">{t('priority.moreRight', { top: order.top })}</th></tr></thead>
            <tbody>
              {order.refine_first.slice(0, 5).map((each) => (
                <tr key={`${each.item_id}-${each.field}`}>
                  <td>{t('priority.fieldOf', { field: label(each.field), key: each.key })}</td>
                  <td data-num="true"><span className={styles.gain}><Meter share={each.value / most} width={64} />{signed(each.value)}</span></td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : <section><p className="t2">{t('priority.refineNothing')}</p></section>}
      {open ? <WhyRank place={open} framework={framework} top={order.top} /> : null}
      <Weights weights={order.weights} framework={framework} />
      <Matrix order={order} framework={framework} />
    </aside>
  )
}

interface WhyProps {
  readonly place: Place
  readonly framework: Framework
  readonly top: number
}

function WhyRank({ place, framework, top }: WhyProps) {
  return (
    <section>
      <h2 className="h3">{place.rank ? t('priority.why', { rank: place.rank }) : place.item.key}</h2>
      <p className="m">{place.item.key} {place.item.title}</p>
      <p className="t2">
        {place.score === undefined ? (place.reason || t('priority.incomplete')) : `${framework.formula || t('priority.weighted')} = ${integer(Math.round(place.score))}`}
      </p>
      <dl className={styles.values}>
        {framework.fields.map((field) => (
          <div key={field.key}>
            <dt>{field.label}</dt>
            <dd>{cellText(place.inputs[field.key]) || t('priority.noValue')} {field.unit ?? ''}</dd>
          </div>
        ))}
      </dl>
      {place.score_low === undefined || place.score_high === undefined || place.rank_low === undefined ? null : (
        <p className="t2">{t('priority.scoreRange', {
          low: integer(Math.round(place.score_low)), high: integer(Math.round(place.score_high)),
          ranks: place.rank_low === place.rank_high ? place.rank_low : `${place.rank_low}–${place.rank_high}`,
        })}</p>
      )}
      {place.p_above_next === undefined ? null : <p className="t2">{t(place.too_close ? 'priority.aboveClose' : 'priority.above', { chance: chance(place.p_above_next) })}</p>}
      {place.p_top === undefined ? null : <p className="t2">{t('priority.inTop', { chance: chance(place.p_top), top })}</p>}
    </section>
  )
}
