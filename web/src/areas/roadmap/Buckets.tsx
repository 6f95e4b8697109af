import { useQuery } from '@tanstack/react-query'
import type { PlanItem, Schemas } from '~/api/records'
import { PathLink, recordPath } from '~/parts/RecordLink'
import { BoxedCount, Tag } from '~/parts/small'
import { chance, plainDate } from '~/text/format'
import { t } from '~/text/text'
import { atRisk } from './lanes'
import { teamsQuery } from './queries'
import styles from './Roadmap.module.css'

const names = ['now', 'next', 'later'] as const

/** The accepted plan without dates that nobody can promise. */
export function Buckets({ buckets }: { readonly buckets: Schemas['Buckets'] }) {
  const teams = new Map(useQuery(teamsQuery).data?.records.map((team) => [team.id, team.name]))
  return (
    <div className={styles.buckets}>
      {names.map((name) => (
        <section key={name} aria-label={t(`roadmap.bucket.${name}`)}>
          <div className={styles.bucketHead}>
            <h2 className="h2">{t(`roadmap.bucket.${name}`)}</h2>
            <BoxedCount value={String(buckets[name].length)} />
            <span className="t3 trunc">{t(`roadmap.bucketHint.${name}`)}</span>
          </div>
          {buckets[name].length === 0 ? <p className={`t3 ${styles.bucketNone}`}>{t('roadmap.bucketEmpty')}</p> : null}
          <ul>
            {buckets[name].map((item) => (
              <li key={item.item_id}>
                <PathLink to={recordPath('item', item.item_id)} className={styles.bucketItem}>
                  <span className="t3">{item.key}</span> <span className="m">{item.title}</span>
                </PathLink>
                <span className="row wrap t3 fs12">
                  {teams.has(item.team_id) ? <span>{teams.get(item.team_id)}</span> : null}
                  <span>{dates(item)}</span>
                  {atRisk(item) && item.late_probability !== undefined ? (
                    <Tag tone="warn" icon="warning">{t('roadmap.bucketLate', { chance: chance(item.late_probability) })}</Tag>
                  ) : null}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

function dates({ p50, p85 }: PlanItem): string {
  if (p50 === p85) return t('roadmap.by', { p50: plainDate(p50) })
  return t('roadmap.range', { p50: plainDate(p50), p85: plainDate(p85) })
}
