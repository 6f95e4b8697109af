import type { Feedback } from '~/api/records'
import { arrOf } from '~/api/records'
import { Icon } from '~/parts/Icon'
import { moneyShort } from '~/text/format'
import { t } from '~/text/text'
import { feelingOf, saidWhen, sourceIcon } from './looks'
import styles from './Feedback.module.css'

interface Props {
  readonly record: Feedback
  readonly sourceKind: string | undefined
}

/** One record in the list: the words first, then who said them, what they are worth, and when. */
export function FeedbackRow({ record, sourceKind }: Props) {
  const feeling = feelingOf(record.sentiment)
  const { customer, account } = record
  return (
    <>
      <span className={styles.source} title={record.source.name}>
        <Icon name={sourceIcon(sourceKind)} label={record.source.name} />
      </span>
      <span className="grow">
        <span className={`${styles.words} trunc`} style={{ display: 'block' }}>{record.text}</span>
        <span className={styles.meta}>
          <span className="trunc">
            {customer?.name || t('feedback.noCustomer')}
            {account?.name ? <>, <span className="t2">{account.name}</span></> : null}
          </span>
          {account && account.arr_minor > 0 ? (
            <span className={styles.arr}>{moneyShort(arrOf(account))}</span>
          ) : null}
          <span className="grow" />
          {record.quote_count > 0 ? (
            <span className={styles.linked}>
              <Icon name="link" size={12} label={t('feedback.isLinked')} />
            </span>
          ) : null}
          <span className={styles.feeling}>
            {feeling ? (
              <>
                <Icon name={feeling.icon} size={12} className={feeling.tone} />
                {feeling.word}
              </>
            ) : null}
          </span>
          <span className={styles.when}>{saidWhen(record.said_at, Date.now())}</span>
        </span>
      </span>
    </>
  )
}
