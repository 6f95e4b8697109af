import type { Home } from '~/api/records'
import { actionWords, detailWords, kindWords } from '~/text/audit'
import { dateTime, shortDate } from '~/text/format'
import { t } from '~/text/text'
import styles from './Home.module.css'

type Change = Home['changes'][number]

/** What others, and the program itself, did lately. */
export function Changes({ changes }: { readonly changes: readonly Change[] }) {
  return (
    <section className={styles.changes}>
      <h2 className="h2">{t('home.changes')}</h2>
      {changes.length === 0 ? <p className="t3">{t('home.noChanges')}</p> : null}
      <ul>
        {changes.map((change) => (
          <li key={change.seq}>
            <time className="t3" dateTime={change.at} title={dateTime(change.at)}>
              {shortDate(change.at, Date.now())}
            </time>
            <span className="trunc">
              <span className="m">{change.actor_name || t('home.program')}</span>{' '}
              {sentence(change)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function sentence({ action, actor_id, record_id, detail }: Change): string {
  const details = detailWords(detail)
  const whom = record_id === actor_id ? '' : ` ${kindWords(record_id)}`
  return `${actionWords(action)}${whom}${details ? `: ${details}` : ''}`
}
