import type { Plan, PlanItem } from '~/api/records'
import { addDays, weekStart } from '~/geometry/timeline'
import { useKeys } from '~/keys/useKeys'
import { Button } from '~/parts/Button'
import { PathLink, recordPath, useTraceKey } from '~/parts/RecordLink'
import { PanelSection, RecordPanel } from '~/parts/RecordPanel'
import { Facts } from '~/parts/small'
import { chance, integer, money, plainDate, withDates } from '~/text/format'
import { t } from '~/text/text'
import { canHold, heldWeek, type OnHold } from './holds'
import { atRisk, causes, daysLate } from './lanes'
import styles from './Roadmap.module.css'

interface Props {
  readonly plan: Plan
  readonly item: PlanItem
  /** The Monday that the next proposal is to hold it to, if any. */
  readonly hold: string | undefined
  readonly onHold: OnHold | undefined
  readonly onClose: () => void
}

/** When it will be done, how sure that is, and why not sooner. */
export function PlanSide({ plan, item, hold, onHold, onClose }: Props) {
  const held = hold ?? (item.locked ? item.start : undefined)
  const from = held ?? weekStart(item.start)
  const mayHold = onHold && canHold(item) ? onHold : undefined
  const shift = (weeks: number) => mayHold?.(item, heldWeek(plan, addDays(from, 7 * weeks)))
  const turn = () => mayHold?.(item, held ? undefined : heldWeek(plan, from))
  useTraceKey('item', item.item_id)
  useKeys(mayHold ? [
    { keys: 'ArrowRight', label: t('roadmap.later'), run: () => shift(1) },
    { keys: 'ArrowLeft', label: t('roadmap.earlier'), run: () => shift(-1) },
    { keys: 'l', label: t('roadmap.lock'), run: turn },
  ] : [], 'panel')
  const chain = causes(plan, item.item_id)
  const late = daysLate(item)
  return (
    <RecordPanel label={t('roadmap.itemPanel', { key: item.key })} id={item.key} onClose={onClose}>
      <h2 className={styles.title}><PathLink to={recordPath('item', item.item_id)}>{item.title}</PathLink></h2>
      <Facts
        facts={[
          { name: t('roadmap.start'), value: plainDate(item.start) },
          { name: 'P50', value: plainDate(item.p50) },
          { name: 'P85', value: plainDate(item.p85) },
          ...(item.due ? [{ name: t('item.due'), value: plainDate(item.due) }] : []),
        ]}
      />
      <p className={`t2 ${styles.odds}`}>
        {item.late_probability === undefined ? null : t('roadmap.lateChance', { chance: chance(item.late_probability) })}{' '}
        {item.cost_of_delay > 0 ? t('roadmap.costOfDelay', {
          cost: money({ amount: Math.round(item.cost_of_delay * 100), currency: plan.objective.currency || 'EUR' }),
        }) : null}
      </p>
      <PanelSection title={late > 0 ? t('roadmap.whyLate', { days: late }) : t('roadmap.whyThen')}>
        {item.why ? <p className={styles.whole}>{withDates(item.why)}</p> : null}
        <ol className={styles.chain}>
          {chain.map((each, index) => (
            <li key={each.item_id} data-kind={each.cause_kind}>
              {index > 0 ? <span className="m">{each.key} {each.title}: </span> : null}
              {withDates(each.cause)}
            </li>
          ))}
        </ol>
      </PanelSection>
      {onHold ? (
        <PanelSection title={t('roadmap.holdTitle')}>
          <p className="t2">
            {!mayHold ? t('roadmap.begun') : held ? t('roadmap.heldTo', { start: plainDate(held) }) : t('roadmap.notHeld')}
          </p>
          {mayHold ? (
            <div className={`row wrap ${styles.holding}`}>
              <Button icon="left" onClick={() => shift(-1)}>{t('roadmap.earlier')}</Button>
              <Button icon="right" onClick={() => shift(1)}>{t('roadmap.later')}</Button>
              <Button icon="lock" onClick={turn}>{t(held ? 'roadmap.unlock' : 'roadmap.lock')}</Button>
            </div>
          ) : null}
        </PanelSection>
      ) : null}
    </RecordPanel>
  )
}

/** What a proposal changes, what does not fit into it, and what it costs. */
export function PlanSummary({ plan }: { readonly plan: Plan }) {
  const cost = (value: number) => money({ amount: Math.round(value * 100), currency: plan.objective.currency || 'EUR' })
  return (
    <aside className={styles.summary} aria-label={t('roadmap.summary')}>
      <Facts
        facts={[
          { name: t('roadmap.items'), value: integer(plan.item_count) },
          { name: t('roadmap.weeks'), value: integer(plan.weeks) },
          { name: t('roadmap.late'), value: integer(plan.late_count) },
          { name: t('roadmap.overloads'), value: integer(plan.overload_count) },
        ]}
      />
      <p className="t2">{t('roadmap.delayCost', { cost: cost(plan.objective.delay_cost), bound: cost(plan.objective.lower_bound) })}</p>
      <Late items={plan.items} />
      {plan.state === 'proposed' ? (
        <section>
          <h2 className="h3">{t('roadmap.changes')}</h2>
          {plan.changes.length === 0 ? <p className="t3">{t('roadmap.noChanges')}</p> : null}
          <ul className={styles.notes}>
            {plan.changes.map((change) => (
              <li key={change.item_id}>
                <PathLink to={recordPath('item', change.item_id)}>{change.key} {change.title}</PathLink>
                <p className="t2">
                  {change.from_start ? plainDate(change.from_start) : t('roadmap.notPlanned')} → {change.to_start ? plainDate(change.to_start) : t('roadmap.notPlanned')}. {withDates(change.why)}
                </p>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <Notes title={t('roadmap.conflicts')} notes={plan.conflicts} />
      <Notes title={t('roadmap.unscheduled')} notes={plan.unscheduled} />
    </aside>
  )
}

/** What misses its date, the likeliest first, each with what makes it late. */
function Late({ items }: { readonly items: readonly PlanItem[] }) {
  const risky = items.filter(atRisk).sort((a, b) => (b.late_probability ?? 0) - (a.late_probability ?? 0))
  if (risky.length === 0) return null
  return (
    <section>
      <h2 className="h3">{t('roadmap.lateAndWhy')}</h2>
      <ul className={styles.notes}>
        {risky.map((item) => (
          <li key={item.item_id}>
            <PathLink to={recordPath('item', item.item_id)}>{item.key} {item.title}</PathLink>
            <p className="t2">{withDates(item.why || item.cause)}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Notes({ title, notes }: { readonly title: string; readonly notes: Plan['conflicts'] }) {
  if (notes.length === 0) return null
  return (
    <section>
      <h2 className="h3">{title}</h2>
      <ul className={styles.notes}>
        {notes.map((note) => (
          <li key={note.item_id}>
            <PathLink to={recordPath('item', note.item_id)}>{note.key} {note.title}</PathLink>
            <p className="t2">{withDates(note.reason)}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}
