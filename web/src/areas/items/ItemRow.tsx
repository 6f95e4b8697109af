import type { Item } from '~/api/records'
import { Tag, type Tone } from '~/parts/small'
import { integer } from '~/text/format'
import { t } from '~/text/text'
import styles from './Items.module.css'

const tones: Readonly<Record<Item['status'], Tone>> = {
  new: 'plain', ready: 'plain', in_progress: 'accent', in_review: 'warn', accepted: 'good',
  released: 'good', dropped: 'plain',
}

export function ItemStatus({ status }: { readonly status: Item['status'] }) {
  return <Tag tone={tones[status]}>{t(`item.status.${status}`)}</Tag>
}

interface Props {
  readonly record: Item
  readonly team: string | undefined
}

export function ItemRow({ record, team }: Props) {
  return (
    <span className={styles.row} data-level={record.parent_id ? 'inner' : 'outer'}>
      <span className={styles.key}>{record.key}</span>
      <span className="m trunc">{record.title}</span>
      <span className={styles.type}>{t(`item.type.${record.type}`)}</span>
      <span><ItemStatus status={record.status} /></span>
      <span className={`${styles.meta} trunc`}>{team ?? ''}</span>
      <span className={styles.num}>
        {record.estimate ? integer(record.estimate.p50) : '–'}
        <span className="sr">{t('item.estimate')}</span>
      </span>
      <span className={styles.num}>
        {record.criteria_total > 0 ? `${record.criteria_met}/${record.criteria_total}` : ''}
      </span>
      <span className={styles.num}>
        {record.customer_count > 0 ? integer(record.customer_count) : ''}
      </span>
      <span className={styles.num}>
        {record.vote_count > 0 ? integer(record.vote_count) : ''}
      </span>
    </span>
  )
}

/** Names the columns; the rows are links that say themselves what they lead to. */
export function ItemHeads() {
  return (
    <div className={`${styles.row} ${styles.heads}`} aria-hidden="true">
      <span className={styles.key}>{t('item.col.key')}</span>
      <span>{t('item.col.title')}</span>
      <span className={styles.type}>{t('item.type')}</span>
      <span>{t('item.status')}</span>
      <span className={styles.meta}>{t('item.team')}</span>
      <span className={styles.num} title={t('item.estimate')}>{t('item.col.weeks')}</span>
      <span className={styles.num} title={t('item.col.metHint')}>{t('item.col.met')}</span>
      <span className={styles.num} title={t('priority.askedHint')}>{t('priority.asked')}</span>
      <span className={styles.num}>{t('item.col.votes')}</span>
    </div>
  )
}
