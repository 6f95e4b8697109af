import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { OpenFeature } from '@openfeature/server-sdk'
import { OFREPProvider } from '@openfeature/ofrep-provider'
import type { Browser } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch } from './harness'
import { serve, type Served } from './served'

/** Flags as OpenFeature's own clients see them, unchanged from the registry, on the real program. */

interface Made { readonly id: string; readonly version: number; readonly secret?: string }

const halves = { fractional: [['a', 50], ['b', 50]] }
const definitions: Readonly<Record<string, object>> = {
  'new-editor': {
    variants: { on: true, off: false }, defaultVariant: 'off', metadata: { owner: 'writing', rank: 2 },
    targeting: { if: [{ ends_with: [{ var: 'email' }, '@northpier.example'] }, 'on'] },
  },
  checkout: { variants: { quick: 'quick', usual: 'usual' }, targeting: { if: [{ '==': [{ var: 'plan' }, 'gold'] }, 'quick', 'usual'] } },
  limit: { variants: { low: 10.5 }, defaultVariant: 'low' },
  theme: { variants: { sea: { colour: 'teal', sizes: [1, 2] } }, defaultVariant: 'sea' },
  half: { variants: { a: 'A', b: 'B' }, targeting: halves },
  early: { variants: { yes: true, no: false }, targeting: { if: [{ $ref: 'beta-testers' }, 'yes', 'no'] } },
}

let program: Served
let cookie = ''
let place: Made
let key: Made
let testers: Made
const made = new Map<string, Made>()

/** Calls the API as the owner, who set the installation up. */
async function call(method: string, address: string, body?: object, version?: number): Promise<Made> {
  const answer = await fetch(`${program.url}/api/v1${address}`, {
    method, body: body ? JSON.stringify(body) : undefined,
    headers: {
      ...(body ? { 'Content-Type': 'application/json' } : {}), Cookie: cookie,
      ...(version ? { 'If-Match': `"${version}"` } : {}),
    },
  })
  if (!answer.ok) throw new Error(`${method} ${address}: ${answer.status} ${await answer.text()}`)
  cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? cookie
  return answer.status === 204 ? { id: '', version: 0 } : await answer.json() as Made
}

async function flip(name: string, enabled: boolean): Promise<void> {
  const flag = made.get(name)!
  made.set(name, await call('PUT', `/flags/${flag.id}/environments/${place.id}`, { enabled }, flag.version))
}

beforeAll(async () => {
  program = await serve('serve')
  await call('POST', '/setup', {
    workspace_name: 'Northpier', name: 'Mara', email: 'mara@northpier.example', password: 'a lantern in the fog',
  })
  place = await call('POST', '/environments', { key: 'production', name: 'Production' })
  key = await call('POST', `/environments/${place.id}/keys`, { name: 'The shop' })
  testers = await call('POST', '/segments', { key: 'beta-testers', definition: { include: ['user-1'] } })
  for (const [name, definition] of Object.entries(definitions)) {
    made.set(name, await call('POST', '/flags', { key: name, definition }))
    await flip(name, true)
  }
  made.set('off', await call('POST', '/flags', { key: 'off', definition: definitions['limit'] }))
})

afterAll(() => program.stop())

describe('the server SDK', () => {
  const client = async (secret: string, header: (secret: string) => [string, string]) => {
    await OpenFeature.setProviderAndWait(secret, new OFREPProvider({ baseUrl: program.url, headers: [header(secret)] }))
    return OpenFeature.getClient(secret)
  }
  afterAll(() => OpenFeature.close())

  it('gets values of every kind, with variant, reason and metadata', async () => {
    const flags = await client(key.secret!, (secret) => ['Authorization', `Bearer ${secret}`])
    const mara = { targetingKey: 'user-1', email: 'mara@northpier.example' }
    expect(await flags.getBooleanDetails('new-editor', false, mara)).toMatchObject({
      value: true, variant: 'on', reason: 'TARGETING_MATCH', flagMetadata: { owner: 'writing', rank: 2 },
    })
    expect(await flags.getBooleanDetails('new-editor', true, { targetingKey: 'user-2' }))
      .toMatchObject({ value: false, reason: 'DEFAULT' })
    expect(await flags.getStringValue('checkout', '', { plan: 'gold' })).toBe('quick')
    expect(await flags.getNumberDetails('limit', 0)).toMatchObject({ value: 10.5, reason: 'STATIC' })
    expect(await flags.getObjectValue('theme', {})).toEqual({ colour: 'teal', sizes: [1, 2] })
  })

  it('keeps what is built in where there is no value, and says why', async () => {
    const flags = await client(key.secret!, (secret) => ['X-API-Key', secret])
    expect(await flags.getNumberDetails('off', 7)).toMatchObject({ value: 7 })
    expect(await flags.getStringDetails('nothing', 'x')).toMatchObject({ value: 'x', errorCode: 'FLAG_NOT_FOUND' })
    expect(await flags.getStringDetails('half', 'x')).toMatchObject({ value: 'x', errorCode: 'TARGETING_KEY_MISSING' })
    expect(await flags.getStringDetails('limit', 'x')).toMatchObject({ value: 'x', errorCode: 'TYPE_MISMATCH' })
    const stranger = await client('tlf_nobody', (secret) => ['Authorization', `Bearer ${secret}`])
    expect(await stranger.getNumberDetails('limit', 7)).toMatchObject({ value: 7, reason: 'ERROR' })
  })

  it('sees a switch at the next question', async () => {
    const flags = await client(key.secret!, (secret) => ['X-API-Key', secret])
    await flip('limit', false)
    expect(await flags.getNumberValue('limit', 1)).toBe(1)
    await flip('limit', true)
    expect(await flags.getNumberValue('limit', 1)).toBe(10.5)
  })

  it('sees who belongs to a segment, and when that changes', async () => {
    const flags = await client(key.secret!, (secret) => ['X-API-Key', secret])
    const early = async (targetingKey: string) => flags.getBooleanDetails('early', false, { targetingKey })
    expect(await early('user-1')).toMatchObject({ value: true, variant: 'yes', reason: 'TARGETING_MATCH' })
    expect(await early('user-2')).toMatchObject({ value: false, variant: 'no' })
    testers = await call('PATCH', `/segments/${testers.id}`, { definition: { include: ['user-2'] } }, testers.version)
    expect(await early('user-1')).toMatchObject({ value: false })
    expect(await early('user-2')).toMatchObject({ value: true })
  })
})

/** The page of another site that has the web SDK in it. */
async function shop(): Promise<{ server: Server; url: string }> {
  const built = await build({
    configFile: false, logLevel: 'silent',
    build: { write: false, lib: { entry: path.resolve(import.meta.dirname, 'flagClient.ts'), formats: ['iife'], name: 'shop' } },
  })
  const output = (Array.isArray(built) ? built : [built]).flatMap((each) => ('output' in each ? each.output : []))
  const script = output.map((each) => (each.type === 'chunk' ? each.code : '')).join('')
  const server = createServer((request, response) => {
    const js = request.url === '/shop.js'
    response.writeHead(200, { 'Content-Type': js ? 'text/javascript' : 'text/html' })
    response.end(js ? script : '<!doctype html><title>Shop</title><body></body><script src="/shop.js"></script>')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}

describe('the web SDK in a page of another site', () => {
  let browser: Browser
  let site: { server: Server; url: string }
  beforeAll(async () => {
    browser = await launch()
    site = await shop()
  })
  afterAll(async () => {
    await browser.close()
    site.server.close()
  })

  it('hears of a change by itself, without asking for it in intervals', async () => {
    const page = await browser.newPage()
    const listening = page.waitForResponse((response) => response.url().includes('/ofrep/v1/events'))
    await page.goto(`${site.url}#${encodeURIComponent(`${program.url} ${key.secret}`)}`)
    await page.getByText('quick (TARGETING_MATCH)').waitFor()
    expect((await listening).status()).toBe(200)
    await flip('checkout', false)
    await page.getByText('as built in').waitFor()
    const flag = made.get('checkout')!
    made.set('checkout', await call('PATCH', `/flags/${flag.id}`, {
      definition: { variants: { calm: 'calm' }, defaultVariant: 'calm' },
    }, flag.version))
    await flip('checkout', true)
    await page.getByText('calm (STATIC)').waitFor()
    await page.close()
  })
})
