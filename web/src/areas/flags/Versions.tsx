import type { usePaged } from '~/api/usePaged'
import { Button } from '~/parts/Button'
import { PanelSection } from '~/parts/RecordPanel'
import { actionWords } from '~/text/audit'
import { dateTime } from '~/text/format'
import { t } from '~/text/text'
import { written } from './definition'
import styles from './Flags.module.css'

interface Version {
  readonly version: number
  readonly action: string
  readonly actor_name: string
  readonly at: string
  readonly definition: unknown
}

interface Props<V extends Version> {
  readonly versions: Pick<ReturnType<typeof usePaged<V>>, 'records' | 'more'>
  readonly current: number
  readonly busy: boolean
  /** Makes what a version said what is said now; nothing for those who may not. */
  readonly onRestore: ((version: V) => void) | undefined
}

/** Every version, with its definition behind one press; what it said can be made what is said now. */
export function Versions<V extends Version>({ versions, current, busy, onRestore }: Props<V>) {
  return (
    <PanelSection title={t('flag.history')}>
      {versions.records.map((each) => (
        <details key={each.version}>
          <summary className={styles.version}>
            {t('flag.past', {
              version: each.version, action: actionWords(each.action), name: each.actor_name, date: dateTime(each.at),
            })}
          </summary>
          <pre className={styles.past} tabIndex={0}>{written(each.definition)}</pre>
          {!onRestore || each.version === current ? null : (
            <Button
              look="quiet" busy={busy} aria-label={t('flag.restoreVersion', { version: each.version })}
              onClick={() => onRestore(each)}
            >
              {t('flag.restore')}
            </Button>
          )}
        </details>
      ))}
      {versions.more ? <Button look="quiet" onClick={versions.more}>{t('common.more')}</Button> : null}
    </PanelSection>
  )
}
