import { useRouter } from '@tanstack/react-router'
import type { MouseEvent, ReactNode } from 'react'
import { useKeys } from '~/keys/useKeys'
import { t } from '~/text/text'

const pages: Readonly<Record<string, string>> = {
  feedback: '/feedback', theme: '/themes', opportunity: '/opportunities', item: '/items',
  release: '/releases',
}

/** The address at which a record is read; the line through it where it has no page of its own. */
export function recordPath(kind: string, id: string): string {
  if (kind === 'plan') return `/roadmap?plan=${id}`
  const page = pages[kind]
  return page ? `${page}?open=${id}` : tracePath(kind, id)
}

export function tracePath(kind: string, id: string): string {
  return `/trace/${kind}/${id}`
}

interface Props {
  readonly to: string
  readonly className?: string | undefined
  readonly current?: boolean
  readonly label?: string
  /** One of a list that `j` and `k` walk. */
  readonly entry?: boolean
  readonly children: ReactNode
}

/** A link to an address that is known as text only; opening it in a new tab works. */
export function PathLink({ to, className = 'link', current, label, entry, children }: Props) {
  const router = useRouter()
  const go = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    router.history.push(to)
  }
  return (
    <a
      href={to} className={className} onClick={go} aria-label={label}
      aria-current={current ? 'true' : undefined} data-entry={entry || undefined}
    >
      {children}
    </a>
  )
}

/** `t` shows the whole line through the record at hand. */
export function useTraceKey(kind: string, id: string | undefined): void {
  const router = useRouter()
  useKeys(id ? [{
    keys: 't', label: t('line.openTrace'), run: () => router.history.push(tracePath(kind, id)),
  }] : [], 'panel')
}
