import { t, tMaybe } from './text'

/** "changed_roles" as words. */
export function actionWords(action: string): string {
  return tMaybe(`action.${action}`, action.replace(/[._]/g, ' '))
}

/** Who it was: a person, a job by what it does, or the program. */
export function actorWords(name: string): string {
  const job = /^job (.+)$/.exec(name)?.[1]
  if (job) return t('audit.job', { job: tMaybe(`jobs.kind.${job}`, job) })
  return name || t('home.program')
}

/** What kind of record an id names, as words. */
export function kindWords(id: string): string {
  const kind = id.split('_', 1)[0] ?? ''
  return tMaybe(`kind.${kind}`, kind)
}

/** The details of an entry in one line: names and values, lists counted when they are long. */
export function detailWords(detail: unknown): string {
  if (detail === null || detail === undefined || detail === '') return ''
  if (typeof detail !== 'object') return String(detail)
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== '' && !isId(value))
    .map(([name, value]) => `${name.replace(/_/g, ' ')} ${valueWords(value)}`)
    .join(', ')
}

/** An identifier or a hash says nothing to a person. */
function isId(value: unknown): boolean {
  return typeof value === 'string' && /^([a-z_]+_[0-9a-z]{26}|[0-9a-f]{32,})$/.test(value)
}

function valueWords(value: unknown): string {
  if (Array.isArray(value)) return value.length > 4 || value.some(isId) ? `(${value.length})` : value.join(' ')
  return typeof value === 'object' && value !== null ? `{${detailWords(value)}}` : String(value)
}
