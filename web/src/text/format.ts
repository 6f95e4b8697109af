/** Numbers, money and dates as the reader writes them. All formatting of values happens here. */

export interface Locale {
  /** BCP 47 tag used with Intl. */
  readonly tag: string
  readonly timeZone: string
  readonly pseudo: boolean
}

let locale: Locale = {
  tag: 'en-GB',
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  pseudo: false,
}
const formatters = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>()

export function currentLocale(): Locale {
  return locale
}

export function setLocale(next: Partial<Locale>): void {
  locale = { ...locale, ...next }
  formatters.clear()
}

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `n${JSON.stringify(options)}`
  let format = formatters.get(key) as Intl.NumberFormat | undefined
  if (!format) formatters.set(key, (format = new Intl.NumberFormat(locale.tag, options)))
  return format
}

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `d${JSON.stringify(options)}`
  let format = formatters.get(key) as Intl.DateTimeFormat | undefined
  if (!format) {
    format = new Intl.DateTimeFormat(locale.tag, { timeZone: locale.timeZone, ...options })
    formatters.set(key, format)
  }
  return format
}

export function integer(value: number): string {
  return numberFormat({ maximumFractionDigits: Number.isInteger(value) ? 0 : 2 }).format(value)
}

export function decimal(value: number, digits = 2): string {
  return numberFormat({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)
}

/** A number whose sign matters: +0.14, −0.34. */
export function signed(value: number, digits = 2): string {
  return numberFormat({
    minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: 'exceptZero',
  }).format(value).replace('-', '−')
}

/** A share between 0 and 1. */
export function percent(share: number, digits = 0): string {
  return numberFormat({
    style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits,
  }).format(share)
}

/** A probability: never a false 0% or 100%. */
export function chance(probability: number): string {
  if (probability > 0 && probability < 0.01) return `< ${percent(0.01)}`
  if (probability < 1 && probability > 0.99) return `> ${percent(0.99)}`
  return percent(probability)
}

export interface Money {
  /** Minor units, as the server stores them. */
  readonly amount: number
  readonly currency: string
}

function minorDigits(currency: string): number {
  const options = numberFormat({ style: 'currency', currency }).resolvedOptions()
  return options.maximumFractionDigits ?? 2
}

/** €18,400: whole units when there are no cents. */
export function money({ amount, currency }: Money): string {
  const digits = minorDigits(currency)
  const value = amount / 10 ** digits
  return numberFormat({
    style: 'currency', currency, currencyDisplay: 'narrowSymbol',
    maximumFractionDigits: Number.isInteger(value) ? 0 : digits,
  }).format(value)
}

/** €18.4k, €712k, €1.2m: for lists, where the order of size is what counts. */
export function moneyShort({ amount, currency }: Money): string {
  const value = amount / 10 ** minorDigits(currency)
  const [scaled, suffix] = scale(value)
  const digits = Math.abs(scaled) < 100 && suffix ? 1 : 0
  return numberFormat({
    style: 'currency', currency, currencyDisplay: 'narrowSymbol',
    maximumFractionDigits: digits, minimumFractionDigits: digits,
  }).format(scaled) + suffix
}

function scale(value: number): readonly [number, string] {
  const size = Math.abs(value)
  if (size >= 999_500) return [value / 1e6, 'm']
  if (size >= 1_000) return [value / 1e3, 'k']
  return [value, '']
}

export type Instant = string | number | Date

export function date(at: Instant): string {
  return dateFormat({ day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(at))
}

export function longDate(at: Instant): string {
  return dateFormat({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
    .format(new Date(at))
}

export function time(at: Instant): string {
  return dateFormat({ hour: '2-digit', minute: '2-digit' }).format(new Date(at))
}

/** 14 Jan 2027, 09:12 CET */
export function dateTime(at: Instant): string {
  const zone = dateFormat({ timeZoneName: 'short' }).formatToParts(new Date(at))
    .find((part) => part.type === 'timeZoneName')?.value ?? ''
  return `${date(at)}, ${time(at)} ${zone}`.trimEnd()
}

function dayNumber(at: Date): number {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: locale.timeZone }).format(at)
  return Math.round(Date.parse(`${parts}T00:00:00Z`) / 86_400_000)
}

/** How many calendar days of the reader lie between two moments. */
export function daysBetween(from: Instant, to: Instant): number {
  return dayNumber(new Date(to)) - dayNumber(new Date(from))
}

/** 09:12 today, 11 Jan this year, 11 Jan 2025 before: as short as stays clear. */
export function shortDate(at: Instant, now: Instant): string {
  const moment = new Date(at)
  if (daysBetween(at, now) === 0) return time(moment)
  const sameYear = moment.getFullYear() === new Date(now).getFullYear()
  return dateFormat({
    day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }),
  }).format(moment)
}

/** A calendar day without a clock, as plans use them: the zone must not move it. */
export function plainDate(day: string, withYear = false): string {
  const [year = 1970, month = 1, date = 1] = day.slice(0, 10).split('-').map(Number)
  return dateFormat({
    timeZone: 'UTC', day: 'numeric', month: 'short', ...(withYear ? { year: 'numeric' } : {}),
  }).format(Date.UTC(year, month - 1, date))
}

/** A sentence of the server's with its days written as the reader writes them. */
export function withDates(text: string): string {
  return text.replace(/\b\d{4}-\d{2}-\d{2}\b/g, (day) => plainDate(day))
}

/** Sat 28 Nov: a calendar day with the day of its week. */
export function plainWeekday(day: string): string {
  return dateFormat({ timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short' })
    .format(Date.parse(`${day}T00:00:00Z`)).replace(',', '')
}

export function bytes(size: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
  const step = Math.min(units.length - 1, size > 0 ? Math.floor(Math.log10(size) / 3) : 0)
  return numberFormat({
    style: 'unit', unit: units[step] ?? 'byte', unitDisplay: 'short', maximumFractionDigits: 1,
  }).format(size / 1000 ** step)
}
