import type { Schemas } from '~/api/records'
import { PathLink, recordPath } from '~/parts/RecordLink'
import { plainDate } from '~/text/format'
import { t } from '~/text/text'
import styles from './Roadmap.module.css'

const names = ['now', 'next', 'later'] as const

/** The accepted plan without dates that nobody can promise. */
export function Buckets({ buckets }: { readonly buckets: Schemas['Buckets'] }) {
  return (
    <div className={styles.buckets}>
      {names.map((name) => (
        <section key={name} aria-label={t(`roadmap.bucket.${name}`)}>
          <h2 className="h3">{t(`roadmap.bucket.${name}`)} <span className="t3">{buckets[name].length}</span></h2>
          {buckets[name].length === 0 ? <p className="t3">{t('roadmap.bucketEmpty')}</p> : null}
          <ul>
            {buckets[name].map((item) => (
              <li key={item.item_id}>
                <PathLink to={recordPath('item', item.item_id)}>{item.title}</PathLink>
                <span className="t3">{item.key}, {t('roadmap.range', { p50: plainDate(item.p50), p85: plainDate(item.p85) })}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}
