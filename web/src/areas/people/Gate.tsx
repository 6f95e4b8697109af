import { useEffect, type FormEvent, type ReactNode } from 'react'
import { toProblem } from '~/api/problem'
import { Button } from '~/parts/Button'
import { Icon, Logo } from '~/parts/Icon'
import { t } from '~/text/text'
import styles from './Gate.module.css'

interface Props {
  readonly title: string
  readonly lead: string
  readonly submit: string
  readonly busy: boolean
  readonly error: unknown
  readonly onSubmit: () => void
  readonly children: ReactNode
}

/** The frame of the pages before one is signed in: a form, and beside it what the product is. */
export function Gate({ title, lead, submit, busy, error, onSubmit, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Throughline`
  }, [title])
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (!busy) onSubmit()
  }
  return (
    <main className={styles.page}>
      <form className={styles.form} onSubmit={send} noValidate>
        <div className={styles.brand}>
          <Logo />
          Throughline
        </div>
        <h1>{title}</h1>
        <p className={styles.lead}>{lead}</p>
        {error ? <FormProblem error={error} /> : null}
        <div className={styles.fields}>{children}</div>
        <div>
          <Button look="primary" tall type="submit" busy={busy}>{submit}</Button>
        </div>
      </form>
      <section className={styles.line} aria-labelledby="the-line">
        <h2 id="the-line">{t('gate.line')}</h2>
        <ol className={styles.steps}>
          {(['words', 'decide', 'plan', 'ship', 'told'] as const).map((step) => (
            <li key={step}>
              <b>{t(`gate.${step}`)}</b>
              <span>{t(`gate.${step}Detail`)}</span>
            </li>
          ))}
        </ol>
      </section>
    </main>
  )
}

function FormProblem({ error }: { readonly error: unknown }) {
  const problem = toProblem(error)
  const said = problem.isOffline ? t('error.offlineDetail') : problem.detail || t('error.failedDetail')
  return (
    <p className={styles.problem} role="alert">
      <Icon name="warning" />
      <span>{said}</span>
    </p>
  )
}
