import { Link } from '@tanstack/react-router'
import type { Home } from '~/api/records'
import { PathLink } from '~/parts/RecordLink'
import { useMay } from '~/session/session'
import { Text } from '~/text/Text'
import { dateTime, shortDate } from '~/text/format'
import { t } from '~/text/text'
import { tell, type Change } from './tell'
import styles from './Home.module.css'

/** What others, and the program itself, did lately. */
export function Changes({ changes }: { readonly changes: Home['changes'] }) {
  const mayRead = useMay('audit.read')
  return (
    <section className={styles.changes}>
      <div className="row">
        <h2 className="h2 grow">{t('home.changes')}</h2>
        {mayRead ? <Link to="/audit" className="link">{t('home.allChanges')}</Link> : null}
      </div>
      {changes.length === 0 ? <p className="t3">{t('home.noChanges')}</p> : null}
      <ul>
        {changes.map((change) => (
          <li key={change.seq}>
            <time className="t3" dateTime={change.at} title={dateTime(change.at)}>
              {shortDate(change.at, Date.now())}
            </time>
            <span><Sentence change={change} /></span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Sentence({ change }: { readonly change: Change }) {
  const { id, values, to } = tell(change)
  return (
    <Text
      id={id} values={values}
      slots={{ l: (inner) => (to ? <PathLink to={to}>{inner}</PathLink> : <span className="m">{inner}</span>) }}
    />
  )
}
