import { afterEach, describe, expect, it } from 'vitest'
import { en } from './en'
import {
  bytes, chance, date, dateTime, daysBetween, money, moneyShort, percent, plainDate, setLocale, shortDate, signed,
} from './format'
import { parse } from './icu'
import { stretch } from './pseudo'
import { t, tMaybe, type TextId } from './text'

afterEach(() => setLocale({ tag: 'en-GB', timeZone: 'Europe/Berlin', pseudo: false }))
setLocale({ tag: 'en-GB', timeZone: 'Europe/Berlin' })

describe('messages', () => {
  it.each(Object.keys(en) as TextId[])('%s is well formed', (id) => {
    expect(() => parse(en[id])).not.toThrow()
  })
  it('count', () => {
    expect(t('common.moreValues', { count: 1284 })).toBe('1,284 more')
  })
  it.each([
    ['{n, plural, one {# day} other {# days}}', 3],
    ['a {x} b <b>c {y}</b> < 1%', 6],
    ['{s, select, on {On} other {Off}}', 1],
  ])('%s parses into %d parts at the top or inside', (message, parts) => {
    expect(JSON.stringify(parse(message)).match(/"kind"/g)?.length).toBeGreaterThanOrEqual(Math.min(parts, 3))
  })
  it.each(['{n, plural, one {#}}', '{n', 'a } b', '<b>open', '{n, number}'])('%s is refused', (message) => {
    expect(() => parse(message)).toThrow()
  })
  it('fall back where an id is made from data', () => {
    expect(tMaybe('role.owner', 'x')).toBe('Owner')
    expect(tMaybe('role.unheard', 'unheard')).toBe('unheard')
  })
  it('are stretched and accented in the pseudo-locale, values are not', () => {
    setLocale({ pseudo: true })
    expect(t('common.moreValues', { count: 3 })).toBe('3 móré~~')
    expect(stretch('a')).toBe('á')
  })
})

describe('formats', () => {
  it('money', () => {
    expect(money({ amount: 1_840_000, currency: 'EUR' })).toBe('€18,400')
    expect(money({ amount: 199, currency: 'EUR' })).toBe('€1.99')
    expect(money({ amount: 5000, currency: 'JPY' })).toBe('¥5,000')
    expect(moneyShort({ amount: 1_840_000, currency: 'EUR' })).toBe('€18.4k')
    expect(moneyShort({ amount: 71_200_000, currency: 'EUR' })).toBe('€712k')
    expect(moneyShort({ amount: 99_995_000, currency: 'EUR' })).toBe('€1.0m')
    expect(moneyShort({ amount: 80_000, currency: 'EUR' })).toBe('€800')
  })
  it('never claims certainty', () => {
    expect([chance(0), chance(0.001), chance(0.62), chance(0.999), chance(1)])
      .toEqual(['0%', '< 1%', '62%', '> 99%', '100%'])
    expect(percent(0.948, 1)).toBe('94.8%')
    expect([signed(-0.34), signed(0.14), signed(0)]).toEqual(['−0.34', '+0.14', '0.00'])
  })
  it('dates in the reader’s zone', () => {
    expect(date('2027-01-14T23:30:00Z')).toBe('15 Jan 2027')
    expect(dateTime('2027-01-14T08:12:00Z')).toBe('14 Jan 2027, 09:12 CET')
    expect(daysBetween('2027-01-14T22:30:00Z', '2027-01-14T23:30:00Z')).toBe(1)
    expect(shortDate('2027-01-14T08:12:00Z', '2027-01-14T18:00:00Z')).toBe('09:12')
    expect(shortDate('2026-11-03T08:12:00Z', '2027-01-14T18:00:00Z')).toBe('3 Nov 2026')
  })
  it('days of a plan whatever the zone', () => {
    setLocale({ timeZone: 'Pacific/Honolulu' })
    expect(plainDate('2027-01-14')).toBe('14 Jan')
  })
  it('sizes', () => expect(bytes(12_400_000)).toBe('12.4 MB'))
})
