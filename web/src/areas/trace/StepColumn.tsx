import type { LineRecord } from '~/api/records'
import { PathLink, recordPath } from '~/parts/RecordLink'
import { date, integer } from '~/text/format'
import { t, tMaybe } from '~/text/text'
import { adviceFor, type Step } from './layout'
import styles from './Trace.module.css'

const shown = 3

interface Props {
  readonly step: Step
  readonly current: boolean
  readonly onCurrent: () => void
}

/** What stands at one step of the line, or what to do where nothing does yet. */
export function StepColumn({ step, current, onCurrent }: Props) {
  const more = step.total - Math.min(shown, step.records.length)
  return (
    <li className={styles.step} data-current={current} data-missing={step.missing}>
      <button
        type="button" className={styles.stepHead} aria-current={current ? 'step' : undefined}
        onClick={onCurrent}
      >
        <span className={styles.stepName}>{tMaybe(`trace.step.${step.step}`, step.label)}</span>
        <span className={styles.stepDate}>
          {step.missing ? t('line.notYet') : step.at ? date(step.at) : ''}
        </span>
      </button>
      <div className={styles.stepBody}>
        {step.missing ? <p className="t3">{t(adviceFor(step.step))}</p> : null}
        {step.records.slice(0, shown).map((record, index) => (
          <StepRecord key={`${record.id}-${index}`} step={step.step} record={record} />
        ))}
        {more > 0 ? <p className="t3">{t('trace.more', { count: integer(more) })}</p> : null}
      </div>
    </li>
  )
}

interface RecordProps {
  readonly step: Step['step']
  readonly record: LineRecord
}

function StepRecord({ step, record }: RecordProps) {
  if (step === 'words') {
    return (
      <PathLink to={recordPath(record.kind, record.id)} className={styles.words}>
        <span className={styles.quote}>{record.title}</span>
        <span className="t3">{record.subtitle}</span>
      </PathLink>
    )
  }
  return (
    <PathLink to={recordPath(record.kind, record.id)} className={styles.record}>
      <span className="m">{record.key || record.title}</span>
      {record.key ? <span>{record.title}</span> : null}
      {record.subtitle ? <span className="t3">{record.subtitle}</span> : null}
    </PathLink>
  )
}
