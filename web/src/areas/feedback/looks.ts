import type { IconName } from '~/parts/Icon'
import {
  currentLocale, dateTime, daysBetween, plainDate, shortDate, time, type Instant,
} from '~/text/format'
import { t, tMaybe } from '~/text/text'
import type { FacetName } from './search'

const sourceIcons: Readonly<Record<string, IconName>> = {
  api: 'code', file: 'file', app_store: 'star', support: 'chat', survey: 'form', email: 'mail',
  call: 'phone', chat: 'chat', portal: 'eye', other: 'more',
}

export function sourceIcon(kind: string | undefined): IconName {
  return sourceIcons[kind ?? ''] ?? 'chat'
}

interface Feeling {
  readonly icon: IconName
  readonly tone: 'good' | 'bad' | 't3'
  readonly word: string
}

/** How a record feels, in a word with its sign; nothing before it was analysed. */
export function feelingOf(sentiment: string): Feeling | null {
  switch (sentiment) {
    case 'positive':
      return { icon: 'rise', tone: 'good', word: t('feedback.positive') }
    case 'negative':
      return { icon: 'fall', tone: 'bad', word: t('feedback.negative') }
    case 'neutral':
      return { icon: 'flat', tone: 't3', word: t('feedback.neutral') }
    default:
      return null
  }
}

/** "Today 09:12", "Yesterday", "11 Jan". */
export function saidWhen(at: Instant, now: Instant): string {
  const days = daysBetween(at, now)
  if (days === 0) return t('feedback.today', { time: time(at) })
  if (days === 1) return t('feedback.yesterday')
  return shortDate(at, now)
}

/** With its time, unless the source gave only a day, which then stands at midnight UTC. */
export function saidLong(at: string): string {
  return /T00:00:00(\.0+)?Z$/.test(at) ? plainDate(at, true) : dateTime(at)
}

export function languageName(code: string): string {
  if (!code) return t('common.unknown')
  try {
    return new Intl.DisplayNames(currentLocale().tag, { type: 'language' }).of(code) ?? code
  } catch {
    return code
  }
}

/** A facet's value as the reader knows it. */
export function facetLabel(name: FacetName, value: string, label: string): string {
  if (name === 'language') return languageName(value)
  return tMaybe(`feedback.${name}.${value}`, label || value || t('common.unknown'))
}
