import { mkdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { chromium, type Browser, type Page, type Route } from 'playwright-core'
import * as fixtures from './fixtures'

const dist = path.resolve(import.meta.dirname, '../dist')
const axe = readFileSync(path.resolve(import.meta.dirname, '../node_modules/axe-core/axe.min.js'), 'utf8')
const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.html': 'text/html',
}

/** The built pages, as the program serves them; every unknown address is the application. */
export function servePages(): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://x').pathname
    const file = /\.\w+$/.test(name) ? name : '/index.html'
    try {
      const body = readFileSync(path.join(dist, file))
      response.writeHead(200, { 'Content-Type': types[path.extname(file)] ?? 'text/plain' }).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  return new Promise((done) => server.listen(0, '127.0.0.1', () => {
    done({ server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
  }))
}

export type Answer = { readonly status?: number; readonly body?: unknown } | ((route: Route) => Promise<void>)
export type Answers = Readonly<Record<string, Answer>>

/** What the server answers unless a test says otherwise: "GET /me" and so on, below /api/v1. */
const usual: Answers = {
  'GET /setup': { body: { needed: false } },
  'GET /me': { body: fixtures.me },
  'GET /home': { body: fixtures.home },
  'GET /coverage': { body: fixtures.coverage },
}

async function answerAll(page: Page, answers: Answers): Promise<void> {
  const all = { ...usual, ...answers }
  await page.route('**/api/v1/**', async (route) => {
    const request = route.request()
    const name = `${request.method()} ${new URL(request.url()).pathname.replace('/api/v1', '')}`
    const key = Object.keys(all).find((each) => new RegExp(`^${each}$`).test(name))
    const answer = key ? all[key] : undefined
    if (typeof answer === 'function') return answer(route)
    if (!answer) {
      return route.fulfill({
        status: 404, contentType: 'application/problem+json',
        body: JSON.stringify({ title: 'Not Found', status: 404, detail: `no answer for ${name}` }),
      })
    }
    const failed = (answer.status ?? 200) >= 400
    return route.fulfill({
      status: answer.status ?? 200, body: JSON.stringify(answer.body ?? {}),
      contentType: failed ? 'application/problem+json' : 'application/json',
    })
  })
}

export interface View {
  readonly width?: number
  readonly height?: number
  readonly dark?: boolean
  readonly answers?: Answers
  /** The clock of the page; the invented firm lives on 14 January 2027. */
  readonly now?: string
}

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
  })
}

/** Opens a page and collects what goes wrong in it. */
export async function open(browser: Browser, url: string, view: View = {}) {
  const context = await browser.newContext({
    viewport: { width: view.width ?? 1440, height: view.height ?? 900 },
    colorScheme: view.dark ? 'dark' : 'light', locale: 'en-GB', timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource|EventSource/.test(message.text())) {
      errors.push(message.text())
    }
  })
  await page.clock.setFixedTime(new Date(view.now ?? '2027-01-14T08:45:00Z'))
  await answerAll(page, view.answers ?? {})
  await page.goto(url)
  return { page, errors, close: () => context.close() }
}

/** What axe finds against WCAG 2.2 AA, as lines to read; none is the only good answer. */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    interface Axe {
      run(context: Document, options: object): Promise<{
        violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[]
      }>
    }
    const tool = (window as unknown as { axe: Axe }).axe
    const found = await tool.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    return found.violations.flatMap((violation) => violation.nodes.map(
      (node) => `${violation.id}: ${node.target.join(' ')}: ${node.failureSummary}`,
    ))
  })
}

/** Keeps a picture where SHOTS names a folder. */
export async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env['SHOTS']
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: path.join(folder, `${name}.png`) })
}
