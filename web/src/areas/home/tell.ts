import type { Home } from '~/api/records'
import { recordPath } from '~/parts/RecordLink'
import { actionWords, kindWords } from '~/text/audit'
import { integer } from '~/text/format'
import { hasText, t, type TextId } from '~/text/text'

export type Change = Home['changes'][number]

interface Told {
  readonly id: TextId
  readonly values: Readonly<Record<string, string | number>>
  /** Where what it is about can be read. */
  readonly to: string | undefined
}

/** Kinds without a page for each record, and where they are listed. */
const lists: Readonly<Record<string, string>> = {
  flag: '/flags', segment: '/segments', framework: '/priorities', environment: '/flags?places=true', team: '/teams', source: '/sources',
  import: '/imports', user: '/members', invitation: '/members', token: '/tokens', workspace: '/feedback',
}

/** A change as a sentence: who did what to which record, and to how many more. */
export function tell(change: Change): Told {
  const kind = change.record_id.split('_', 1)[0] ?? ''
  const own = `change.${kind}.${change.action.replace(/ /g, '_')}`
  const { record } = change
  return {
    id: hasText(own) ? own : record || named(change) ? 'change.any' : 'change.unnamed',
    values: {
      ...figures(change.detail),
      who: change.actor_kind === 'system' ? t('home.program') : change.actor_name || t('home.program'),
      did: actionWords(change.action), kind: kindWords(change.record_id),
      name: record ? nameOf(record) : named(change), whom: record?.subtitle ?? '',
      others: change.times - 1, times: change.times,
    },
    to: record ? recordPath(record.kind, record.id) : lists[kind],
  }
}

function nameOf(record: NonNullable<Change['record']>): string {
  return [record.key, record.title].filter(Boolean).join(' ')
}

/** What a record without a description calls itself. */
function named({ detail }: Change): string {
  const key = typeof detail === 'object' && detail !== null && 'key' in detail ? detail.key : ''
  return typeof key === 'string' ? key : ''
}

/** The numbers among the details, as they are read. */
function figures(detail: unknown): Record<string, string> {
  if (typeof detail !== 'object' || detail === null) return {}
  return Object.fromEntries(Object.entries(detail).flatMap(
    ([name, value]) => (typeof value === 'number' ? [[name, integer(value)]] : []),
  ))
}
