import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Import } from '~/api/records'
import { Button, buttonClass } from '~/parts/Button'
import { Icon } from '~/parts/Icon'
import { date, integer } from '~/text/format'
import { t, type TextId } from '~/text/text'
import { Numbers } from './Moving'
import { errorsQuery, useImport } from './queries'
import styles from './Imports.module.css'

function numbersOf(of: Import) {
  return [
    { name: t('imports.count.added'), value: of.added },
    { name: t('imports.count.known'), value: of.known },
    { name: t('imports.count.duplicates'), value: of.duplicates },
    { name: t('imports.count.failed'), value: of.failed, bad: true },
  ]
}

/** After the dry run: what would happen, before anything has. */
export function Checked({ of }: { readonly of: Import }) {
  const { change, step } = useImport(of)
  return (
    <>
      <section>
        <h2 className="h2">{t('imports.wouldHappen')}</h2>
        <p className="t2">{t('imports.wouldNote')}</p>
        <Numbers numbers={numbersOf(of)} />
      </section>
      <Errors of={of} />
      <div className="row wrap">
        <Button look="primary" busy={step.isPending} onClick={() => step.mutate('start')}>
          {t('imports.start', { count: of.added })}
        </Button>
        <Button busy={change.isPending} onClick={() => change.mutate({ mapping: of.mapping })}>
          {t('imports.backToMap')}
        </Button>
      </div>
    </>
  )
}

const outcomes: Readonly<Record<string, TextId>> = {
  done: 'imports.done', cancelled: 'imports.cancelled', failed: 'imports.failed', undone: 'imports.undone',
}

/** After it ran: what came of it, where it is, and the way back. */
export function Result({ of }: { readonly of: Import }) {
  const { step } = useImport(of)
  const kept = of.state === 'done' || of.state === 'cancelled'
  return (
    <>
      <section>
        <h2 className="h2 row">
          <Icon
            name={of.state === 'done' ? 'check' : of.state === 'undone' ? 'undo' : 'warning'}
            className={of.state === 'done' ? 'good' : of.state === 'failed' ? 'bad' : 't3'}
          />
          {t(outcomes[of.state] ?? 'imports.done')}
        </h2>
        {of.error ? <p className="bad">{of.error}</p> : null}
        {of.undone_at ? <p className="t2">{t('imports.undoneAt', { at: date(of.undone_at) })}</p> : null}
        {of.state === 'undone' ? null : <Numbers numbers={numbersOf(of)} />}
      </section>
      <Errors of={of} />
      <div className="row wrap">
        {kept && of.added > 0 ? (
          <Link to="/feedback" search={{ import: [of.id] }} className={buttonClass('primary')}>
            {t('imports.showThem', { count: of.added })}
          </Link>
        ) : null}
        {kept && of.added > 0 ? (
          <Button icon="undo" busy={step.isPending} onClick={() => step.mutate('undo')}>
            {t('imports.undo')}
          </Button>
        ) : null}
        <Link to="/imports/new" className={buttonClass()}>{t('imports.another')}</Link>
      </div>
    </>
  )
}

/** The rows that could not be read, by number, so that they can be mended in the file. */
function Errors({ of }: { readonly of: Import }) {
  const errors = useQuery(errorsQuery(of)).data?.records ?? []
  if (errors.length === 0) return null
  return (
    <section aria-labelledby="import-errors">
      <h2 className="h2" id="import-errors">
        {t('imports.errors', { shown: errors.length, total: of.failed })}
      </h2>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr><th className="num">{t('imports.row')}</th><th>{t('imports.why')}</th></tr>
          </thead>
          <tbody>
            {errors.map((error) => (
              <tr key={`${error.row}-${error.message}`}>
                <td className="num t3">{integer(error.row)}</td>
                <td>{error.message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
