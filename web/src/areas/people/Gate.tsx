import { useEffect, type FormEvent, type ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
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

/** The form of a page before one is signed in. */
export function Gate({ title, lead, submit, busy, error, onSubmit, children }: Props) {
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (!busy) onSubmit()
  }
  return (
    <GatePage title={title}>
      <form className={styles.form} onSubmit={send} noValidate>
        <Opening title={title} lead={lead} />
        {error ? <FormProblem error={error} /> : null}
        <div className={styles.fields}>{children}</div>
        <div>
          <Button look="primary" tall type="submit" busy={busy}>{submit}</Button>
        </div>
      </form>
    </GatePage>
  )
}

/** Says why there is no form. */
export function GateNotice({ title, lead }: { readonly title: string; readonly lead: string }) {
  return (
    <GatePage title={title}>
      <div className={styles.form}>
        <Opening title={title} lead={lead} />
        <p><Link to="/sign-in" className="link">{t('signIn.title')}</Link></p>
      </div>
    </GatePage>
  )
}

function Opening({ title, lead }: { readonly title: string; readonly lead: string }) {
  return (
    <>
      <div className={styles.brand}>
        <Logo />
        Throughline
      </div>
      <h1>{title}</h1>
      <p className={styles.lead}>{lead}</p>
    </>
  )
}

/** The frame of the pages before one is signed in: beside what is asked stands what the product is. */
function GatePage({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Throughline`
  }, [title])
  return (
    <main className={styles.page}>
      {children}
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
